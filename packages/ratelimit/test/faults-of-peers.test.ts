import { AsyncLocalStorage } from 'node:async_hooks';
import { createFakeClock } from '@scry/internal/fake-clock';
import { describe, expect, test, vi } from 'vitest';
import { createRateLimiter } from '../src/index.ts';
import { allowedOf, limiterAt } from './limiters.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const algorithms = ['token-bucket', 'sliding-window', 'fixed-window'] as const;

describe('a fault that other limiters have had', () => {
  test('a sliding window lets 100 of 199 calls through around the edge of a window', async () => {
    const { limiter, clock } = limiterAt({ limit: 100, windowMs: 1_000, algorithm: 'sliding-window' });
    await clock.advance(865);
    const before = allowedOf(limiter, 100);
    await clock.advance(135);
    expect(before + allowedOf(limiter, 99)).toBe(100);
  });

  test('a sliding window counts its oldest sub-window until all of it has left', async () => {
    const { limiter, clock } = limiterAt({ limit: 3, windowMs: 400, precision: 4, algorithm: 'sliding-window' });
    await clock.advance(99);
    expect(allowedOf(limiter, 3)).toBe(3);
    await clock.advance(400 - 99);
    expect(limiter.tryConsume('key')).toBe(false);
    await clock.advance(100);
    expect(limiter.tryConsume('key')).toBe(true);
  });

  test('a time that is no whole number of milliseconds loses no token', () => {
    const time = { ms: 0 };
    const clock = { ...createFakeClock(), now: () => time.ms };
    const limiter = createRateLimiter({ limit: 3, windowMs: hourMs, clock });
    for (let call = 0; call < 1_000; call++) {
      time.ms = call * 7.3 + Math.sqrt(call);
      const left = [1, 1, 1].map((cost) => limiter.consume(String(call), cost).remaining);
      expect([...left, limiter.tryConsume(String(call))]).toEqual([2, 1, 0, false]);
    }
  });

  test.each(algorithms)('one in 30 days lets one of five through (%s)', async (algorithm) => {
    const { limiter, clock } = limiterAt({ limit: 1, windowMs: 30 * dayMs, algorithm });
    expect(limiter.tryConsume('key')).toBe(true);
    for (let day = 1; day < 5; day++) {
      await clock.advance(dayMs);
      expect(limiter.tryConsume('key')).toBe(false);
    }
    await clock.advance(27 * dayMs);
    expect(limiter.tryConsume('key')).toBe(true);
  });

  test.each(algorithms)('calls that are denied do not count (%s)', async (algorithm) => {
    const { limiter, clock } = limiterAt({ limit: 5, windowMs: 1_000, algorithm });
    expect(allowedOf(limiter, 100)).toBe(5);
    await clock.advance(1_040);
    expect(allowedOf(limiter, 100)).toBe(5);
  });

  test('a cost that does not fit leaves room for one that does', () => {
    const { limiter } = limiterAt({ limit: 5, windowMs: 1_000 });
    expect([3, 3, 2].map((cost) => limiter.tryConsume('key', cost))).toEqual([true, false, true]);
  });

  test.each([false, true])('a denied key is still denied after a million others (compact: %s)', (compact) => {
    const { limiter } = limiterAt({ limit: 1, windowMs: hourMs, compact, maxKeys: 5_000 });
    limiter.tryConsume('denied');
    for (let other = 0; other < 20_000; other++) limiter.tryConsume(`other ${other}`);
    expect(limiter.tryConsume('denied')).toBe(false);
    expect(limiter.stats().keys).toBe(5_000);
  });

  test.each(algorithms)('a clock that goes back an hour locks nobody, and gives nothing away (%s)', (algorithm) => {
    const time = { ms: 2 * hourMs };
    const clock = { ...createFakeClock(), now: () => time.ms };
    const limiter = createRateLimiter({ limit: 2, windowMs: 1_000, algorithm, clock });
    expect(allowedOf(limiter, 3)).toBe(2);
    time.ms -= hourMs;
    expect(limiter.tryConsume('key')).toBe(false);
    time.ms += 1_040;
    expect(allowedOf(limiter, 3)).toBe(2);
  });

  test('no timer is set, so no async context is held by one', () => {
    const { limiter, clock } = limiterAt({ limit: 1, windowMs: 1_000, blockMs: 5_000 });
    const set = vi.spyOn(globalThis, 'setTimeout');
    new AsyncLocalStorage<object>().run({}, () => allowedOf(limiter, 100));
    expect([clock.pending, set.mock.calls.length]).toEqual([0, 0]);
    set.mockRestore();
  });

  test('a million tokens a minute come back without drift, however late it is', async () => {
    const { limiter, clock } = limiterAt({ limit: 1_000_000, windowMs: 60_000 });
    await clock.advance(3 * 365 * dayMs);
    allowedOf(limiter, 1, 'key', 1_000_000);
    let taken = 0;
    for (let step = 0; step < 10_000; step++) {
      taken += await takeAfter(3);
    }
    expect(taken).toBe(500_000);

    async function takeAfter(ms: number): Promise<number> {
      await clock.advance(ms);
      const { remaining } = limiter.peek('key');
      limiter.consume('key', remaining);
      return remaining;
    }
  });
});
