// What an event may say, at its bounds.
import { createRedactor } from '@scry/redact';
import { describe, expect, test } from 'vitest';
import { createEventBuilder, type EventRules } from '../src/build-event.ts';
import { readEnvelope } from '../src/envelope.ts';
import { type AuditContext, AuditEventError, actions } from '../src/index.ts';
import { createLogMethods } from '../src/log-methods.ts';

const actor = { type: 'user', id: 'ada' } as const;
const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
const long = 'x'.repeat(2_049);

function read(event: unknown, context: Partial<AuditContext> = {}) {
  const problems: string[] = [];
  const envelope = readEnvelope(event as never, context, problems);
  return { envelope, problems };
}

describe('an event', () => {
  test('may have texts of 2048 characters and a thousand changes', () => {
    const text = long.slice(1);
    const changes = Array.from({ length: 1_000 }, () => ({ path: text, old: 0, new: '' }));
    const event = {
      action: text,
      actor: { type: 'service', id: text, tenantId: text, impersonatedBy: text },
      resource: { type: text, id: text, tenantId: text },
      correlationId: text,
      sessionId: text,
      userAgent: `${long}${long}`,
      reason: `${long}${long}`,
      changes,
      outcome: 'DENIED',
    };
    expect(read(event)).toEqual({
      envelope: { ...event, traceparent: undefined, clientIp: undefined },
      problems: [],
    });
  });

  test('may have none that is longer, and is told of each', () => {
    const { problems } = read({
      action: long,
      actor: { type: 'system', id: long, tenantId: long, impersonatedBy: long },
      resource: { type: long, id: long, tenantId: long },
      correlationId: long,
      traceparent: long,
      clientIp: long,
      sessionId: long,
      changes: [{ path: long }],
    });
    expect(problems).toEqual(
      [
        'actor.id',
        'actor.tenantId',
        'actor.impersonatedBy',
        'resource.type',
        'resource.id',
        'resource.tenantId',
        'action',
        'correlationId',
        'traceparent',
        'clientIp',
        'sessionId',
        'changes[0].path',
      ].map((name) => `${name} must have at most 2048 characters, got 2049`),
    );
  });

  test('has no member that nobody gave it', () => {
    const { envelope } = read({ action: 'a', actor, resource: { type: 't', id: 'i' } });
    expect(Object.keys(envelope?.actor ?? {})).toEqual(['type', 'id']);
    expect(Object.keys(envelope?.resource ?? {})).toEqual(['type', 'id']);
    expect(envelope).toMatchObject({ outcome: 'SUCCESS', changes: undefined, reason: undefined });
  });

  test.each([
    [{ action: 7, actor }, 'action must be a string, got a number'],
    [{ action: null, actor }, 'action must not be missing or empty'],
    [{ actor }, 'action must not be missing or empty'],
    [{ action: '', actor }, 'action must not be missing or empty'],
    [{ action: 'a', actor: [] }, 'actor must be an object with type and id, got an array of 0'],
    [{ action: 'a', actor: null }, 'actor must be an object with type and id, got undefined'],
    [{ action: 'a', actor: 'ada' }, 'actor must be an object with type and id, got a string'],
    [{ action: 'a', actor: { ...actor, id: null } }, 'actor.id must not be missing or empty'],
    [{ action: 'a', actor: { ...actor, id: true } }, 'actor.id must be a string, got a boolean'],
    [{ action: 'a', actor: { ...actor, tenantId: 7 } }, 'actor.tenantId must be a string, got a number'],
    [{ action: 'a', actor: { ...actor, impersonatedBy: {} } }, 'actor.impersonatedBy must be a string, got an object'],
    [{ action: 'a', actor: { type: 'User', id: 'u' } }, 'actor.type must be one of user, service, api_key, system'],
    [{ action: 'a', actor, resource: null }, 'resource must be an object with type and id, got null'],
    [{ action: 'a', actor, resource: { id: 'i' } }, 'resource.type must not be missing or empty'],
    [{ action: 'a', actor, resource: { type: 't' } }, 'resource.id must not be missing or empty'],
    [
      { action: 'a', actor, resource: { type: 't', id: 'i', tenantId: 7 } },
      'resource.tenantId must be a string, got a number',
    ],
    [{ action: 'a', actor, outcome: 'success' }, 'outcome must be one of SUCCESS, FAILURE, PARTIAL, DENIED'],
    [{ action: 'a', actor, reason: ['x'] }, 'reason must be a string, got an array of 1'],
    [{ action: 'a', actor, userAgent: () => 1 }, 'userAgent must be a string, got a function'],
    [{ action: 'a', actor, sessionId: 7n }, 'sessionId must be a string, got a bigint'],
    [{ action: 'a', actor, clientIp: '1.2.3' }, 'clientIp must be an IPv4 or IPv6 address'],
    [{ action: 'a', actor, traceparent: 'x' }, 'traceparent must be one of W3C Trace Context'],
    [{ action: 'a', actor, changes: null }, 'changes must be an array of at most 1000 changes, got null'],
    [{ action: 'a', actor, changes: [[]] }, 'changes[0] must be an object with path, old and new, got an array of 0'],
    [{ action: 'a', actor, changes: [{ path: 7 }] }, 'changes[0].path must be a string, got a number'],
    [{ action: 'a', actor, __proto: 1 }, '__proto is no member of an event'],
    [[], 'the event must be an object, got an array of 0'],
    [undefined, 'the event must be an object, got undefined'],
    [() => 1, 'the event must be an object, got a function'],
  ])('is told what was expected and what came: %#', (event, problem) => {
    expect(read(event).problems).toEqual([problem]);
  });

  test('has both sides of a change, also where one is nothing', () => {
    const { envelope } = read({ action: 'a', actor, changes: [{ path: 'p' }, { path: 'q', old: false, new: 0 }] });
    expect(envelope?.changes).toEqual([
      { path: 'p', old: null, new: null },
      { path: 'q', old: false, new: 0 },
    ]);
  });

  test('takes from the context what it does not say itself', () => {
    const context = {
      actor,
      tenantId: 't1',
      correlationId: 'c',
      traceparent,
      clientIp: '::1',
      sessionId: 's',
      userAgent: 'curl',
    };
    expect(read({ action: 'a' }, context).envelope).toMatchObject({
      actor: { ...actor, tenantId: 't1' },
      correlationId: 'c',
      traceparent,
      clientIp: '::1',
      sessionId: 's',
      userAgent: 'curl',
    });
    const own = { correlationId: 'o', clientIp: '192.0.2.1', sessionId: 'o', userAgent: 'o' };
    expect(read({ action: 'a', ...own }, context).envelope).toMatchObject(own);
    expect(read({ action: 'a', actor: { ...actor, tenantId: 't2' } }, context).envelope?.actor.tenantId).toBe('t2');
  });
});

