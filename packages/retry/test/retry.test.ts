import { createFakeClock } from '@scry/internal/fake-clock';
import { describe, expect, test, vi } from 'vitest';
import {
  abortRetry,
  createRetry,
  createRetryBudget,
  isTimeoutError,
  type RetryEvent,
  type RetryOptions,
  retry,
  retryInfo,
  TimeoutError,
} from '../src/index.ts';

const transient = () => Object.assign(new Error('reset'), { code: 'ECONNRESET' });

/** Fails `times` times with a transient error, then succeeds with 'done'. */
function failing(times: number) {
  const errors: Error[] = [];
  const operation = vi.fn(async () => {
    if (errors.length === times) return 'done';
    errors.push(transient());
    throw errors.at(-1);
  });
  return { operation, errors };
}

/** What a promise rejects with; a promise that resolves fails the test. */
async function rejection(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    (value) => expect.fail(`resolved with ${String(value)}`),
    (error) => error,
  );
}

/** No waits, so that a test needs no clock. */
const atOnce: RetryOptions = { minDelayMs: 0 };

describe('a call that succeeds', () => {
  test('resolves with the value of the first attempt', async () => {
    const operation = vi.fn(async () => 42);
    await expect(retry(operation)).resolves.toBe(42);
    expect(operation).toHaveBeenCalledTimes(1);
  });

  test('calls the operation synchronously', () => {
    const operation = vi.fn(() => 1);
    createRetry().run(operation);
    expect(operation).toHaveBeenCalledTimes(1);
  });

  test.each([1, undefined, null, 'x'])('resolves with the plain value %s', async (value) => {
    await expect(createRetry().run(() => value)).resolves.toBe(value);
  });

  test('adopts a thenable that is no Promise', async () => {
    // biome-ignore lint/suspicious/noThenProperty: a thenable is the subject
    const thenable = { then: (resolve: (value: number) => void) => resolve(7) };
    const promise = createRetry().run(() => thenable as PromiseLike<number>);
    expect(promise).toBeInstanceOf(Promise);
    await expect(promise).resolves.toBe(7);
  });

  test('reads no clock and sets no timer', async () => {
    const clock = { now: vi.fn(() => 0), setTimeout: vi.fn(), clearTimeout: vi.fn() };
    await createRetry({ clock }).run(async () => 1);
    expect(clock.now).not.toHaveBeenCalled();
    expect(clock.setTimeout).not.toHaveBeenCalled();
  });

  test('tells the operation which attempt it makes', async () => {
    const seen: unknown[] = [];
    await createRetry({ ...atOnce, attempts: 4 }).run(({ attempt, attempts, previousError, remainingMs }) => {
      seen.push([attempt, attempts, (previousError as Error | undefined)?.message, remainingMs]);
      if (attempt < 3) throw Object.assign(new Error(`failure ${attempt}`), { retryable: true });
    });
    expect(seen).toEqual([
      [1, 4, undefined, Infinity],
      [2, 4, 'failure 1', Infinity],
      [3, 4, 'failure 2', Infinity],
    ]);
  });

  test('gives each attempt a signal of its own that does not abort', async () => {
    const signals = new Set<AbortSignal>();
    const { operation } = failing(2);
    await createRetry(atOnce).run((attempt) => {
      signals.add(attempt.signal);
      expect(attempt.signal).toBe(attempt.signal);
      return operation();
    });
    expect(signals.size).toBe(3);
    expect([...signals].some((signal) => signal.aborted)).toBe(false);
  });
});

