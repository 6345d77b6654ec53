import { Registry } from 'prom-client';
import { expect, test } from 'vitest';
import { prometheus } from '../src/prometheus.ts';
import { createSubject, failTimes, flushed } from './operations.ts';

test('shows the state, and counts calls by how they ended', async () => {
  const registry = new Registry();
  const { breaker } = createSubject({ name: 'api', failureThreshold: 1, slowCallMs: 5, onEvent: prometheus(registry) });
  await breaker.run(() => 1);
  breaker.tryAcquire()?.ignore();
  await failTimes(breaker, 2);
  const text = await registry.metrics();
  expect(text).toContain('breaker_state{name="api",state="open"} 1');
  expect(text).toContain('breaker_state{name="api",state="closed"} 0');
  expect(text).toContain('breaker_opens_total{name="api"} 1');
  for (const outcome of ['success', 'failure', 'ignored', 'rejected']) {
    expect(text).toContain(`breaker_calls_total{name="api",outcome="${outcome}"} 1`);
  }
  expect(text).not.toContain('breaker_slow_calls_total{');
  breaker.reset();
  const later = await registry.metrics();
  expect(later).toContain('breaker_state{name="api",state="closed"} 1');
  expect(later).toContain('breaker_opens_total{name="api"} 1');
});

test('counts slow calls and failures of the store', async () => {
  const registry = new Registry();
  const store = { load: () => Promise.reject('down'), publish: async () => {}, leaseProbe: async () => true };
  const { breaker } = createSubject({ name: 'api', slowCallMs: 0, store, onEvent: prometheus(registry) });
  await breaker.run(() => 1);
  await flushed();
  const text = await registry.metrics();
  expect(text).toContain('breaker_slow_calls_total{name="api"} 1');
  expect(text).toContain('breaker_store_errors_total{name="api"} 1');
});

test('lets breakers share a registry', async () => {
  const registry = new Registry();
  for (const name of ['a', 'b']) createSubject({ name, onEvent: prometheus(registry) }).breaker.forceOpen();
  const text = await registry.metrics();
  expect(text).toContain('breaker_state{name="a",state="forced-open"} 1');
  expect(text).toContain('breaker_state{name="b",state="forced-open"} 1');
});
