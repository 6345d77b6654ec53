import { afterEach, describe, expect, test, vi } from 'vitest';
import { isBreakerOpenError } from '../src/index.ts';
import { createSubject, down, fail, failTimes, settled } from './operations.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

describe('open', () => {
  test('turns calls away with what they need to know, and no stack', async () => {
    const { breaker, clock } = createSubject({ name: 'stripe', failureThreshold: 1 });
    await failTimes(breaker, 1);
    await clock.advance(400.5);
    const operation = vi.fn();
    const { error } = (await settled(breaker.run(operation))) as { error: Error };
    expect(operation).not.toHaveBeenCalled();
    expect(isBreakerOpenError(error)).toBe(true);
    expect(error).toMatchObject({ breaker: 'stripe', state: 'open', retryAfterMs: 599.5 });
    expect(error.cause).toBe(down);
    expect(error.message).toBe('Breaker "stripe" is open for another 600 ms.');
    expect(error.stack).not.toContain('\n');
    expect(new Error('later').stack).toContain('\n');
  });

  test('has no cause where a slow call opened it', async () => {
    const { breaker } = createSubject({ failureThreshold: 1, slowCallMs: 0 });
    await breaker.run(() => 1);
    const { error } = (await settled(breaker.run(() => 1))) as { error: Error };
    expect('cause' in error).toBe(false);
  });

  test('stays so for openMs, ten percent more or less at random', async () => {
    for (const [chance, ms] of [
      [0, 900],
      [0.5, 1_000],
      [0.999, 1_099.8],
    ] as const) {
      const { breaker } = createSubject({ failureThreshold: 1, random: () => chance });
      await failTimes(breaker, 1);
      expect(breaker.retryAfterMs).toBeCloseTo(ms, 6);
    }
  });

  test('stays so as long as a function of the streak says, which ends when it closes', async () => {
    const openMs = vi.fn((streak: number) => 100 * streak);
    const { breaker, clock } = createSubject({ failureThreshold: 1, successThreshold: 1, openMs });
    for (const ms of [100, 200, 300]) {
      await failTimes(breaker, 1);
      expect(breaker.retryAfterMs).toBeCloseTo(ms);
      await clock.advance(ms);
    }
    await breaker.run(() => 1);
    await failTimes(breaker, 1);
    expect(breaker.retryAfterMs).toBeCloseTo(100);
  });

  test.each<[() => number, RegExp]>([
    [() => Number.NaN, /^createBreaker: what openMs returns must be a finite number > 0, got NaN$/],
    [() => 0, /^createBreaker: what openMs returns must be a finite number > 0, got 0$/],
    [() => expect.fail('broken'), /broken/],
  ])('stays so for 30 s where such a function fails, and says so: %o', async (openMs, message) => {
    const report = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
    const { breaker } = createSubject({ failureThreshold: 1, openMs });
    await expect(breaker.run(fail)).rejects.toBe(down);
    expect(breaker.retryAfterMs).toBe(30_000);
    expect(report.mock.calls).toEqual([[expect.objectContaining({ message: expect.stringMatching(message) })]]);
  });

  test('is told of by state and retryAfterMs, and neither changes anything', async () => {
    const { breaker, clock, types } = createSubject({ failureThreshold: 1 });
    await failTimes(breaker, 1);
    await clock.advance(5_000);
    expect([breaker.state, breaker.retryAfterMs]).toEqual(['half-open', 0]);
    expect(types()).toEqual(['open', 'failure']);
    await breaker.run(() => 1);
    expect(types()).toEqual(['open', 'failure', 'half-open', 'success']);
  });
});

describe('half-open', () => {
  test('closes after two successes by default, and opens after one failure', async () => {
    const { breaker, clock, events } = createSubject({ failureThreshold: 1 });
    await failTimes(breaker, 1);
    await clock.advance(1_000);
    await breaker.run(() => 1);
    expect(breaker.state).toBe('half-open');
    await failTimes(breaker, 1);
    expect(breaker.state).toBe('open');
    expect(events.at(-2)).toEqual({ type: 'open', name: 'breaker', openMs: 1_000, streak: 2, cause: down });
    await clock.advance(1_000);
    await breaker.run(() => 1);
    await breaker.run(() => 1);
    expect(breaker.state).toBe('closed');
  });

  test('lets as many probes in at a time as it may', async () => {
    const { breaker, clock } = createSubject({ failureThreshold: 1, halfOpenCalls: 2 });
    await failTimes(breaker, 1);
    await clock.advance(1_000);
    const permits = [breaker.tryAcquire(), breaker.tryAcquire(), breaker.tryAcquire()];
    expect(permits.map(Boolean)).toEqual([true, true, false]);
    expect(await settled(breaker.run(() => 1))).toMatchObject({ error: { state: 'half-open', retryAfterMs: 0 } });
    permits[0]?.ignore();
    expect(breaker.tryAcquire()).toBeDefined();
  });
});
