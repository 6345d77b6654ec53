import { describe, expect, test } from 'vitest';
import { createRetry, type RetryOptions, retry } from '../src/index.ts';
import { atOnce, failing } from './operations.ts';

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
    [{ jitter: 'fuller' as 'full' }, 'jitter must be full, equal, decorrelated or none, got "fuller"'],
    [{ jitter: 'not full' as 'full' }, 'jitter must be full, equal, decorrelated or none, got "not full"'],
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
    const bounded = createRetry({ ...atOnce, attempts: Infinity, deadlineMs: 10 });
    await expect(bounded.run(() => 1)).resolves.toBe(1);
    await expect(bounded.run(() => 1, { deadlineMs: Infinity })).rejects.toThrow(RangeError);
  });

  test('may be a preset by name', async () => {
    expect([...createRetry('database').delays()]).toEqual([500, 1_000, 2_000, 4_000]);
    await expect(retry(() => 1, 'kafka')).resolves.toBe(1);
  });
});
