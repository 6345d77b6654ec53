import { Registry } from 'prom-client';
import { expect, test } from 'vitest';
import { createRetry } from '../src/index.ts';
import { prometheus } from '../src/prometheus.ts';

const transient = () => Promise.reject(Object.assign(new Error('reset'), { code: 'ECONNRESET' }));

test('counts calls by how they ended, retries and the waits before them', async () => {
  const registry = new Registry();
  const policy = createRetry({ name: 'orders', minDelayMs: 0, onEvent: prometheus(registry) });
  await policy.run(() => 1);
  await policy.run(transient).catch(() => {});
  await policy.run(() => Promise.reject(new Error('x'))).catch(() => {});
  const text = await registry.metrics();
  expect(text).toContain('retry_calls_total{name="orders",outcome="success"} 1');
  expect(text).toContain('retry_calls_total{name="orders",outcome="attempts"} 1');
  expect(text).toContain('retry_calls_total{name="orders",outcome="not-retryable"} 1');
  expect(text).toContain('retry_retries_total{name="orders"} 2');
  expect(text).toContain('retry_delay_seconds_count{name="orders"} 2');
});

test('counts the waits in seconds', async () => {
  const registry = new Registry();
  prometheus(registry)({ type: 'retry', name: 'a', attempt: 1, delayMs: 1_500, error: 'x' });
  expect(await registry.metrics()).toMatch(
    /retry_delay_seconds_bucket\{le="1",name="a"\} 0\n.*\{le="5",name="a"\} 1\n[\s\S]*retry_delay_seconds_sum\{name="a"\} 1\.5/,
  );
});

test('lets policies share a registry', async () => {
  const registry = new Registry();
  for (const name of ['a', 'b']) await createRetry({ name, onEvent: prometheus(registry) }).run(() => 1);
  const text = await registry.metrics();
  expect(text).toContain('retry_calls_total{name="a",outcome="success"} 1');
  expect(text).toContain('retry_calls_total{name="b",outcome="success"} 1');
});
