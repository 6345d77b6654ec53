import { describe, expect, test } from 'vitest';
import { type AuditEvent, createAudit, isAuditEventError, memorySink } from '../src/index.ts';
import { full, openAudit as openScripted, turns } from './open-scripted-log.ts';
import { deferred } from './scripted-sink.ts';

const actor = { type: 'user', id: 'u1' } as const;

async function openAudit() {
  const sink = memorySink();
  const audit = await createAudit({ sinks: [sink] });
  const events = (): AuditEvent[] => sink.lines.map((line) => JSON.parse(line));
  return { audit, events };
}

describe('runWith', () => {
  test('gives its context to every event inside, across awaits, with a thousand of them at once', async () => {
    const { audit, events } = await openAudit();
    const request = (i: number) =>
      audit.runWith(
        { actor: { type: 'user', id: `u${i}` }, correlationId: `c${i}`, clientIp: `10.0.0.${i % 250}` },
        async () => {
          for (let step = 0; step < 3; step++) {
            await new Promise((resolve) => (i % 2 ? setImmediate(resolve) : queueMicrotask(() => resolve(0))));
            await audit.logDataAccess({ resource: { type: 'request', id: String(i) } });
          }
        },
      );
    await Promise.all(Array.from({ length: 1_000 }, (_, i) => request(i)));
    expect(events()).toHaveLength(3_000);
    for (const { actor, correlationId, clientIp, resource } of events()) {
      const i = Number(resource?.id);
      expect({ id: actor.id, correlationId, clientIp }).toEqual({
        id: `u${i}`,
        correlationId: `c${i}`,
        clientIp: `10.0.0.${i % 250}`,
      });
    }
  });

  test('an inner context adds to the outer one, and ends', async () => {
    const { audit, events } = await openAudit();
    await audit.runWith({ actor, correlationId: 'outer', userAgent: 'curl', sessionId: 's' }, async () => {
      await audit.runWith({ correlationId: 'inner' }, () => audit.logDataAccess({}));
      await audit.logDataAccess({});
    });
    await expect(audit.logDataAccess({})).rejects.toSatisfy(isAuditEventError);
    expect(events()).toMatchObject([
      { actor, correlationId: 'inner', userAgent: 'curl', sessionId: 's' },
      { actor, correlationId: 'outer' },
    ]);
  });

  test('what the event says itself goes before, and a tenant is given to actors without one', async () => {
    const { audit, events } = await openAudit();
    await audit.runWith({ actor, tenantId: 't1', correlationId: 'c1' }, async () => {
      await audit.logDataAccess({ correlationId: 'own' });
      await audit.logDataAccess({ actor: { type: 'service', id: 's', tenantId: 't2' } });
    });
    expect(events()).toMatchObject([
      { actor: { id: 'u1', tenantId: 't1' }, correlationId: 'own' },
      { actor: { id: 's', tenantId: 't2' } },
    ]);
  });

  test('returns what the function returns', async () => {
    const { audit } = await openAudit();
    expect(audit.runWith({}, () => 7)).toBe(7);
  });
});