describe('a call that fails', () => {
  test('makes three attempts by default and rejects with the last error itself', async () => {
    const { operation, errors } = failing(9);
    const error = await rejection(retry(operation, atOnce));
    expect(operation).toHaveBeenCalledTimes(3);
    expect(error).toBe(errors[2]);
  });

  test('resolves when a later attempt succeeds', async () => {
    const { operation } = failing(2);
    await expect(retry(operation, atOnce)).resolves.toBe('done');
    expect(operation).toHaveBeenCalledTimes(3);
  });

  test('does not repeat what is not transient', async () => {
    const operation = vi.fn(() => Promise.reject(new Error('no such column')));
    await expect(retry(operation, atOnce)).rejects.toThrow('no such column');
    expect(operation).toHaveBeenCalledTimes(1);
  });

  test('turns a synchronous throw into a rejection', async () => {
    const error = new Error('sync');
    const promise = createRetry().run(() => {
      throw error;
    });
    await expect(promise).rejects.toBe(error);
  });

  test.each([undefined, null, 0, 'text', Symbol('s'), Object.create(null)])(
    'rejects with %o as it was thrown',
    async (thrown) => {
      const operation = vi.fn(() => Promise.reject(thrown));
      const promise = retry(operation, { ...atOnce, retryIf: () => true });
      await expect(promise.catch((error: unknown) => ({ error }))).resolves.toEqual({ error: thrown });
      expect(operation).toHaveBeenCalledTimes(3);
    },
  );

  test('passes on an error that throws when it is read', async () => {
    const hostile = new Proxy(new Error('x'), {
      get() {
        throw new Error('read');
      },
      has() {
        throw new Error('asked');
      },
    });
    const same = await retry(() => Promise.reject(hostile), atOnce).catch((error: unknown) => error === hostile);
    expect(same).toBe(true);
  });

  test('keeps its history for retryInfo', async () => {
    const clock = createFakeClock();
    const { operation, errors } = failing(9);
    const promise = retry(operation, { clock, jitter: 'none', minDelayMs: 100 }).catch((error: unknown) => error);
    await clock.advance(300);
    const info = retryInfo(await promise);
    expect(info).toEqual({ attempts: 3, elapsedMs: 300, errors, reason: 'attempts' });
  });

  test('keeps the last hundred errors', async () => {
    let count = 0;
    const policy = createRetry({ ...atOnce, attempts: 150, budget: false });
    const counted = () => Promise.reject(Object.assign(new Error(String(++count)), { retryable: true }));
    const error = await rejection(policy.run(counted));
    const messages = retryInfo(error)?.errors.map((one) => (one as Error).message);
    expect(messages).toEqual(Array.from({ length: 100 }, (_, i) => String(i + 51)));
  });

  test('knows nothing of other errors and of primitives', () => {
    expect(retryInfo(new Error('other'))).toBeUndefined();
    expect(retryInfo('text')).toBeUndefined();
    expect(retryInfo(null)).toBeUndefined();
  });
});

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

describe('retryResult', () => {
  test('repeats the operation while it refuses the value', async () => {
    const values = [503, 503, 200];
    const result = retry(() => values.shift(), { ...atOnce, retryResult: (value) => value === 503 });
    await expect(result).resolves.toBe(200);
  });

  test('resolves with the last value when it is never satisfied', async () => {
    const events: RetryEvent[] = [];
    const result = retry(() => 503, { ...atOnce, retryResult: () => true, onEvent: (event) => events.push(event) });
    await expect(result).resolves.toBe(503);
    expect(events.at(-1)).toMatchObject({ type: 'give-up', reason: 'attempts', attempts: 3, value: 503, errors: [] });
  });

  test('resolves with the refused value when there is no time for another attempt', async () => {
    const clock = createFakeClock();
    const result = retry(() => 503, {
      clock,
      deadlineMs: 50,
      minDelayMs: 100,
      jitter: 'none',
      retryResult: () => true,
    });
    await expect(result).resolves.toBe(503);
  });

  test('resolves with the refused value when the time ran out while it came', async () => {
    const clock = createFakeClock();
    const operation = () => {
      clock.advance(60);
      return new Promise((resolve) => setImmediate(() => setImmediate(() => setImmediate(() => resolve(503)))));
    };
    const frozen = { ...clock, setTimeout: () => 0 };
    await expect(retry(operation, { clock: frozen, deadlineMs: 50, retryResult: () => true })).resolves.toBe(503);
  });

  test('ends the call with what it throws', async () => {
    const broken = new Error('retryResult is broken');
    const result = retry(() => 1, {
      retryResult: () => {
        throw broken;
      },
    });
    await expect(result).rejects.toBe(broken);
  });

  test('waits as long as the headers of the result ask for', async () => {
    const clock = createFakeClock();
    const values = [{ status: 503, headers: new Headers({ 'retry-after': '7' }) }, { status: 200 }];
    const result = retry(() => values.shift(), {
      clock,
      jitter: 'none',
      retryResult: (value) => (value as { status: number }).status === 503,
    });
    await clock.advance(6_999);
    expect(values).toHaveLength(1);
    await clock.advance(1);
    await expect(result).resolves.toEqual({ status: 200 });
  });
});

