import { createFakeClock } from '@scry/internal/fake-clock';
import { Registry } from 'prom-client';
import { describe, expect, test } from 'vitest';
import { createRateLimiter } from '../src/index.ts';
import { prometheus } from '../src/prometheus.ts';

describe('prometheus', () => {
  test('counts calls by how they were decided, and shows what is left by the type of key', async () => {
    const registry = new Registry();
    const onEvent = prometheus(registry);
    const limiter = createRateLimiter({ name: 'api', limit: 2, windowMs: 60_000, onEvent });
    for (let call = 0; call < 3; call++) limiter.consume('ip:192.0.2.1');
    const shadow = createRateLimiter({
      name: 'new',
      limit: 1,
      windowMs: 60_000,
      shadow: true,
      onEvent: prometheus(registry, () => 'plan'),
    });
    limiter.consume('other');
    for (let call = 0; call < 2; call++) shadow.consume('key');
    const text = await registry.metrics();
    for (const line of [
      'rate_limit_requests_total{name="api",status="allowed"} 3',
      'rate_limit_requests_total{name="api",status="denied"} 1',
      'rate_limit_requests_total{name="new",status="shadow"} 1',
      'rate_limit_remaining{name="api",key_type="ip"} 0',
      'rate_limit_remaining{name="api",key_type="key"} 1',
      'rate_limit_remaining{name="new",key_type="plan"} 0',
    ]) {
      expect(text).toContain(line);
    }
  });

  test('shows whether a store answers', async () => {
    const registry = new Registry();
    const clock = createFakeClock();
    let isAway = true;
    const decide = async () => (isAway ? Promise.reject(new Error('away')) : [0, 1, 0, 0, 0]);
    const store = { decide, block: async () => {}, reset: async () => {} };
    const limiter = createRateLimiter({ limit: 1, windowMs: 60_000, store, clock, onEvent: prometheus(registry) });
    await limiter.consume('key');
    expect(await registry.metrics()).toContain('rate_limit_degraded{name="default"} 1');
    isAway = false;
    await limiter.consume('key');
    expect(await registry.metrics()).toContain('rate_limit_degraded{name="default"} 0');
  });
});
