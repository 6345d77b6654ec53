import { createHash } from 'node:crypto';
import { createRedactor, defaultDetectors } from '@scry/redact';
import { describe, expect, test } from 'vitest';
import {
  type AuditEvent,
  AuditEventError,
  type AuditOptions,
  createAudit,
  isAuditEventError,
  memorySink,
} from '../src/index.ts';

const actor = { type: 'user', id: 'ada@example.com', tenantId: 't1' } as const;
const resource = { type: 'record', id: 'r1' };

async function written(event: object, options: Partial<AuditOptions> = {}): Promise<AuditEvent & { line: string }> {
  const sink = memorySink();
  const audit = await createAudit({ sinks: [sink], ...options });
  // What JavaScript hands over, types or not.
  await audit.log({ action: 'data.read', actor, ...event } as never);
  const line = sink.lines[0] ?? '';
  return { ...JSON.parse(line), line };
}

async function problemsOf(event: object): Promise<readonly string[]> {
  const audit = await createAudit({ sinks: [memorySink()] });
  const error: unknown = await audit.log(event as never).catch((reason: unknown) => reason);
  return isAuditEventError(error) ? error.problems : [`no error but ${String(error)}`];
}

test('an event is one line of JSON, its members in the order of the type', async () => {
  const event = await written({
    details: { records: 1 },
    changes: [{ path: 'a', old: 1, new: 2 }],
    reason: 'because',
    userAgent: 'curl',
    sessionId: 's1',
    clientIp: '2001:db8::1',
    traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    correlationId: 'c1',
    resource: { ...resource, tenantId: 't1' },
    outcome: 'PARTIAL',
  });
  expect(Object.keys(event).join(' ')).toBe(
    'v id stream seq time action outcome actor resource correlationId traceparent clientIp sessionId userAgent reason changes details prev hash line',
  );
  expect(event).toMatchObject({ v: 1, stream: 'audit', seq: 1, prev: '0'.repeat(64), actor, resource });
  expect(event.time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  expect(event.line).not.toContain('\n');
});

test('the hash is that of all bytes before it, and each event names the one before', async () => {
  const sink = memorySink();
  const audit = await createAudit({ sinks: [sink], name: 'ünïcode "quoted"' });
  const receipts = [await audit.logSystem({}), await audit.logSystem({}), await audit.logSystem({})];
  let prev = '0'.repeat(64);
  for (const [i, line] of sink.lines.entries()) {
    const event: AuditEvent = JSON.parse(line);
    const before = line.slice(0, line.lastIndexOf(',"hash":'));
    expect(event).toMatchObject({ seq: i + 1, prev, stream: 'ünïcode "quoted"' });
    expect(event.hash).toBe(createHash('sha256').update(before).digest('hex'));
    expect(receipts[i]).toEqual({ id: event.id, seq: i + 1, hash: event.hash, durable: true });
    prev = event.hash;
  }
});

describe('secrets', () => {
  const secret = 'AKIAIOSFODNN7EXAMPLE';

  test.each([
    ['details', { details: { note: secret } }],
    ['details, by name', { details: { dbPassword: secret } }],
    ['details, deep', { details: { a: [{ b: { authorization: secret } }] } }],
    ['changes', { changes: [{ path: 'db.password', old: secret, new: secret }] }],
    ['changes, by value', { changes: [{ path: 'note', old: secret, new: 'x' }] }],
    ['reason', { reason: `refused ${secret}` }],
    ['userAgent', { userAgent: `bot/1.0 (key ${secret})` }],
    ['resource.id', { resource: { type: 'url', id: `key ${secret}` } }],
    ['correlationId', { correlationId: `trace ${secret}` }],
    ['sessionId', { sessionId: secret }],
    ['actor.id', { actor: { type: 'api_key', id: secret } }],
    ['actor.impersonatedBy', { actor: { ...actor, impersonatedBy: secret } }],
  ])('do not reach a sink in %s', async (_where, event) => {
    expect((await written(event)).line).not.toContain(secret);
  });

  test('do not reach a sink in the reason of an operation that failed', async () => {
    const sink = memorySink();
    const audit = await createAudit({ sinks: [sink] });
    const failing = audit.audited({ action: 'data.read', actor }, () =>
      Promise.reject(new Error(`no access with ${secret}`)),
    );
    await expect(failing).rejects.toThrow(secret);
    expect(JSON.parse(sink.lines[0] ?? '')).toMatchObject({ outcome: 'FAILURE' });
    expect(sink.lines[0]).not.toContain(secret);
  });

  test('that are credentials have a trigger, by which an event without them is known at a glance', () => {
    const personal = ['card', 'email', 'iban', 'ssn'];
    const bare = defaultDetectors.filter(({ triggers }) => triggers.length === 0).map(({ id }) => id);
    expect(bare.filter((id) => !personal.includes(id))).toEqual([]);
  });

  test('are not told in the error of an event that is refused', async () => {
    const told = await problemsOf({
      action: 'data.read',
      actor,
      details: { records: secret },
      reason: 7,
      [`${secret}x`]: 1,
    });
    expect(
      told
        .slice(0, -1)
        .concat(told.at(-1) ?? '')
        .filter((problem) => !problem.includes('no member'))
        .join(),
    ).not.toContain(secret);
  });

  test('stay where redaction is switched off', async () => {
    expect((await written({ details: { note: secret } }, { redact: false })).details).toEqual({ note: secret });
  });

  test('are hidden by a redactor of your own', async () => {
    const redact = createRedactor({ keys: { extend: ['codename'] }, censor: '#' });
    expect((await written({ details: { codename: 'x', b: 1 } }, { redact })).details).toEqual({ codename: '#', b: 1 });
  });

  test('leave a line that can be read, where what a redactor makes of them cannot be written', async () => {
    const redact = createRedactor({ censor: () => 1n });
    const event = await written({ details: { password: secret }, reason: 'x' }, { redact });
    expect(event.details).toEqual({ redacted: '[REDACTED]' });
    expect(event).not.toHaveProperty('reason');
  });

  test('who and what stay readable', async () => {
    const event = await written({ resource: { type: 'user', id: 'bob@example.com' }, clientIp: '192.0.2.1' });
    expect(event).toMatchObject({ actor, resource: { id: 'bob@example.com' }, clientIp: '192.0.2.1' });
  });
});

test('pseudonyms stand for who and what, and are found by the name', async () => {
  const sink = memorySink();
  const pseudonymize = (value: string) => `p:${value.length}`;
  const audit = await createAudit({ sinks: [sink], pseudonymize });
  await audit.logDataAccess({ actor: { ...actor, impersonatedBy: 'root' }, resource, clientIp: '192.0.2.1' });
  await audit.logDataAccess({ actor });
  expect(JSON.parse(sink.lines[0] ?? '')).toMatchObject({
    actor: { id: 'p:15', tenantId: 't1', impersonatedBy: 'p:4' },
    resource: { type: 'record', id: 'p:2' },
    clientIp: 'p:9',
  });
  const found = async (filter: object) => {
    const ids: number[] = [];
    for await (const { seq } of audit.query({ action: 'data.read', ...filter })) ids.push(seq);
    return ids;
  };
  expect(await found({ actorId: 'ada@example.com' })).toEqual([1, 2]);
  expect(await found({ resourceId: 'r1' })).toEqual([1]);
  // The search is an event too.
  expect(sink.lines.join()).not.toMatch(/ada@|"r1"/);
});

describe('what JSON has no word for', () => {
  test('lone surrogates are escaped: the bytes are valid UTF-8 and hold what the hash says', async () => {
    const event = await written({ details: { note: 'a\ud800b' }, resource: { type: 'x', id: '\udfff' } });
    const bytes = Buffer.from(event.line, 'utf8');
    expect(new TextDecoder('utf-8', { fatal: true }).decode(bytes)).toBe(event.line);
    expect(event.line).toContain('a\\ud800b');
    expect(event.resource?.id).toBe('\udfff');
    expect(createHash('sha256').update(bytes.subarray(0, -75)).digest('hex')).toBe(event.hash);
  });

  test('big integers, cycles, undefined and functions do no harm', async () => {
    const details: Record<string, unknown> = { big: 12n, none: undefined, call: () => 1 };
    details['self'] = details;
    expect((await written({ details })).details).toMatchObject({ big: '12' });
    expect((await written({ details }, { redact: false })).details).toMatchObject({ big: '12' });
  });

  test('a change has both sides', async () => {
    expect((await written({ changes: [{ path: 'a', old: undefined, new: 1 }] })).changes).toEqual([
      { path: 'a', old: null, new: 1 },
    ]);
  });
});

describe('an event with problems', () => {
  test('lists all of them', async () => {
    const problems = await problemsOf({
      action: 'data.read',
      outcome: 'OK',
      actor: { type: 'robot', id: '' },
      resource: { type: 'x' },
      correlationId: 7,
      traceparent: '00-1-2-3',
      clientIp: '300.1.2.3',
      sessionId: 'x'.repeat(3_000),
      changes: [{ old: 1, new: 2 }, 7],
      details: { records: 'many' },
      detials: {},
    });
    expect(problems).toEqual([
      'detials is no member of an event',
      'actor.type must be one of user, service, api_key, system',
      'actor.id must not be missing or empty',
      'resource.id must not be missing or empty',
      'outcome must be one of SUCCESS, FAILURE, PARTIAL, DENIED',
      'correlationId must be a string, got a number',
      'sessionId must have at most 2048 characters, got 3000',
      'changes[0].path must not be missing or empty',
      'changes[1] must be an object with path, old and new, got a number',
      'traceparent must be one of W3C Trace Context',
      'clientIp must be an IPv4 or IPv6 address',
      'details.records: Invalid input: expected number, received string',
    ]);
  });

  test.each([
    [null, ['the event must be an object, got null']],
    ['data.read', ['the event must be an object, got a string']],
    [{ action: 'data.read' }, ['actor must be an object with type and id, got undefined']],
    [
      { action: 'data.read', outcome: ['SUCCESS'], actor: { type: ['user'], id: 'u1' } },
      [
        'actor.type must be one of user, service, api_key, system',
        'outcome must be one of SUCCESS, FAILURE, PARTIAL, DENIED',
      ],
    ],
    [
      { action: 'data.read', actor, traceparent: '', clientIp: '' },
      ['traceparent must be one of W3C Trace Context', 'clientIp must be an IPv4 or IPv6 address'],
    ],
    [
      { action: 'data.read', actor, traceparent: `00-${'0'.repeat(32)}-b7ad6b7169203331-01` },
      ['traceparent must be one of W3C Trace Context'],
    ],
    [{ action: 'data.read', actor, resource: 'r' }, ['resource must be an object with type and id, got a string']],
    [{ action: 'data.read', actor, changes: {} }, ['changes must be an array of at most 1000 changes, got an object']],
    [
      { action: 'data.read', actor, changes: Array(1_001).fill(0) },
      ['changes must be an array of at most 1000 changes, got an array of 1001'],
    ],
    [{ action: 7, actor }, ['action must be a string, got a number', 'action must be one of the catalogue, got ""']],
    [{ action: 'data.reed', actor }, ['action must be one of the catalogue, got "data.reed"']],
    [
      {
        action: 'data.read',
        actor,
        details: {
          get records() {
            throw new Error('no');
          },
        },
      },
      ['the event must be plain data that can be read'],
    ],
    [
      {
        action: 'data.read',
        get actor() {
          throw new Error('no');
        },
      },
      ['the event must be plain data that can be read'],
    ],
  ])('says what was expected and what came: %#', async (event, problems) => {
    expect(await problemsOf(event as object)).toEqual(problems);
  });

  test('too long an event is refused', async () => {
    const audit = await createAudit({ sinks: [memorySink()], redact: createRedactor({ maxStringLength: 1e8 }) });
    const reason = 'a '.repeat(2_500_000);
    await expect(audit.logSystem({ reason })).rejects.toThrow('the event is longer than 4000000 characters');
  });

  test('has an error whose message holds the problems', () => {
    expect(new AuditEventError(['a is b']).message).toBe('The audit event has a problem: a is b.');
    expect(new AuditEventError(['a', 'b']).message).toBe('The audit event has 2 problems: a; b.');
    expect(isAuditEventError({ code: 'SCRY_AUDIT_EVENT' })).toBe(true);
    expect(isAuditEventError(new Error('x'))).toBe(false);
  });
});
