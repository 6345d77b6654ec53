import type { AuditEvent } from '../src/index.ts';

/** An event as it would stand in a log, but for its hashes: those are made up. */
export function sampleEvent(changes: Partial<AuditEvent> = {}): AuditEvent {
  return {
    v: 1,
    id: '01KAPQ5T00ABCDEFGHJKMNPQRS',
    stream: 'audit',
    seq: 1,
    time: '2026-11-22T09:41:07.318Z',
    action: 'data.read',
    outcome: 'SUCCESS',
    actor: { type: 'user', id: 'u1' },
    prev: '0'.repeat(64),
    hash: 'a'.repeat(64),
    ...changes,
  };
}

/** An event in which everything is said that can be said. */
export const fullEvent: AuditEvent = sampleEvent({
  seq: 7,
  action: 'data.export',
  outcome: 'PARTIAL',
  actor: { type: 'api_key', id: 'k1', tenantId: 't1', impersonatedBy: 'root' },
  resource: { type: 'report', id: 'r1', tenantId: 't2' },
  correlationId: 'c-1',
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  clientIp: '192.0.2.1',
  sessionId: 's1',
  userAgent: 'curl/8',
  reason: 'asked for by the auditor',
  changes: [{ path: 'a.b', old: 1, new: 2 }],
  details: { records: 3 },
});

/** Many events of one stream, an hour apart from each other unless said otherwise. */
export function sampleEvents(count: number, change: (index: number) => Partial<AuditEvent> = () => ({})): AuditEvent[] {
  return Array.from({ length: count }, (_, index) =>
    sampleEvent({
      id: `01KAPQ5T00${String(index).padStart(16, '0')}`,
      seq: index + 1,
      time: new Date(Date.UTC(2026, 10, 1) + index * 3_600_000).toISOString(),
      ...change(index),
    }),
  );
}

export async function* inTurn<T>(values: Iterable<T>): AsyncGenerator<T> {
  yield* values;
}
