import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { actions, createAudit, defineActions, isAuditEventError, legacyActions, memorySink } from '../src/index.ts';

const actor = { type: 'user', id: 'u1' } as const;

/** For each action details that its schema takes, and details that it refuses. */
const samples: Record<string, [valid: object, invalid: object]> = {
  'auth.login.success': [{ method: 'password', mfa: true }, { mfa: 'yes' }],
  'auth.login.failure': [{ method: 'password' }, { method: 7 }],
  'auth.logout': [{ sessionMs: 10 }, { sessionMs: -1 }],
  'auth.mfa.verify.success': [{ method: 'totp' }, { method: 7 }],
  'auth.mfa.verify.failure': [{ method: 'totp' }, { method: null }],
  'api_key.created': [{ keyId: 'k1', scopes: ['read'] }, { scopes: 'read' }],
  'api_key.revoked': [{ keyId: 'k1' }, { keyId: 1 }],
  'permission.allowed': [{ permission: 'campaigns:read' }, { permission: [] }],
  'permission.denied': [{ permission: 'campaigns:read', rule: 'r1' }, { rule: 1 }],
  'data.read': [{ records: 3, fields: ['title'] }, { records: 1.5 }],
  'data.write': [{ records: 3 }, { records: -1 }],
  'data.delete': [{ records: 3 }, { fields: [1] }],
  'data.export': [{ records: 3, format: 'csv' }, { format: 1 }],
  'config.updated': [{ changedField: 'max_retries', version: 2 }, { changedField: 3 }],
  'config.reloaded': [{ version: 'v2' }, { version: {} }],
  'adapter.registered': [{ adapterType: 'pdf' }, { adapterType: 1 }],
  'ingestion.started': [{ adapterType: 'pdf', sourceId: 's' }, { sourceId: 1 }],
  'ingestion.completed': [{ records: 3, durationMs: 1.5 }, { durationMs: '1' }],
  'ingestion.failed': [{ adapterType: 'pdf' }, { records: '3' }],
  'service.started': [{ version: '1.0.0', host: 'a' }, { version: 1 }],
  'service.stopped': [{ host: 'a' }, { host: 1 }],
  'health_check.failed': [{ check: 'db', latencyMs: 3 }, { latencyMs: -3 }],
  'campaign.created': [{ name: 'Spring' }, { name: 1 }],
  'campaign.updated': [{ name: 'Spring' }, { name: 1 }],
  'campaign.deleted': [{ name: 'Spring' }, { name: 1 }],
  'report.generated': [{ report: 'monthly', rows: 3 }, { rows: 'many' }],
  'report.delivered': [{ channel: 'mail', recipients: 3 }, { recipients: 0.5 }],
  'attribution.event.recorded': [{ campaignId: 'c', weight: 0.5 }, { weight: '0.5' }],
  'payment.processed': [{ amount: 12.5, currency: 'EUR' }, { currency: 'EURO' }],
  'payment.failed': [{ provider: 'stripe' }, { amount: '12' }],
  'external_api.call': [{ provider: 'stripe', statusCode: 200, latencyMs: 7.5 }, { statusCode: 200 }],
  'database.query.slow': [{ durationMs: 1_200 }, {}],
  'background_job.started': [{ job: 'nightly' }, { job: 1 }],
  'background_job.completed': [{ job: 'nightly', durationMs: 3 }, { durationMs: -3 }],
  'background_job.failed': [{ job: 'nightly', attempt: 2 }, { attempt: 'two' }],
  'backup.created': [{ target: 's3', bytes: 3 }, { bytes: -3 }],
  'backup.verified': [{ target: 's3' }, { target: 3 }],
  'backup.failed': [{ target: 's3' }, { target: 3 }],
  'audit.events.dropped': [
    { count: 3, reason: 'queue-full' },
    { count: 0, reason: 'queue-full' },
  ],
  'audit.log.recovered': [{ file: 'a', torn: 'b', bytes: 3 }, { file: 'a' }],
  'audit.log.pruned': [{ file: 'a', events: 3 }, { file: 'a' }],
  'audit.log.searched': [{ filter: { action: 'data.*' } }, { filter: 'data.*' }],
  'audit.log.exported': [{ format: 'csv', records: 3 }, { records: 3 }],
};

