import { createFakeClock } from '@scry/internal/fake-clock';
import { describe, expect, test, vi } from 'vitest';
import { createThrottle, isThrottledError, type ThrottleOptions } from '../src/adaptive.ts';
import { deferred, down, fail, settled } from './operations.ts';

/** The `random` that never throttles, unless all calls are. */
const lucky = () => 0.999_999;

function createSubject(options: ThrottleOptions = {}) {
  const clock = createFakeClock();
  return { clock, throttle: createThrottle({ clock, random: lucky, ...options }) };
}

async function run(throttle: ReturnType<typeof createThrottle>, times: number, operation: () => unknown) {
  for (let time = 0; time < times; time++) await settled(throttle.run(operation));
}

describe('a throttle', () => {
  test('rejects with the probability of the SRE book', async () => {
    const { throttle } = createSubject();
    expect(throttle.rejectionRate).toBe(0);
    await run(throttle, 10, () => 1);
    await run(throttle, 20, fail);
    // max(0, (30 requests - 2 × 10 accepts) / (30 + 1))
    expect(throttle.rejectionRate).toBeCloseTo(10 / 31, 12);
  });

  test('lets everything through while no more fail than k allows', async () => {
    const { throttle } = createSubject({ k: 2, random: () => 0 });
    await run(throttle, 10, () => 1);
    await run(throttle, 10, fail);
    expect(throttle.rejectionRate).toBe(0);
    await expect(throttle.run(() => 1)).resolves.toBe(1);
  });

  test('does not begin what it rejects, and says why', async () => {
    const onEvent = vi.fn();
    const { throttle } = createSubject({ name: 'search', random: () => 0, onEvent });
    await run(throttle, 1, fail);
    const operation = vi.fn();
    const { error } = (await settled(throttle.run(operation))) as { error: unknown };
    expect(operation).not.toHaveBeenCalled();
    expect(isThrottledError(error)).toBe(true);
    expect(error).toMatchObject({ throttle: 'search', rejectionRate: 0.5 });
    expect(onEvent).toHaveBeenCalledExactlyOnceWith({ type: 'throttled', name: 'search', rejectionRate: 0.5 });
  });

  test('counts what it rejects as requests, so that it rejects more', async () => {
    const { throttle } = createSubject({ random: () => 0 });
    await run(throttle, 1, fail);
    await run(throttle, 8, fail);
    expect(throttle.rejectionRate).toBe(9 / 10);
  });

  test('counts a request from its start, and as accepted until it fails: a cold burst passes', async () => {
    const { throttle } = createSubject({ random: () => 0 });
    const { operation, reject } = deferred();
    const burst = Array.from({ length: 1_000 }, () => settled(throttle.run(operation)));
    expect(throttle.rejectionRate).toBe(0);
    reject(down);
    await Promise.all(burst);
    expect(throttle.rejectionRate).toBeCloseTo(1_000 / 1_001, 12);
  });

  test('forgets what is older than its window, and recovers by the few calls that it lets through', async () => {
    const { throttle, clock } = createSubject({ windowMs: 1_000 });
    await run(throttle, 50, fail);
    await clock.advance(500);
    await run(throttle, 50, fail);
    expect(throttle.rejectionRate).toBeCloseTo(100 / 101, 12);
    await clock.advance(600);
    expect(throttle.rejectionRate).toBeCloseTo(50 / 51, 12);
    await run(throttle, 50, () => 1);
    expect(throttle.rejectionRate).toBe(0);
    await clock.advance(2_000);
    await run(throttle, 1, () => 1);
    expect(throttle.rejectionRate).toBe(0);
  });

  test('takes a failure back where the window has moved on without hurting', async () => {
    const { throttle, clock } = createSubject({ windowMs: 1_000 });
    const { operation, reject } = deferred();
    const slow = settled(throttle.run(operation));
    await clock.advance(5_000);
    await run(throttle, 1, () => 1);
    reject(down);
    expect(await slow).toEqual({ error: down });
    expect(throttle.rejectionRate).toBe(0);
  });

  test('passes on what an operation returns or throws, also synchronously', async () => {
    const throttle = createThrottle();
    await expect(throttle.run(() => 1)).resolves.toBe(1);
    const thrown = () => {
      throw undefined;
    };
    expect(await settled(throttle.run(thrown))).toEqual({ error: undefined });
  });

  test('is called so by default, counts two minutes, and takes its chances by Math.random', async () => {
    const chance = vi.spyOn(Math, 'random').mockReturnValue(0.6);
    const clock = createFakeClock();
    const throttle = createThrottle({ clock });
    await run(throttle, 1, fail);
    await clock.advance(119_000);
    expect(throttle.rejectionRate).toBe(0.5);
    expect(await settled(throttle.run(() => 1))).toEqual({ value: 1 });
    chance.mockReturnValue(0);
    const other = createThrottle({ clock });
    await run(other, 1, fail);
    expect(await settled(other.run(() => 1))).toMatchObject({ error: { throttle: 'throttle' } });
    chance.mockRestore();
  });

  test('throttles about as many as it says', async () => {
    let seed = 1;
    const random = () => {
      seed = (seed * 16_807) % 2_147_483_647;
      return seed / 2_147_483_647;
    };
    const { throttle } = createSubject({ random, k: 1.5 });
    let sent = 0;
    const backend = () => {
      sent++;
      if (sent % 3 !== 0) throw down; // accepts a third
    };
    await run(throttle, 20_000, backend);
    // In the steady state requests = k × accepts + what is rejected; a third of what is sent is accepted.
    expect(sent / 20_000).toBeLessThan(0.1);
    expect(sent).toBeGreaterThan(20);
  });
});
