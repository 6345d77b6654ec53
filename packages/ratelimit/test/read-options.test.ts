import { describe, expect, test } from 'vitest';
import { createRateLimiter, type MemoryOptions, type Policies } from '../src/index.ts';
import { memoryStore } from '../src/testing.ts';

const policy = { limit: 1, windowMs: 1_000 };
const store = memoryStore();

describe('options', () => {
  test.each<[object, string]>([
    [{ ...policy, limit: 0 }, 'limit must be an integer >= 1, got 0'],
    [{ ...policy, limit: 1.5 }, 'limit must be an integer >= 1, got 1.5'],
    [{ ...policy, limit: Number.NaN }, 'limit must be an integer >= 1, got NaN'],
    [{ ...policy, windowMs: Infinity }, 'windowMs must be an integer >= 1, got Infinity'],
    [{ ...policy, burst: 0 }, 'burst must be an integer >= 1, got 0'],
    [{ ...policy, precision: 0 }, 'precision must be an integer in [1, 1000], got 0'],
    [{ ...policy, precision: 1_001 }, 'precision must be an integer in [1, 1000], got 1001'],
    [{ ...policy, blockMs: -1 }, 'blockMs must be a finite number >= 0 or a function, got -1'],
    [{ ...policy, blockMs: Infinity }, 'blockMs must be a finite number >= 0 or a function, got Infinity'],
    [{ ...policy, blockMs: () => Number.NaN }, 'blockMs(1) must be a finite number >= 0, got NaN'],
    [
      { ...policy, algorithm: 'leaky-bucket' },
      'algorithm must be token-bucket, sliding-window or fixed-window, got "leaky-bucket"',
    ],
    [{ ...policy, algorithm: 'fixed-window', burst: 5 }, 'burst must be left out with a fixed-window, got 5'],
    [{ ...policy, maxKeys: 0 }, 'maxKeys must be an integer >= 1, got 0'],
    [{ policies: [policy, policy] }, 'each policy needs a name of its own, got default twice'],
    [{ ...policy, store, prefix: 'a{' }, 'prefix must be a string without braces, got "a{"'],
    [{ ...policy, store, timeoutMs: -1 }, 'timeoutMs must be a number >= 0, got -1'],
    [{ ...policy, store, localShare: 0 }, 'localShare must be a number in (0, 1], got 0'],
    [{ ...policy, store, localShare: 2 }, 'localShare must be a number in (0, 1], got 2'],
    [{ ...policy, store, denyCacheMs: -1 }, 'denyCacheMs must be a finite number >= 0, got -1'],
    [{ ...policy, store, onStoreError: 'throw' }, 'onStoreError must be local, open or closed, got "throw"'],
    [{ ...policy, store, onStoreError: 'opened' }, 'onStoreError must be local, open or closed, got "opened"'],
    [{ ...policy, store, onStoreError: 'reopen' }, 'onStoreError must be local, open or closed, got "reopen"'],
  ])('of a wrong value throw a RangeError: %o', (options, message) => {
    expect(() => createRateLimiter(options as Policies & MemoryOptions)).toThrow(
      new RangeError(`createRateLimiter: ${message}`),
    );
  });

  test.each<[unknown, string]>([
    [undefined, 'options must be an object, got undefined'],
    [{ windowMs: 1 }, 'limit must be an integer >= 1, got undefined'],
    [{ limit: 1 }, 'windowMs must be an integer >= 1, got undefined'],
    [{ ...policy, blockMs: '1s' }, 'blockMs must be a finite number >= 0 or a function, got "1s"'],
    [{ ...policy, compact: 1 }, 'compact must be a boolean, got 1'],
    [{ policies: [] }, 'policies must be an array of 1 to 16 policies, got an object'],
    [{ policies: Array(17).fill(policy) }, 'policies must be an array of 1 to 16 policies, got an object'],
    [{ ...policy, store: {} }, 'store must be a RateLimitStore, got an object'],
  ])('of a wrong kind throw a TypeError: %o', (options, message) => {
    expect(() => createRateLimiter(options as Policies & MemoryOptions)).toThrow(
      new TypeError(`createRateLimiter: ${message}`),
    );
  });

  test.each<[object, string]>([
    [{ ...policy, window: 1 }, 'unknown option window'],
    [{ policies: [{ ...policy, window: 1 }] }, 'unknown option window'],
    [{ policies: [policy], limit: 1 }, 'unknown option limit'],
    [{ ...policy, timeoutMs: 5 }, 'unknown option timeoutMs'],
    [{ ...policy, timeoutMs: 5, store: undefined }, 'unknown option timeoutMs'],
  ])('that nobody knows throw a TypeError: %o', (options, message) => {
    expect(() => createRateLimiter(options as Policies & MemoryOptions)).toThrow(message);
  });

  test('of the least and the greatest values are taken', () => {
    const least = { ...policy, store, localShare: 1, timeoutMs: 0, denyCacheMs: 0, blockMs: 0 };
    expect(createRateLimiter(least).consume('key')).toBeInstanceOf(Promise);
    expect(createRateLimiter({ ...policy, blockMs: () => 0 }).consume('key')).toMatchObject({ allowed: true });
  });

  test('may be undefined, and change nothing when they are changed later', () => {
    const options = { limit: 1, windowMs: 1_000, burst: undefined, policies: undefined, store: undefined };
    const limiter = createRateLimiter(options as unknown as Policies & MemoryOptions);
    options.limit = 99;
    expect(limiter.consume('key')).toMatchObject({ limit: 1 });
  });
});