describe('abortRetry', () => {
  test('ends the call with the error itself, whatever retryIf says', async () => {
    const gone = new Error('gone');
    const operation = vi.fn(() => abortRetry(gone));
    await expect(retry(operation, { ...atOnce, retryIf: () => true })).rejects.toBe(gone);
    expect(operation).toHaveBeenCalledTimes(1);
    expect(retryInfo(gone)).toMatchObject({ reason: 'not-retryable', errors: [gone] });
  });

  test('ends it in the last attempt as well', async () => {
    await expect(retry(() => abortRetry('gone'), { attempts: 1 })).rejects.toBe('gone');
  });

  test('says what is wrong when nothing is being retried', () => {
    expect(() => abortRetry(new Error('x'))).toThrow('outside of an operation that is retried');
  });
});

describe('the budget', () => {
  test('of a policy stops the retries when it is spent', async () => {
    const budget = createRetryBudget({ reserve: 1 });
    const policy = createRetry({ ...atOnce, budget });
    const { operation, errors } = failing(9);
    const error = await rejection(policy.run(operation));
    expect(operation).toHaveBeenCalledTimes(2);
    expect(error).toBe(errors[1]);
    expect(retryInfo(error)?.reason).toBe('budget');
  });

  test('of a policy is there by default, with a reserve of 100', async () => {
    const policy = createRetry({ ...atOnce, attempts: 11 });
    let calls = 0;
    for (let i = 0; i < 20; i++) {
      await policy
        .run(() => {
          calls++;
          throw transient();
        })
        .catch(() => {});
    }
    expect(calls).toBe(20 + 100);
  });

  test('of a single call is none by default, and one of its own when asked for', async () => {
    const { operation } = failing(200);
    await retry(operation, { ...atOnce, attempts: 150 }).catch(() => {});
    expect(operation).toHaveBeenCalledTimes(150);
    const another = failing(200);
    await retry(another.operation, { ...atOnce, attempts: 150, budget: true }).catch(() => {});
    expect(another.operation).toHaveBeenCalledTimes(101);
  });

  test('is paid back by successes, of first and later attempts', async () => {
    const budget = createRetryBudget({ reserve: 10, ratio: 0.5 });
    for (let i = 0; i < 4; i++) budget.tryTake();
    const policy = createRetry({ ...atOnce, budget });
    await policy.run(() => 1);
    expect(budget.tokens).toBe(6.5);
    await policy.run(failing(1).operation);
    expect(budget.tokens).toBe(6);
  });

  test('is not spent on a retry that the deadline does not allow', async () => {
    const budget = createRetryBudget();
    const policy = createRetry({ budget, deadlineMs: 100, minDelayMs: 500, jitter: 'none', clock: createFakeClock() });
    await policy.run(failing(9).operation).catch(() => {});
    expect(budget.tokens).toBe(100);
  });

  test('keeps three layers of policies from multiplying a full outage', async () => {
    let calls = 0;
    const layers = [1, 2, 3].map(() => createRetry({ ...atOnce, attempts: 3 }));
    const backend = (): Promise<never> => {
      calls++;
      return Promise.reject(transient());
    };
    const request = layers.reduce<() => Promise<never>>((inner, layer) => () => layer.run(inner), backend);
    for (let i = 0; i < 20_000; i++) await request().catch(() => {});
    expect(calls / 20_000).toBeLessThanOrEqual(1.05);
  });
});