describe('an event that is built', () => {
  const rules: EventRules = {
    stream: 'trail',
    definitions: actions,
    redact: undefined,
    pseudonymize: undefined,
    delivery: 'durable',
    now: () => Date.UTC(2026, 10, 22),
  };
  const build = (event: object, own: Partial<EventRules> = {}) => createEventBuilder({ ...rules, ...own })(event, {});

  test('has its members before and after the place for its number', () => {
    const { draft, ...rest } = build({ action: 'data.read', actor, outcome: 'PARTIAL', reason: 'why' });
    expect(rest).toEqual({ action: 'data.read', outcome: 'PARTIAL', delivery: 'durable' });
    expect(draft.head).toBe(`{"v":1,"id":"${draft.id}","stream":"trail","seq":`);
    expect(draft.rest).toBe(
      ',"time":"2026-11-22T00:00:00.000Z","action":"data.read","outcome":"PARTIAL","actor":{"type":"user","id":"ada"},"reason":"why"',
    );
    expect(build({ action: 'data.read', actor }).draft.rest).toMatch(/"id":"ada"}$/);
  });

  test('has the time of its own millisecond', () => {
    let ms = 0;
    const next = createEventBuilder({ ...rules, now: () => ms });
    const times: (string | undefined)[] = [];
    for (ms of [0, 0, 1, 0])
      times.push(/"time":"([^"]+)"/.exec(next({ action: 'data.read', actor }, {}).draft.rest)?.[1]);
    const [zero, one] = ['1970-01-01T00:00:00.000Z', '1970-01-01T00:00:00.001Z'];
    expect(times).toEqual([zero, zero, one, zero]);
  });

  test('may say what the log says about itself, whatever the catalogue', () => {
    const definitions = { 'own.thing': {} };
    const searched = { action: 'audit.log.searched', actor, details: { filter: {} } };
    expect(build(searched, { definitions }).action).toBe('audit.log.searched');
    expect(build({ action: 'own.thing', actor }, { definitions }).action).toBe('own.thing');
    for (const action of ['data.read', 'auth.logout'])
      expect(() => build({ action, actor }, { definitions })).toThrow(
        `action must be one of the catalogue, got "${action}"`,
      );
    expect(() => build({ action: 'audit.log.searched', actor, details: 7 }, { definitions })).toThrow(AuditEventError);
  });

  test('may be as long as the longest line, and not longer', () => {
    const redact = createRedactor({ maxStringLength: 1e8 });
    const short = build({ action: 'data.read', actor, reason: '' }, { redact }).draft.rest.length;
    const reason = '-'.repeat(4_000_000 - short);
    expect(build({ action: 'data.read', actor, reason }, { redact }).draft.rest).toHaveLength(4_000_000);
    expect(() => build({ action: 'data.read', actor, reason: `${reason}-` }, { redact })).toThrow(
      'The audit event has a problem: the event is longer than 4000000 characters.',
    );
  });

  test('has pseudonyms for who, what and from where, and for nothing else', () => {
    const pseudonymize = (value: string) => value.toUpperCase();
    const event = {
      action: 'data.read',
      actor: { ...actor, tenantId: 't', impersonatedBy: 'eve' },
      resource: { type: 'r', id: 'i', tenantId: 't' },
      clientIp: 'fe80::a',
      sessionId: 's',
      correlationId: 'c',
    };
    expect(JSON.parse(`{${build(event, { pseudonymize }).draft.rest.slice(1)}}`)).toEqual({
      time: '2026-11-22T00:00:00.000Z',
      action: 'data.read',
      outcome: 'SUCCESS',
      actor: { type: 'user', id: 'ADA', tenantId: 't', impersonatedBy: 'EVE' },
      resource: { type: 'r', id: 'I', tenantId: 't' },
      clientIp: 'FE80::A',
      sessionId: 's',
      correlationId: 'c',
    });
    const bare = JSON.parse(`{${build({ action: 'data.read', actor }, { pseudonymize }).draft.rest.slice(1)}}`);
    expect(Object.keys(bare)).toEqual(['time', 'action', 'outcome', 'actor']);
    expect(Object.keys(bare.actor)).toEqual(['type', 'id']);
  });

  test.each([
    ['an address of mail', 'ada@example.com'],
    ['a card', '4111 1111 1111 1111'],
    ['a telephone', '+49 30 1234567'],
    ['an IBAN', 'DE89370400440532013000'],
    ['a social security number', '078-05-1120'],
    ['an address of the net', '192.0.2.1'],
  ])('keeps who it was, also where that is %s', (_, id) => {
    expect(build({ action: 'data.read', actor: { type: 'user', id } }).draft.rest).toContain(`"id":"${id}"`);
  });

  test('hides a credential in who it was, unless nothing is to be hidden', () => {
    const event = { action: 'data.read', actor: { type: 'user', id: 'AKIAIOSFODNN7EXAMPLE' } };
    expect(build(event).draft.rest).not.toContain('AKIA');
    expect(build(event, { redact: false }).draft.rest).toContain('AKIAIOSFODNN7EXAMPLE');
  });
});

