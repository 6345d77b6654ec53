import { afterEach, describe, expect, test, vi } from 'vitest';
import { limiterOver } from './limiter-over.ts';

afterEach(() => vi.unstubAllGlobals());

describe('a limiter with a store', () => {
  test('decides as one in memory does', async () => {
    const { limiter } = limiterOver();
    expect(await limiter.consume('key', 4)).toMatchObject({ allowed: true, remaining: 6, degraded: false });
    expect(await limiter.peek('key')).toMatchObject({ remaining: 6, availableAfterMs: 1_000, resetAfterMs: 4_000 });
    expect([await limiter.tryConsume('key', 7), await limiter.tryConsume('key')]).toEqual([false, true]);
    await limiter.refund('key', { cost: 2 });
    expect(await limiter.peek('key')).toMatchObject({ remaining: 7 });
    await limiter.block('key', 5_000);
    expect(await limiter.consume('key')).toMatchObject({ allowed: false, retryAfterMs: 5_000 });
    await limiter.reset('key');
    expect(await limiter.consume('key')).toMatchObject({ remaining: 9 });
    await limiter.reset();
    expect(await limiter.consume('key', { policies: [{ limit: 3, windowMs: 1_000 }] })).toMatchObject({ remaining: 2 });
    expect(limiter.stats()).toEqual({ allowed: 4, denied: 2, degraded: 0, keys: 0, evicted: 0, overflow: 0 });
    await limiter[Symbol.asyncDispose]();
    await expect(limiter.wait('key')).rejects.toMatchObject({ code: 'SCRY_RATE_LIMITER_CLOSED' });
  });

  test('denies what the store has exceeded, also where that is to pass at once', async () => {
    const { limiter, decide } = limiterOver();
    decide.mockResolvedValueOnce([1, 0, 0, 0, 0]);
    expect(await limiter.consume('key')).toMatchObject({ allowed: false, retryAfterMs: 1 });
  });

  test('rejects what is wrong, and asks nobody', async () => {
    const { limiter, decide } = limiterOver();
    await expect(limiter.consume('key', -1)).rejects.toThrow('consume: cost must be an integer >= 0, got -1');
    await expect(limiter.block('key', -1)).rejects.toThrow('block: forMs must be a number >= 0, got -1');
    expect(decide).not.toHaveBeenCalled();
  });

  test('sends all calls of a turn together, those with the same policies', async () => {
    const { limiter, decide } = limiterOver();
    const policies = [{ limit: 1, windowMs: 1_000 }];
    await Promise.all([
      limiter.consume('a'),
      limiter.consume('b', 2),
      limiter.consume('c', { policies }),
      limiter.peek('a'),
    ]);
    expect(decide.mock.calls.map(([{ keys, costs, peek }]) => [keys, costs, peek])).toEqual([
      [['a', 'b'], [1, 2], false],
      [['c'], [1], false],
      [['a'], [1], true],
    ]);
  });

  test('sends no more than 256 calls in one batch', async () => {
    const { limiter, decide } = limiterOver();
    await Promise.all(Array.from({ length: 300 }, (_, index) => limiter.consume(String(index))));
    expect(decide.mock.calls.map(([{ keys }]) => keys.length)).toEqual([256, 44]);
  });

  test('sends each call by itself when it is told to', async () => {
    const { limiter, decide } = limiterOver({ batch: false });
    await Promise.all([limiter.consume('a'), limiter.consume('b')]);
    expect(decide.mock.calls.map(([{ keys }]) => keys)).toEqual([['a'], ['b']]);
  });

  test('sends what a microtask brings together where there is no setImmediate', async () => {
    vi.stubGlobal('setImmediate', undefined);
    const { limiter, decide } = limiterOver();
    await Promise.all([limiter.consume('a'), limiter.consume('b')]);
    expect(decide).toHaveBeenCalledTimes(1);
  });

  test('gives back what was taken for a caller whose signal aborted', async () => {
    const { limiter, decide } = limiterOver();
    const gone = new AbortController();
    const consumed = limiter.consume('key', { cost: 3, signal: gone.signal });
    gone.abort(new Error('gone'));
    await expect(consumed).rejects.toThrow('gone');
    await expect(limiter.consume('key', { signal: gone.signal })).rejects.toThrow('gone');
    await vi.waitFor(() => expect(decide).toHaveBeenCalledTimes(2));
    expect(await limiter.consume('key', { signal: new AbortController().signal })).toMatchObject({ remaining: 9 });
  });

  test('gives nothing back where nothing was taken', async () => {
    const { limiter, decide } = limiterOver();
    const gone = new AbortController();
    const consumed = limiter.consume('key', { cost: 11, signal: gone.signal });
    gone.abort(new Error('gone'));
    await expect(consumed).rejects.toThrow('gone');
    await vi.waitFor(() => expect(decide).toHaveBeenCalledTimes(1));
    await limiter.peek('key');
    expect(decide.mock.calls.flatMap(([{ costs }]) => costs)).toEqual([11, 1]);
  });
});