async function openAudit() {
  const sink = memorySink();
  return { sink, audit: await createAudit({ sinks: [sink], catalogue: defineActions({}) }) };
}

/** An event as it comes from JavaScript: the types have no say. */
function untyped(event: object): never {
  return event as never;
}

test('the samples cover the catalogue', () => {
  expect(Object.keys(samples).sort()).toEqual(Object.keys(actions).sort());
});

describe.each(Object.entries(samples))('%s', (action, [valid, invalid]) => {
  test('takes details that fit', async () => {
    const { audit, sink } = await openAudit();
    await audit.log(untyped({ action, actor, details: valid }));
    expect(JSON.parse(sink.lines[0] ?? '')).toMatchObject({ action, details: valid });
  });

  test('refuses details that do not, and names the member', async () => {
    const { audit, sink } = await openAudit();
    const error = await audit.log(untyped({ action, actor, details: invalid })).catch((reason: unknown) => reason);
    expect(isAuditEventError(error) && error.problems[0]).toMatch(/^details\.\w+.*: /);
    expect(sink.lines).toEqual([]);
  });
});

test.each(Object.entries(legacyActions))('%s is written as %s', async (legacy, dotted) => {
  const { audit, sink } = await openAudit();
  await audit.log(untyped({ action: legacy, actor }));
  expect(JSON.parse(sink.lines[0] ?? '').action).toBe(dotted);
});

test('details may say more than the schema names', async () => {
  const { audit, sink } = await openAudit();
  await audit.logConfigChange({ actor, details: { changedField: 'max_retries', oldValue: 3, newValue: 5 } });
  expect(JSON.parse(sink.lines[0] ?? '').details).toEqual({ changedField: 'max_retries', oldValue: 3, newValue: 5 });
});

test.each(['__proto__', 'constructor', 'toString', 'data.rea', ''])('refuses the action %j', async (action) => {
  const { audit } = await openAudit();
  await expect(audit.log(untyped({ action, actor }))).rejects.toThrow(/action must/);
});

describe('actions of the application', () => {
  test('are checked by their own schema, and take the place of built-in ones', async () => {
    const sink = memorySink();
    const catalogue = defineActions({
      'campaign.archived': { details: z.object({ why: z.string() }), version: 2 },
      'data.read': { details: z.object({ table: z.string() }) },
      'audit.nothing_said': {},
    });
    const audit = await createAudit({ sinks: [sink], catalogue });
    await audit.log({ action: 'campaign.archived', actor, details: { why: 'over' } });
    await audit.log({ action: 'data.read', actor, details: { table: 'shows' } });
    await audit.log({ action: 'audit.nothing_said', actor });
    await expect(audit.log(untyped({ action: 'campaign.archived', actor }))).rejects.toThrow('details.why: ');
    await expect(audit.log(untyped({ action: 'audit.nothing_said', actor, details: {} }))).rejects.toThrow(
      'details must be absent',
    );
    expect(sink.lines).toHaveLength(3);
  });

  test('have a delivery of their own', async () => {
    const given: boolean[] = [];
    const sink = {
      append: async (_lines: readonly string[], { durable }: { durable: boolean }) => void given.push(durable),
      close: async () => {},
    };
    const catalogue = defineActions({ 'page.seen': { delivery: 'written' } });
    const audit = await createAudit({ sinks: [sink], catalogue });
    expect(await audit.log({ action: 'page.seen', actor })).toMatchObject({ seq: 1, durable: false });
    expect(await audit.log({ action: 'auth.logout', actor })).toMatchObject({ seq: 2, durable: true });
    expect(given).toEqual([false, true]);
  });

  test('need a dotted name in lower case', () => {
    expect(() => defineActions({ Archived: {} })).toThrow(
      new TypeError('defineActions: "Archived" must be dotted and in lower case, such as campaign.archived'),
    );
  });

  test('need a zod schema', () => {
    expect(() => defineActions({ 'a.b': untyped({ details: { why: 'string' } }) })).toThrow(
      /details of a.b must be a zod/,
    );
  });
});