test('each method knows the action and the outcome that are usual, and what is given goes before', async () => {
  const receipt = { id: '', seq: 1, hash: '', durable: true };
  const logged: object[] = [];
  const log = createLogMethods(async (event) => {
    logged.push(event);
    return receipt;
  }, 'trail');
  await log.logAuthSuccess({ actor });
  await log.logAuthFailure({ actor });
  await log.logDataAccess({ actor });
  await log.logConfigChange({ actor });
  for (const outcome of ['SUCCESS', 'PARTIAL', 'FAILURE', 'DENIED'] as const) {
    await log.logIngestion({ outcome });
    await log.logPermission({ outcome });
  }
  expect(await log.logSystem({})).toBe(receipt);
  await log.logSystem({ actor, action: 'service.stopped' });
  await log.logAuthFailure({ outcome: 'DENIED' });
  expect(logged).toEqual([
    { action: 'auth.login.success', actor },
    { action: 'auth.login.failure', outcome: 'FAILURE', actor },
    { action: 'data.read', actor },
    { action: 'config.updated', actor },
    { action: 'ingestion.completed', outcome: 'SUCCESS' },
    { action: 'permission.allowed', outcome: 'SUCCESS' },
    { action: 'ingestion.completed', outcome: 'PARTIAL' },
    { action: 'permission.allowed', outcome: 'PARTIAL' },
    { action: 'ingestion.failed', outcome: 'FAILURE' },
    { action: 'permission.denied', outcome: 'FAILURE' },
    { action: 'ingestion.failed', outcome: 'DENIED' },
    { action: 'permission.denied', outcome: 'DENIED' },
    { action: 'service.started', actor: { type: 'system', id: 'trail' } },
    { action: 'service.stopped', actor },
    { action: 'auth.login.failure', outcome: 'DENIED' },
  ]);
});
