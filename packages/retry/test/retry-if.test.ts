import { createFakeClock } from '@scry/internal/fake-clock';
import { describe, expect, test, vi } from 'vitest';
import { isTimeoutError, retry, retryInfo } from '../src/index.ts';
import { atOnce, failing, rejection, transient } from './operations.ts';

describe('retryIf', () => {
  test('decides over the error, with the number of the attempt', async () => {
    const retryIf = vi.fn((_error: unknown, attempt: number) => attempt < 2);
    const operation = vi.fn(() => Promise.reject(new Error('x')));
    const error = await rejection(retry(operation, { ...atOnce, attempts: 5, retryIf }));
    expect(operation).toHaveBeenCalledTimes(2);
    expect(retryIf.mock.calls).toEqual([
      [expect.any(Error), 1],
      [expect.any(Error), 2],
    ]);
    expect(retryInfo(error)?.reason).toBe('not-retryable');
  });

  test('may take its time', async () => {
    const { operation } = failing(1);
    await expect(retry(operation, { ...atOnce, retryIf: async () => true })).resolves.toBe('done');
  });

  test('is not asked after the last attempt', async () => {
    const retryIf = vi.fn(() => true);
    await expect(retry(failing(9).operation, { ...atOnce, attempts: 1, retryIf })).rejects.toThrow('reset');
    expect(retryIf).not.toHaveBeenCalled();
  });

  test('may answer with the wait itself', async () => {
    const clock = createFakeClock();
    const { operation } = failing(1);
    const promise = retry(operation, { clock, minDelayMs: 10_000, jitter: 'none', retryIf: () => 5 });
    await clock.advance(5);
    await expect(promise).resolves.toBe('done');
  });

  test('is bounded by maxRetryAfterMs in what it answers', async () => {
    const error = transient();
    await expect(retry(() => Promise.reject(error), { retryIf: () => 60_001 })).rejects.toBe(error);
    expect(retryInfo(error)?.reason).toBe('retry-after');
  });

  test.each([Number.NaN, -1])('is refused when it answers %d', async (answer) => {
    const promise = retry(failing(1).operation, { retryIf: () => answer });
    await expect(promise).rejects.toThrow(
      new RangeError(`retry: the delay asked for must be a number >= 0, got ${answer}`),
    );
  });

  test('ends the call with what it throws', async () => {
    const broken = new Error('retryIf is broken');
    const promise = retry(failing(9).operation, {
      retryIf: () => {
        throw broken;
      },
    });
    await expect(promise).rejects.toBe(broken);
  });

  test('cannot hold the call beyond its deadline', async () => {
    const clock = createFakeClock();
    const promise = retry(failing(9).operation, { clock, deadlineMs: 100, retryIf: () => new Promise(() => {}) });
    const outcome = promise.catch((error: unknown) => error);
    await clock.advance(100);
    expect(isTimeoutError(await outcome)).toBe(true);
  });
});
