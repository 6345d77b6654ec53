import { createFakeClock } from '@scry/internal/fake-clock';
import { describe, expect, test, vi } from 'vitest';
import { abortRetry, createRetry, retry, retryInfo } from '../src/index.ts';
import { atOnce, failing, rejection } from './operations.ts';

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

test('methods of a policy work when they are taken out of it', async () => {
  const { run, wrap, delays } = createRetry();
  await expect(run(() => 1)).resolves.toBe(1);
  await expect(wrap((x: number) => x)(2)).resolves.toBe(2);
  expect([...delays()]).toEqual([1_000, 2_000]);
});
