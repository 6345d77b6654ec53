import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Registry } from 'prom-client';
import { beforeEach, expect, test } from 'vitest';
import { eventMetrics } from '../metrics/event-metrics.ts';
import { createTelemetry } from '../telemetry.ts';
import { checkEventData, eventTypes } from './catalogue.ts';
import type { LogEvent } from './event.ts';
import { createEvents } from './events.ts';

const lines: Record<string, unknown>[] = [];
const { logger } = createTelemetry('debug', { write: (line) => void lines.push(JSON.parse(line)) });
beforeEach(() => {
  lines.length = 0;
});

test('the catalogue has every key event that the platform promises', () => {
  expect(eventTypes).toEqual(
    expect.arrayContaining([
      ...['auth.login.success', 'auth.login.failure', 'auth.mfa.verify.success', 'auth.mfa.verify.failure'],
      ...['api_key.created', 'api_key.revoked', 'permission.denied'],
      ...['campaign.created', 'campaign.updated', 'campaign.deleted', 'report.generated', 'report.delivered'],
      ...['attribution.event.recorded', 'payment.processed', 'payment.failed'],
      ...['external_api.call', 'database.query.slow', 'backup.created', 'backup.verified', 'backup.failed'],
      ...['background_job.started', 'background_job.completed', 'background_job.failed'],
    ]),
  );
});

test('the program tells of each event of the catalogue, outside of it', () => {
  const src = join(import.meta.dirname, '../..');
  const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter(
    (name) => /(?<!\.test)\.tsx?$/.test(name) && !name.includes('platform/events/'),
  );
  const sources = files.map((name) => readFileSync(join(src, name), 'utf8')).join('\n');
  const told = new Set([...sources.matchAll(/\btype: '([\w.]+)'/g)].map(([, type]) => type));
  expect(eventTypes.filter((type) => !told.has(type))).toEqual([]);
});

test('an event is one line of its level, without secrets', () => {
  const events = createEvents({ logger });
  events.emit({ type: 'auth.login.failure', data: { method: 'password', reason: 'ann@example.com is not known' } });
  expect(lines).toMatchObject([
    { level: 40, event: 'auth.login.failure', msg: 'auth.login.failure', data: { method: 'password' } },
  ]);
  expect(JSON.stringify(lines)).not.toContain('ann@example.com');
});

test.each([
  [
    'a field that the schema does not have',
    { type: 'backup.failed', data: { step: 's', error: 'e', password: 'hunter2' } },
  ],
  ['a field that is missing', { type: 'backup.failed', data: { step: 's' } }],
  ['a type that the catalogue does not have', { type: 'backup.lost', data: {} }],
])('an event with %s is not told, and stops nobody', (_, event) => {
  let observed = 0;
  createEvents({ logger, observe: () => observed++ }).emit(event as unknown as LogEvent); // what the types forbid
  expect(observed).toBe(0);
  expect(lines).toMatchObject([{ level: 50, msg: 'event not told' }]);
  expect(JSON.stringify(lines)).not.toContain('hunter2');
});

test.each(['eur', 'EURO', 'E1R'])('a payment in %s is refused: a currency is an ISO code', (currency) => {
  const data = { invoiceId: 'i', provider: 'stripe', amountMinor: 1, currency };
  expect(() => checkEventData('payment.processed', data)).toThrow('ISO 4217');
});

test('a payment of a fraction of a cent is refused', () => {
  const data = { invoiceId: 'i', provider: 'stripe', amountMinor: 1.5, currency: 'EUR' };
  expect(() => checkEventData('payment.processed', data)).toThrow('amountMinor');
});

test('events are counted from zero on, and calls are timed under names that are known', async () => {
  const registry = new Registry();
  const events = createEvents({ logger, observe: eventMetrics(registry) });
  const call = { endpoint: '/v1/charges', method: 'POST', latencyMs: 250 };
  events.emit({ type: 'external_api.call', data: { ...call, provider: 'stripe', statusCode: 200 } });
  events.emit({ type: 'external_api.call', data: { ...call, provider: 'made-up', error: 'unreachable' } });
  const text = await registry.metrics();
  expect(text).toContain('events_total{type="external_api.call"} 2');
  expect(text).toContain('events_total{type="payment.failed"} 0');
  expect(text).toContain('external_api_call_duration_seconds_sum{provider="stripe",outcome="ok"} 0.25');
  expect(text).toContain('external_api_call_duration_seconds_count{provider="other",outcome="failed"} 1');
});
