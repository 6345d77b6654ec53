import { createFakeClock } from '@scry/internal/fake-clock';
import { describe, expect, test, vi } from 'vitest';
import { createRetry, retry, retryInfo, TimeoutError } from '../src/index.ts';
import { hanging, settled, transient } from './operations.ts';

describe('deadlineMs', () => {
  test('cuts an attempt that hangs', async () => {
    const clock = createFakeClock();
    const { operation, signals } = hanging();
    const outcome = settled(retry(operation, { clock, deadlineMs: 80 }));
    await clock.advance(79);
    expect(signals[0]?.aborted).toBe(false);
    await clock.advance(1);
    expect(await outcome).toEqual({ error: new TimeoutError('deadline', 80) });
    expect(signals[0]?.aborted).toBe(true);
    expect(operation).toHaveBeenCalledTimes(1);
  });

  test('names the last error as the cause, and keeps the history', async () => {
    const clock = createFakeClock();
    const first = transient();
    const operation = vi.fn(({ attempt }) => (attempt === 1 ? Promise.reject(first) : new Promise<never>(() => {})));
    const outcome = settled(retry(operation, { clock, deadlineMs: 80, minDelayMs: 10, jitter: 'none' }));
    await clock.advance(80);
    const { error } = (await outcome) as { error: TimeoutError };
    expect(error).toMatchObject({ scope: 'deadline', timeoutMs: 80, cause: first });
    expect(error.message).toBe('The call missed its deadline of 80 ms.');
    expect(retryInfo(error)).toEqual({ attempts: 2, elapsedMs: 80, errors: [first], reason: 'deadline' });
  });

  test('rejects at once with the last error when the delay does not fit', async () => {
    const clock = createFakeClock();
    const error = transient();
    const outcome = settled(
      retry(() => Promise.reject(error), { clock, deadlineMs: 80, minDelayMs: 80, jitter: 'none' }),
    );
    await clock.advance(0);
    expect(await outcome).toEqual({ error });
    expect(retryInfo(error)?.reason).toBe('deadline');
  });

  test('tells each attempt what is left', async () => {
    const clock = createFakeClock();
    const left: number[] = [];
    const outcome = settled(
      retry(
        ({ remainingMs }) => {
          left.push(remainingMs);
          throw transient();
        },
        { clock, deadlineMs: 100, minDelayMs: 30, factor: 1, jitter: 'none' },
      ),
    );
    await clock.advance(100);
    await outcome;
    expect(left).toEqual([100, 70, 40]);
  });

  test('never tells less than nothing is left', async () => {
    const clock = createFakeClock();
    let remaining = (): number => expect.fail('not called');
    const outcome = settled(
      retry(
        (attempt) => {
          remaining = () => attempt.remainingMs;
          return new Promise<never>(() => {});
        },
        { clock, deadlineMs: 10 },
      ),
    );
    await clock.advance(500);
    await outcome;
    expect(remaining()).toBe(0);
  });

  test('wins over a longer attempt timeout, and a shorter one wins over it', async () => {
    const clock = createFakeClock();
    const deadline = settled(retry(hanging().operation, { clock, deadlineMs: 50, attemptTimeoutMs: 60 }));
    const attempt = settled(retry(hanging().operation, { clock, deadlineMs: 60, attemptTimeoutMs: 50, attempts: 1 }));
    await clock.advance(60);
    expect(await deadline).toEqual({ error: new TimeoutError('deadline', 50) });
    expect(await attempt).toEqual({ error: new TimeoutError('attempt', 50) });
  });

  test('of nought begins nothing', async () => {
    const operation = vi.fn();
    const outcome = await settled(retry(operation, { deadlineMs: 0 }));
    expect(outcome).toEqual({ error: new TimeoutError('deadline', 0) });
    expect(operation).not.toHaveBeenCalled();
  });

  test('of a call takes the place of the one of its policy', async () => {
    const clock = createFakeClock();
    const policy = createRetry({ clock, deadlineMs: 50 });
    const outcome = settled(policy.run(hanging().operation, { deadlineMs: 90 }));
    await clock.advance(89);
    expect(clock.pending).toBe(1);
    await clock.advance(1);
    expect(await outcome).toEqual({ error: new TimeoutError('deadline', 90) });
  });

  test('that passes while the operation fails by itself is a TimeoutError with that failure as its cause', async () => {
    let now = 0;
    const clock = { now: () => now, setTimeout: () => 0, clearTimeout: () => {} };
    const error = transient();
    const outcome = await settled(
      retry(
        () => {
          now = 100;
          throw error;
        },
        { clock, deadlineMs: 100 },
      ),
    );
    expect(outcome).toMatchObject({ error: { code: 'SCRY_TIMEOUT', cause: error } });
  });

  test('that passes during a wait whose timer is late begins no attempt any more', async () => {
    let now = 0;
    const late = (fn: () => void, ms: number) => {
      if (ms !== 10) return;
      now += 700;
      setImmediate(fn);
    };
    const clock = { now: () => now, setTimeout: late, clearTimeout: () => {} };
    const operation = vi.fn(() => Promise.reject(transient()));
    const policy = createRetry({ clock, minDelayMs: 10, jitter: 'none' });
    const outcome = await settled(policy.run(operation, { deadlineMs: 600 }));
    expect(outcome).toMatchObject({ error: { code: 'SCRY_TIMEOUT', scope: 'deadline' } });
    expect(operation).toHaveBeenCalledTimes(1);
  });
});
