import { createFakeClock } from '@scry/internal/fake-clock';
import { describe, expect, test, vi } from 'vitest';
import { createRetry, retry, retryInfo } from '../src/index.ts';
import { atOnce, failing, settled, transient } from './operations.ts';

describe('waiting', () => {
  test('waits for the schedule between attempts', async () => {
    const clock = createFakeClock();
    const { operation } = failing(3);
    const promise = retry(operation, {
      clock,
      attempts: 4,
      jitter: 'none',
      minDelayMs: 100,
      factor: 3,
      maxDelayMs: 500,
    });
    const calls: number[] = [];
    for (const ms of [0, 99, 1, 299, 1, 499, 1]) {
      await clock.advance(ms);
      calls.push(operation.mock.calls.length);
    }
    expect(calls).toEqual([1, 1, 2, 2, 3, 3, 4]);
    await expect(promise).resolves.toBe('done');
  });

  test('spreads it at random between nothing and the whole delay by default', async () => {
    const clock = createFakeClock();
    const { operation } = failing(1);
    const promise = retry(operation, { clock, random: () => 0.25, minDelayMs: 1_000 });
    await clock.advance(249);
    expect(operation).toHaveBeenCalledTimes(1);
    await clock.advance(1);
    expect(operation).toHaveBeenCalledTimes(2);
    await promise;
  });

  test('lets timers run between attempts that follow each other without a delay', async () => {
    let turns = 0;
    const timer = setInterval(() => turns++, 0);
    const stop = new AbortController();
    const promise = createRetry({ ...atOnce, attempts: Infinity, signal: stop.signal, budget: false }).run(() => {
      if (turns >= 3) stop.abort(new Error('stopped by the timer'));
      throw transient();
    });
    await expect(promise).rejects.toThrow('stopped by the timer');
    clearInterval(timer);
  });

  test('waits as long as the error asks for when that is longer than the schedule', async () => {
    const clock = createFakeClock();
    const errors = [Object.assign(new Error('open'), { retryAfterMs: 2_000 }), undefined];
    const operation = vi.fn(() => {
      const error = errors.shift();
      if (error) throw error;
      return 'done';
    });
    const promise = retry(operation, { clock, jitter: 'none', minDelayMs: 100 });
    await clock.advance(1_999);
    expect(operation).toHaveBeenCalledTimes(1);
    await clock.advance(1);
    await expect(promise).resolves.toBe('done');
  });

  test('keeps to the schedule when the error asks for less', async () => {
    const clock = createFakeClock();
    const operation = vi.fn(() => Promise.reject(Object.assign(new Error('open'), { retryAfterMs: 0 })));
    retry(operation, { clock, attempts: 2, jitter: 'none', minDelayMs: 100 }).catch(() => {});
    await clock.advance(99);
    expect(operation).toHaveBeenCalledTimes(1);
    await clock.advance(1);
    expect(operation).toHaveBeenCalledTimes(2);
  });

  test('gives up when a server asks for more than maxRetryAfterMs', async () => {
    const error = Object.assign(new Error('later'), { retryAfterMs: 30 * 60_000 });
    const operation = vi.fn(() => Promise.reject(error));
    await expect(retry(operation)).rejects.toBe(error);
    expect(operation).toHaveBeenCalledTimes(1);
    expect(retryInfo(error)?.reason).toBe('retry-after');
  });

  test('waits out a delay of more than 2^31 ms instead of firing at once', async () => {
    const clock = createFakeClock();
    const longMs = 2 ** 31 + 5_000;
    const { operation } = failing(1);
    const promise = retry(operation, { clock, jitter: 'none', minDelayMs: longMs, maxDelayMs: longMs });
    await clock.advance(longMs - 1);
    expect(operation).toHaveBeenCalledTimes(1);
    await clock.advance(1);
    await expect(promise).resolves.toBe('done');
  });
});

describe('timers', () => {
  test('keep the process alive in the middle of a retry', async () => {
    const unref = vi.fn();
    const real = globalThis.setTimeout;
    const spy = vi.spyOn(globalThis, 'setTimeout').mockImplementation(((fn: () => void) => {
      const handle = real(fn, 0);
      handle.unref = unref;
      return handle;
    }) as typeof setTimeout);
    await settled(retry(() => Promise.reject(transient()), { attempts: 2, minDelayMs: 0.5 }));
    expect(spy).toHaveBeenCalled();
    expect(unref).not.toHaveBeenCalled();
    spy.mockRestore();
  });

  test('of the test framework are seen, although the policy was made before them', async () => {
    const policy = createRetry({ attempts: 2, jitter: 'none' });
    vi.useFakeTimers();
    const operation = vi.fn(() => Promise.reject(transient()));
    const outcome = settled(policy.run(operation));
    await vi.advanceTimersByTimeAsync(999);
    expect(operation).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(operation).toHaveBeenCalledTimes(2);
    await outcome;
    vi.useRealTimers();
  });

  test('of a framework that fakes the timers and not the clock are seen too', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const outcome = settled(retry(() => Promise.reject(transient()), { attempts: 2, jitter: 'none' }));
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await outcome).toMatchObject({ error: { code: 'ECONNRESET' } });
    vi.useRealTimers();
  });
});
