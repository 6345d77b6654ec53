import { describe, expect, test } from 'vitest';
import { createRateLimiter, type RateLimitStore } from '../src/index.ts';
import { memoryStore, storeContract } from '../src/testing.ts';

describe('a store in memory', () => {
  for (const { title, run } of storeContract(() => memoryStore())) test(title, run);
});

describe('memoryStore', () => {
  test('forgets all keys of a prefix with their blocks, and no others', async () => {
    const store = memoryStore();
    const limiters = ['a:', 'b:'].map((prefix) => createRateLimiter({ limit: 1, windowMs: 60_000, store, prefix }));
    for (const limiter of limiters) await limiter.block('key', 9_000);
    await limiters[0]?.reset();
    const decisions = await Promise.all(limiters.map((limiter) => limiter.consume('key')));
    expect(decisions.map(({ allowed }) => allowed)).toEqual([true, false]);
  });
});

describe('storeContract', () => {
  const answering = (figure: number): RateLimitStore => ({
    decide: async ({ keys, policies }) => keys.flatMap(() => policies.flatMap(() => Array(5).fill(figure))),
    block: async () => {},
    reset: async () => {},
  });

  test.each([0, 1])('is broken by a store that says %i to everything, in nearly every check', async (figure) => {
    const outcomes = await Promise.allSettled(storeContract(() => answering(figure)).map(({ run }) => run()));
    expect(outcomes.filter(({ status }) => status === 'fulfilled').length).toBeLessThan(2);
    expect(outcomes[0]).toMatchObject({
      reason: { message: expect.stringMatching(/^token-bucket: expected \[0,2,0,1,0,0,1,0\], got/) },
    });
  });

  test('is broken by a store that says nothing', async () => {
    const silent = { ...answering(0), decide: async () => [] };
    const outcomes = await Promise.allSettled(storeContract(() => silent).map(({ run }) => run()));
    expect(outcomes.every(({ status }) => status === 'rejected')).toBe(true);
  });
});
