import { createFakeClock } from '@scry/internal/fake-clock';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  createRetry,
  isTimeoutError,
  type Operation,
  retry,
  retryInfo,
  TimeoutError,
  withTimeout,
} from '../src/index.ts';

/** Never settles, and lets the test see its signals. */
function hanging() {
  const signals: AbortSignal[] = [];
  const operation = vi.fn<Operation<never>>(({ signal }) => {
    signals.push(signal);
    return new Promise<never>(() => {});
  });
  return { operation, signals };
}

/** Counts the listeners on a signal. */
function counted() {
  const controller = new AbortController();
  let listeners = 0;
  const { signal } = controller;
  const add = signal.addEventListener.bind(signal);
  const remove = signal.removeEventListener.bind(signal);
  signal.addEventListener = (...args: Parameters<typeof add>) => {
    listeners++;
    add(...args);
  };
  signal.removeEventListener = (...args: Parameters<typeof remove>) => {
    listeners--;
    remove(...args);
  };
  return { controller, signal, listeners: () => listeners };
}

const unhandled = vi.fn();
beforeEach(() => {
  unhandled.mockReset();
  process.on('unhandledRejection', unhandled);
});
afterEach(async () => {
  await new Promise((resolve) => setImmediate(resolve));
  process.off('unhandledRejection', unhandled);
  expect(unhandled).not.toHaveBeenCalled();
});

const transient = () => Object.assign(new Error('reset'), { code: 'ECONNRESET' });
const settled = (promise: Promise<unknown>) =>
  promise.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );

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

describe('signal', () => {
  test('that is aborted already ends the call before it begins', async () => {
    const operation = vi.fn();
    const reason = new Error('cancelled');
    expect(await settled(retry(operation, { signal: AbortSignal.abort(reason) }))).toEqual({ error: reason });
    expect(operation).not.toHaveBeenCalled();
    expect(retryInfo(reason)).toMatchObject({ attempts: 0, reason: 'aborted' });
  });

  test('ends a wait at once, and no attempt follows', async () => {
    const clock = createFakeClock();
    const { controller, signal, listeners } = counted();
    const operation = vi.fn(() => Promise.reject(transient()));
    const outcome = settled(retry(operation, { clock, signal, jitter: 'none' }));
    await clock.advance(500);
    controller.abort('stop');
    expect(await outcome).toEqual({ error: 'stop' });
    expect(clock.pending).toBe(0);
    expect(listeners()).toBe(0);
    await clock.advance(10_000);
    expect(operation).toHaveBeenCalledTimes(1);
  });

  test('ends a running attempt at once, whether it heeds its signal or not', async () => {
    const { controller, signal, listeners } = counted();
    const { operation, signals } = hanging();
    const outcome = settled(retry(operation, { signal }));
    await Promise.resolve();
    controller.abort('stop');
    expect(await outcome).toEqual({ error: 'stop' });
    expect(signals[0]?.reason).toBe('stop');
    expect(listeners()).toBe(0);
  });

  test('of the policy and of the call both count', async () => {
    for (const aborted of [0, 1]) {
      const controllers = [new AbortController(), new AbortController()] as const;
      const policy = createRetry({ signal: controllers[0].signal });
      const outcome = settled(policy.run(hanging().operation, { signal: controllers[1].signal }));
      await Promise.resolve();
      controllers[aborted]?.abort('stop');
      expect(await outcome).toEqual({ error: 'stop' });
    }
  });

  test('ends the call even when retryIf has not answered yet', async () => {
    const controller = new AbortController();
    const retryIf = () => new Promise<boolean>(() => controller.abort('stop'));
    const outcome = await settled(retry(() => Promise.reject(transient()), { signal: controller.signal, retryIf }));
    expect(outcome).toEqual({ error: 'stop' });
  });

  test('that aborts while the operation succeeds does not take the success away', async () => {
    const controller = new AbortController();
    const outcome = await settled(
      retry(() => 'done', {
        signal: controller.signal,
        retryResult: () => {
          controller.abort('stop');
          return false;
        },
      }),
    );
    expect(outcome).toEqual({ value: 'done' });
  });

  test('takes the place of a value that is refused', async () => {
    const controller = new AbortController();
    const retryResult = () => {
      controller.abort('stop');
      return true;
    };
    expect(await settled(retry(() => 503, { signal: controller.signal, retryResult }))).toEqual({ error: 'stop' });
  });

  test('has no listener left after 100,000 calls', async () => {
    const { signal, listeners } = counted();
    const policy = createRetry({ signal, attempts: 2, minDelayMs: 0, budget: false });
    const error = transient();
    for (let i = 0; i < 50_000; i++) {
      await policy.run(() => i);
      await policy.run(() => Promise.reject(error)).catch(() => {});
    }
    expect(listeners()).toBe(0);
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

describe('withTimeout', () => {
  test('resolves with what the operation resolves with, and leaves nothing behind', async () => {
    const clock = createFakeClock();
    const { signal, listeners } = counted();
    await expect(withTimeout(async () => 5, 100, { clock, signal })).resolves.toBe(5);
    expect(clock.pending).toBe(0);
    expect(listeners()).toBe(0);
  });

  test('rejects when the time is up, and aborts the signal', async () => {
    const clock = createFakeClock();
    let signal: AbortSignal | undefined;
    const outcome = settled(
      withTimeout(
        (given) => {
          signal = given;
          return new Promise(() => {});
        },
        100,
        { clock },
      ),
    );
    await clock.advance(100);
    const { error } = (await outcome) as { error: unknown };
    expect(isTimeoutError(error)).toBe(true);
    expect(signal?.reason).toBe(error);
  });

  test('rejects with the reason when the caller aborts, before and during', async () => {
    const operation = vi.fn(() => new Promise(() => {}));
    expect(await settled(withTimeout(operation, 100, { signal: AbortSignal.abort('no') }))).toEqual({ error: 'no' });
    expect(operation).not.toHaveBeenCalled();
    const controller = new AbortController();
    const clock = createFakeClock();
    const outcome = settled(withTimeout(operation, 100, { clock, signal: controller.signal }));
    controller.abort('stop');
    expect(await outcome).toEqual({ error: 'stop' });
    expect(clock.pending).toBe(0);
  });

  test('rejects with what the operation throws, synchronously too', async () => {
    const error = new Error('sync');
    const operation = () => {
      throw error;
    };
    expect(await settled(withTimeout(operation, 100))).toEqual({ error });
  });

  test('sets no timer for Infinity', async () => {
    const clock = createFakeClock();
    const outcome = settled(withTimeout(async () => clock.pending, Infinity, { clock }));
    expect(await outcome).toEqual({ value: 0 });
  });

  test.each([[-1], [Number.NaN]])('refuses a time of %d', async (timeoutMs) => {
    const message = `withTimeout: timeoutMs must be a number >= 0, got ${timeoutMs}`;
    await expect(withTimeout(() => 1, timeoutMs)).rejects.toThrow(new RangeError(message));
  });

  test('refuses an option that does not exist', async () => {
    await expect(withTimeout(() => 1, 5, { timeout: 5 } as object)).rejects.toThrow('unknown option timeout');
  });
});