describe('wrap', () => {
  test('keeps this, name and length', async () => {
    const repository = {
      prefix: 'show-',
      find: createRetry().wrap(function find(this: unknown, id: number, _lang: string) {
        return `${(this as { prefix: string }).prefix}${id}`;
      }),
    };
    await expect(repository.find(7, 'en')).resolves.toBe('show-7');
    expect(repository.find.name).toBe('find');
    expect(repository.find).toHaveLength(2);
  });

  test('retries with the same arguments', async () => {
    const { operation } = failing(1);
    const fetchShow = vi.fn((_id: number) => operation());
    await expect(createRetry(atOnce).wrap(fetchShow)(7)).resolves.toBe('done');
    expect(fetchShow.mock.calls).toEqual([[7], [7]]);
  });
});

describe('events', () => {
  test('tell of a retry and of the success after it', async () => {
    const events: RetryEvent[] = [];
    const { operation, errors } = failing(1);
    await createRetry({ ...atOnce, name: 'orders', onEvent: (event) => events.push(event) }).run(operation);
    expect(events).toEqual([
      { type: 'retry', name: 'orders', attempt: 1, delayMs: 0, error: errors[0] },
      { type: 'success', name: 'orders', attempts: 2 },
    ]);
  });

  test('tell of a first success', async () => {
    const onEvent = vi.fn();
    await createRetry({ onEvent }).run(() => 1);
    expect(onEvent).toHaveBeenCalledExactlyOnceWith({ type: 'success', name: 'retry', attempts: 1 });
  });

  test('tell of a give-up with the whole history, a primitive included', async () => {
    const events: RetryEvent[] = [];
    const policy = createRetry({ ...atOnce, attempts: 2, retryIf: () => true, onEvent: (event) => events.push(event) });
    await policy.run(() => Promise.reject('text')).catch(() => {});
    expect(events.at(-1)).toEqual({
      type: 'give-up',
      name: 'retry',
      attempts: 2,
      elapsedMs: expect.any(Number),
      errors: ['text', 'text'],
      reason: 'attempts',
      error: 'text',
    });
  });

  test('do not change the outcome when the observer throws', async () => {
    const warned = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
    const broken = new Error('observer');
    const onEvent = () => {
      throw broken;
    };
    await expect(createRetry({ ...atOnce, onEvent }).run(failing(1).operation)).resolves.toBe('done');
    const { operation, errors } = failing(9);
    expect(await rejection(retry(operation, { ...atOnce, onEvent }))).toBe(errors[2]);
    expect(warned).toHaveBeenCalledWith(broken);
    warned.mockRestore();
  });

  test('may abort the call from inside the observer, and no attempt follows', async () => {
    const stop = new AbortController();
    const { operation } = failing(9);
    const promise = retry(operation, {
      ...atOnce,
      signal: stop.signal,
      onEvent: () => stop.abort(new Error('enough')),
    });
    await expect(promise).rejects.toThrow('enough');
    expect(operation).toHaveBeenCalledTimes(1);
  });
});

