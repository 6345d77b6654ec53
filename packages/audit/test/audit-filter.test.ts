import { describe, expect, test } from 'vitest';
import { matcher } from '../src/audit-filter.ts';
import { type AuditEvent, type AuditFilter, createAudit, memorySink } from '../src/index.ts';

const event: AuditEvent = {
  v: 1,
  id: '01ARYZ6S41TSV4RRFFQ69G5FAV',
  stream: 'audit',
  seq: 1,
  time: '2026-03-01T10:00:00.000Z',
  action: 'data.read',
  outcome: 'SUCCESS',
  actor: { type: 'user', id: 'ada', tenantId: 't1' },
  resource: { type: 'record', id: 'r1', tenantId: 't2' },
  correlationId: 'c1',
  details: { note: 'Ünder the Rug' },
  prev: '0',
  hash: '1',
};

test.each<AuditFilter>([
  {},
  { from: '2026-03-01T10:00:00.000Z' },
  { from: '2026-03-01T11:00:00+01:00' },
  { to: '2026-03-01T10:00:00.001Z' },
  { action: 'data.read' },
  { action: 'data.*' },
  { action: '*' },
  { outcome: 'SUCCESS' },
  { actorId: 'ada', resourceType: 'record', resourceId: 'r1', correlationId: 'c1' },
  { tenantId: 't1' },
  { tenantId: 't2' },
  { text: 'ünder THE' },
])('%j fits', (filter) => {
  expect(matcher(filter)(event)).toBe(true);
});

test.each<AuditFilter>([
  { from: '2026-03-01T10:00:00.001Z' },
  { to: '2026-03-01T10:00:00.000Z' },
  { action: 'data' },
  { action: 'auth.*' },
  { outcome: 'DENIED' },
  { actorId: 'eve' },
  { resourceType: 'campaign' },
  { resourceId: 'r2' },
  { tenantId: 't3' },
  { correlationId: 'c2' },
  { text: 'over' },
])('%j does not', (filter) => {
  expect(matcher(filter)(event)).toBe(false);
});

test('a member that the event lacks fits nothing', () => {
  const { resource: _, ...bare } = event;
  expect(matcher({ resourceId: 'r1' })(bare)).toBe(false);
  expect(matcher({ tenantId: 't2' })(bare)).toBe(false);
});

test.each(['from', 'to'])('a %s that is no time is refused in its name', async (name) => {
  const audit = await createAudit({ sinks: [memorySink()] });
  await expect(
    audit
      .query({ [name]: 'yesterday' })
      [Symbol.asyncIterator]()
      .next(),
  ).rejects.toThrow(new RangeError(`query: ${name} must be a time as in ISO 8601, got "yesterday"`));
});

describe('memorySink', () => {
  test('keeps so many lines, the last ones, and speaks for all', async () => {
    const sink = memorySink({ maxEvents: 2 });
    const audit = await createAudit({ sinks: [sink] });
    for (let i = 0; i < 5; i++) await audit.logSystem({ reason: String(i) });
    expect(sink.lines.map((line) => JSON.parse(line).seq)).toEqual([4, 5]);
    expect(await audit.checkpoint()).toMatchObject({ origin: 'audit', size: 5 });
    await audit.close();
    const again = await createAudit({ sinks: [sink] });
    expect(await again.logSystem({})).toMatchObject({ seq: 6 });
  });

  test('checks its options', () => {
    expect(() => memorySink({ maxEvents: 0 })).toThrow('memorySink: maxEvents must be an integer >= 1, got 0');
  });
});