describe('audited', () => {
  test('logs success after the operation, and returns its result', async () => {
    const { audit, events } = await openAudit();
    const during = () => events().length;
    expect(await audit.audited({ action: 'data.delete', actor }, async () => during())).toBe(0);
    expect(events()).toMatchObject([{ action: 'data.delete', outcome: 'SUCCESS' }]);
  });

  test('keeps the outcome that the event names', async () => {
    const { audit, events } = await openAudit();
    await audit.audited({ action: 'data.delete', actor, outcome: 'PARTIAL' }, async () => {});
    expect(events()).toMatchObject([{ outcome: 'PARTIAL' }]);
  });

  test.each([
    [Object.assign(new Error('no'), { code: 'SCRY_FORBIDDEN' }), { outcome: 'DENIED', reason: 'no' }],
    [Object.assign(new Error('who?'), { status: 401 }), { outcome: 'DENIED', reason: 'who?' }],
    [{ status: 403 }, { outcome: 'DENIED' }],
    [new Error('disk'), { outcome: 'FAILURE', reason: 'disk' }],
    ['text', { outcome: 'FAILURE' }],
    [undefined, { outcome: 'FAILURE' }],
    [
      {
        get message() {
          throw new Error('trap');
        },
      },
      { outcome: 'FAILURE' },
    ],
  ])('tells from what was thrown how it ended, and throws it on: %#', async (thrown, logged) => {
    const { audit, events } = await openAudit();
    const failed = audit.audited({ action: 'data.delete', actor }, () => Promise.reject(thrown));
    expect(await failed.catch((error: unknown) => [error])).toEqual([thrown]);
    expect(events()).toMatchObject([logged]);
    if (!('reason' in logged)) expect(events()[0]).not.toHaveProperty('reason');
  });

  test('does not begin an operation of which it could not tell', async () => {
    const { audit, events } = await openAudit();
    let begun = false;
    const operation = async () => {
      begun = true;
    };
    await expect(audit.audited({ action: 'data.delete' }, operation)).rejects.toSatisfy(isAuditEventError);
    expect([begun, events()]).toEqual([false, []]);
  });

  test('rejects when the operation succeeded and could not be logged; the error of a failed one goes first', async () => {
    const { audit } = await openAudit();
    await audit.close();
    const event = { action: 'data.delete', actor } as const;
    await expect(audit.audited(event, async () => 1)).rejects.toThrow('The audit log is closed.');
    await expect(audit.audited(event, () => Promise.reject(new Error('mine')))).rejects.toThrow('mine');
  });
});

test('a failed operation of which the log could not be told is counted, and the log tells it later', async () => {
  const { sink, audit, log, told } = await openScripted({ maxQueue: 1 });
  const answer = deferred();
  sink.answer = () => answer.promise;
  const calls = [log()];
  await turns();
  calls.push(log());
  const refused = Object.assign(new Error('no'), { code: 'SCRY_FORBIDDEN' });
  const event = { action: 'data.delete', actor } as const;
  await expect(audit.audited(event, () => Promise.reject(refused))).rejects.toBe(refused);
  expect(told('dropped')).toEqual([{ type: 'dropped', name: 'audit', count: 1, reason: 'queue-full' }]);
  answer.resolve();
  await Promise.all(calls);
  await audit.flush();
  sink.answer = () => Promise.reject(full);
  await expect(audit.audited(event, () => Promise.reject(refused))).rejects.toBe(refused);
  sink.answer = async () => {};
  await audit.close();
  const lost = sink.lines.map((line) => JSON.parse(line)).filter(({ action }) => action === 'audit.events.dropped');
  expect(lost.map(({ details }) => details)).toEqual([
    { count: 1, reason: 'queue-full' },
    { count: 1, reason: 'sink-failed' },
  ]);
});

test('each helper knows the action and the outcome that are usual there', async () => {
  const { audit, events } = await openAudit();
  const { logAuthSuccess, logAuthFailure, logDataAccess, logConfigChange, logIngestion, logPermission, logSystem } =
    audit;
  await logAuthSuccess({ actor });
  await logAuthFailure({ actor });
  await logDataAccess({ actor });
  await logDataAccess({ actor, action: 'DATA_EXPORT', outcome: 'DENIED' });
  await logConfigChange({ actor });
  await logIngestion({ actor });
  await logIngestion({ actor, outcome: 'FAILURE' });
  await logPermission({ actor });
  await logPermission({ actor, outcome: 'DENIED' });
  await logSystem({});
  expect(events().map(({ action, outcome, actor: { type, id } }) => [action, outcome, type, id].join(' '))).toEqual([
    'auth.login.success SUCCESS user u1',
    'auth.login.failure FAILURE user u1',
    'data.read SUCCESS user u1',
    'data.export DENIED user u1',
    'config.updated SUCCESS user u1',
    'ingestion.completed SUCCESS user u1',
    'ingestion.failed FAILURE user u1',
    'permission.allowed SUCCESS user u1',
    'permission.denied DENIED user u1',
    'service.started SUCCESS system audit',
  ]);
});
