import { describe, expect, test } from 'vitest';
import type { RateLimiter } from '../src/index.ts';
import { limiterOver } from './limiter-over.ts';

describe('a denial', () => {
  test('is repeated without asking the store, with the time that is left', async () => {
    const { limiter, decide, clock } = limiterOver();
    await limiter.consume('key', 10);
    await limiter.consume('key');
    await clock.advance(400);
    expect(await limiter.consume('key')).toMatchObject({ allowed: false, retryAfterMs: 600, resetAfterMs: 9_600 });
    expect(decide).toHaveBeenCalledTimes(2);
    await clock.advance(600);
    expect(await limiter.consume('key')).toMatchObject({ allowed: true });
  });

  test('is repeated for no longer than it is told to, and for the same cost and plan only', async () => {
    const { limiter, decide, clock } = limiterOver({ denyCacheMs: 500 });
    await limiter.consume('key', 11);
    expect(await limiter.consume('key', 11)).toMatchObject({ retryAfterMs: Infinity });
    expect(decide).toHaveBeenCalledTimes(1);
    await limiter.consume('key', 10);
    await limiter.consume('key', { cost: 11, policies: [{ limit: 1, windowMs: 1_000 }] });
    await clock.advance(500);
    await limiter.consume('key', 11);
    expect(decide).toHaveBeenCalledTimes(4);
  });

  test('is repeated for a millisecond less than it was told, which may have been rounded up', async () => {
    const { limiter, decide, clock } = limiterOver();
    decide.mockResolvedValueOnce([1, 0, 499_500, 499_500, 499_500]);
    expect(await limiter.consume('key')).toMatchObject({ retryAfterMs: 500 });
    await clock.advance(499.25);
    expect(await limiter.consume('key')).toMatchObject({ allowed: true });
  });

  test('that is repeated has no time of its past in it', async () => {
    const { limiter, clock } = limiterOver({ denyCacheMs: 5_000 });
    await limiter.consume('key', 10);
    await limiter.consume('key', 5);
    await clock.advance(2_000);
    expect(await limiter.consume('key', 5)).toMatchObject({ retryAfterMs: 3_000, availableAfterMs: 0 });
  });

  test('that a look foretold is none: the call is asked for, and has its strike', async () => {
    const { limiter } = limiterOver({ blockMs: 60_000 } as object);
    await limiter.consume('key', 10);
    expect((await limiter.peek('key')).retryAfterMs).toBe(1_000);
    expect((await limiter.consume('key')).retryAfterMs).toBe(60_000);
  });

  test('is always asked for when nothing is to be remembered', async () => {
    const { limiter, decide } = limiterOver({ denyCacheMs: 0 });
    for (let call = 0; call < 3; call++) await limiter.consume('key', 11);
    expect(decide).toHaveBeenCalledTimes(3);
  });

  test('is forgotten when tokens are given back, and the oldest of ten thousand are', async () => {
    const { limiter, decide } = limiterOver();
    await limiter.consume('key', 10);
    await limiter.consume('key');
    await limiter.refund('key', 1);
    expect(await limiter.consume('key')).toMatchObject({ allowed: true });
    await Promise.all(Array.from({ length: 10_001 }, (_, key) => limiter.consume(String(key), 11)));
    const asked = decide.mock.calls.length;
    await limiter.consume('10000', 11);
    expect(decide).toHaveBeenCalledTimes(asked);
    await limiter.consume('0', 11);
    expect(decide).toHaveBeenCalledTimes(asked + 1);
  });

  test.each<[string, (limiter: RateLimiter<true>) => Promise<void>]>([
    ['a reset', ({ reset }) => reset('key')],
    ['a reset of all keys', ({ reset }) => reset()],
    ['a refund', ({ refund }) => refund('key', 10)],
    ['a block that is lifted', ({ block }) => block('key', 0)],
  ])('that was under way is not remembered after %s', async (_, end) => {
    const { limiter, decide } = limiterOver({ batch: false });
    await limiter.consume('key', 10);
    let answer: (figures: number[]) => void = () => {};
    decide.mockReturnValueOnce(
      new Promise((resolve) => {
        answer = resolve;
      }),
    );
    const denied = limiter.consume('key');
    const ended = end(limiter);
    answer([1, 0, 9e6, 9e6, 9e6]);
    await Promise.all([denied, ended]);
    const asked = decide.mock.calls.length;
    await limiter.consume('key');
    expect(decide).toHaveBeenCalledTimes(asked + 1);
  });
});