describe('options', () => {
  test.each<[RetryOptions, string]>([
    [{ attempts: 0 }, 'attempts must be an integer >= 1 or Infinity, got 0'],
    [{ attempts: 1.5 }, 'attempts must be an integer >= 1 or Infinity, got 1.5'],
    [{ attempts: Number.NaN }, 'attempts must be an integer >= 1 or Infinity, got NaN'],
    [{ minDelayMs: -1 }, 'minDelayMs must be a finite number >= 0, got -1'],
    [{ maxDelayMs: Infinity }, 'maxDelayMs must be a finite number >= 0, got Infinity'],
    [{ factor: 0.5 }, 'factor must be a finite number >= 1, got 0.5'],
    [{ factor: Infinity }, 'factor must be a finite number >= 1, got Infinity'],
    [{ deadlineMs: -5 }, 'deadlineMs must be a number >= 0, got -5'],
    [{ jitter: 'some' as 'full' }, 'jitter must be full, equal, decorrelated or none, got "some"'],
  ])('refuse the wrong value %o', (options, message) => {
    expect(() => createRetry(options)).toThrow(new RangeError(`createRetry: ${message}`));
  });

  test.each<[object, string]>([
    [{ attempts: '3' }, 'attempts must be an integer >= 1 or Infinity, got "3"'],
    [{ retryIf: true }, 'retryIf must be a function, got true'],
    [{ signal: new AbortController() }, 'signal must be an AbortSignal, got an object'],
    [{ budget: { tokens: 1 } }, 'budget must be a boolean or a RetryBudget, got an object'],
    [{ budget: 1 }, 'budget must be a boolean or a RetryBudget, got 1'],
    [{ clock: null }, 'clock must be a Clock, got null'],
    [{ name: () => 'x' }, 'name must be a string, got a function'],
  ])('refuse the wrong kind %o', (options, message) => {
    expect(() => createRetry(options as RetryOptions)).toThrow(new TypeError(`createRetry: ${message}`));
  });

  test('refuse a name that does not exist', () => {
    expect(() => createRetry({ retries: 3 } as RetryOptions)).toThrow(
      /^createRetry: unknown option retries, expected one of attempts, /,
    );
    expect(() => createRetry({ toString: 3 } as unknown as RetryOptions)).toThrow(/unknown option toString/);
  });

  test('refuse a preset that does not exist', () => {
    expect(() => createRetry('mysql' as 'database')).toThrow(
      'createRetry: preset must be default, database, kafka, externalApi, fileIo, got "mysql"',
    );
  });

  test('refuse something else than an object', () => {
    expect(() => createRetry(5 as RetryOptions)).toThrow('createRetry: options must be an object, got 5');
    expect(() => createRetry(null as unknown as RetryOptions)).toThrow(
      'createRetry: options must be an object, got null',
    );
  });

  test('of a single call reject instead of throwing', async () => {
    await expect(retry(() => 1, { attempts: 0 })).rejects.toThrow('retry: attempts must be');
    await expect(createRetry().run(() => 1, { deadlineMs: -1 })).rejects.toThrow('run: deadlineMs must be');
    await expect(createRetry().run(() => 1, { timeout: 1 } as object)).rejects.toThrow('run: unknown option timeout');
  });

  test('that are undefined count as absent', async () => {
    const policy = createRetry({
      attempts: undefined,
      onEvent: undefined,
      budget: undefined,
    } as unknown as RetryOptions);
    expect([...policy.delays()]).toEqual([1_000, 2_000]);
  });

  test('are copied: changing them later changes nothing', async () => {
    const options = { ...atOnce, attempts: 2 };
    const policy = createRetry(options);
    options.attempts = 9;
    const { operation } = failing(9);
    await policy.run(operation).catch(() => {});
    expect(operation).toHaveBeenCalledTimes(2);
  });

  test('refuse endless attempts that nothing bounds', async () => {
    const endless = createRetry({ ...atOnce, attempts: Infinity, budget: false });
    await expect(endless.run(() => 1)).rejects.toThrow(
      new RangeError('retry: attempts: Infinity needs a deadlineMs or a signal'),
    );
    await expect(endless.run(() => 1, { deadlineMs: Infinity })).rejects.toThrow(RangeError);
    await expect(endless.run(() => 1, { deadlineMs: 10 })).resolves.toBe(1);
    await expect(endless.run(() => 1, { signal: new AbortController().signal })).resolves.toBe(1);
    await expect(retry(() => 1, { attempts: Infinity, deadlineMs: 10 })).resolves.toBe(1);
  });

  test('may be a preset by name', async () => {
    expect([...createRetry('database').delays()]).toEqual([500, 1_000, 2_000, 4_000]);
    await expect(retry(() => 1, 'kafka')).resolves.toBe(1);
  });
});

test('methods of a policy work when they are taken out of it', async () => {
  const { run, wrap, delays } = createRetry();
  await expect(run(() => 1)).resolves.toBe(1);
  await expect(wrap((x: number) => x)(2)).resolves.toBe(2);
  expect([...delays()]).toEqual([1_000, 2_000]);
});

test('TimeoutError of another copy of the package is known by its code', () => {
  expect(isTimeoutError(Object.assign(new Error('x'), { code: 'SCRY_TIMEOUT' }))).toBe(true);
  expect(isTimeoutError(new TimeoutError('attempt', 5))).toBe(true);
  expect(isTimeoutError(new Error('x'))).toBe(false);
  expect(isTimeoutError('SCRY_TIMEOUT')).toBe(false);
});
