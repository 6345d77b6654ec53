import { createFakeClock } from '@scry/internal/fake-clock';
import { describe, expect, test, vi } from 'vitest';
import { retry, TimeoutError } from '../src/index.ts';
import { hanging, settled } from './operations.ts';

describe('attemptTimeoutMs', () => {
  test('ends an attempt that hangs, aborts its signal and makes another', async () => {
    const clock = createFakeClock();
    const { operation, signals } = hanging();
    const outcome = settled(retry(operation, { clock, attemptTimeoutMs: 50, minDelayMs: 0 }));
    await clock.advance(49);
    expect(signals[0]?.aborted).toBe(false);
    await clock.advance(1);
    expect(signals[0]?.reason).toEqual(new TimeoutError('attempt', 50));
    await clock.advance(100);
    expect(operation).toHaveBeenCalledTimes(3);
    expect(new Set(signals).size).toBe(3);
    expect(await outcome).toEqual({ error: new TimeoutError('attempt', 50) });
  });

  test('says how long the attempt may take', () => {
    const error = new TimeoutError('attempt', 50);
    expect(error).toMatchObject({ name: 'TimeoutError', code: 'SCRY_TIMEOUT', scope: 'attempt', timeoutMs: 50 });
    expect(error.message).toBe('The attempt took longer than 50 ms.');
  });

  test('leaves no timer behind when the attempt is in time', async () => {
    const clock = createFakeClock();
    await retry(() => 1, { clock, attemptTimeoutMs: 50 });
    expect(clock.pending).toBe(0);
  });

  test('lets a rejection that comes too late pass without a trace', async () => {
    const clock = createFakeClock();
    let fail = (_error: Error): void => {};
    const late = () =>
      new Promise<never>((_, reject) => {
        fail = reject;
      });
    const outcome = settled(retry(late, { clock, attempts: 1, attemptTimeoutMs: 50 }));
    await clock.advance(50);
    fail(new Error('too late'));
    expect(await outcome).toEqual({ error: new TimeoutError('attempt', 50) });
  });

  test('of more than 2^31 ms does not fire at once', async () => {
    const clock = createFakeClock();
    const outcome = settled(retry(hanging().operation, { clock, attempts: 1, attemptTimeoutMs: 2 ** 33 }));
    await clock.advance(2 ** 33 - 1);
    expect(clock.pending).toBe(1);
    await clock.advance(1);
    expect(await outcome).toEqual({ error: new TimeoutError('attempt', 2 ** 33) });
  });

  test('aborts a signal that is read only afterwards', async () => {
    const clock = createFakeClock();
    let read = (): AbortSignal => expect.fail('not called');
    const outcome = settled(
      retry(
        (attempt) => {
          read = () => attempt.signal;
          return new Promise<never>(() => {});
        },
        { clock, attempts: 1, attemptTimeoutMs: 50 },
      ),
    );
    await clock.advance(50);
    await outcome;
    expect(read().reason).toEqual(new TimeoutError('attempt', 50));
  });

  test('made outside with AbortSignal.timeout would end all attempts; this one ends each alone', async () => {
    const clock = createFakeClock();
    const slowOnce = vi.fn(({ attempt }: { attempt: number }) =>
      attempt === 1 ? new Promise<string>(() => {}) : 'done',
    );
    const promise = retry(slowOnce, { clock, attemptTimeoutMs: 50, minDelayMs: 0 });
    await clock.advance(50);
    await expect(promise).resolves.toBe('done');
  });
});
