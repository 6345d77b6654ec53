import { describe, expect, test } from 'vitest';
import { allowedOf, limiterAt, timesOf } from './limiters.ts';

describe('blockMs', () => {
  test('blocks after a denial, and calls while it blocks do not make it longer', async () => {
    const { limiter, clock } = limiterAt({ limit: 2, windowMs: 1_000, blockMs: 5_000 });
    expect(allowedOf(limiter, 3)).toBe(2);
    await clock.advance(2_000);
    expect(timesOf(limiter.consume('key'))).toEqual([0, 3_000, 3_000, 3_000]);
    await clock.advance(3_000);
    expect(limiter.consume('key').allowed).toBe(true);
  });

  test('blocks for longer with each strike, and for as long as the 16th after that', async () => {
    const blocks: number[] = [];
    const { limiter, clock } = limiterAt({ limit: 1, windowMs: 1_000, blockMs: (strikes) => strikes * 1_000 });
    for (let strike = 1; strike <= 18; strike++) {
      allowedOf(limiter, 2);
      const { retryAfterMs } = limiter.peek('key');
      blocks.push(retryAfterMs / 1_000);
      await clock.advance(retryAfterMs);
    }
    expect(blocks).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 16, 16]);
  });

  test('forgets the strikes a window after the block', async () => {
    const { limiter, clock } = limiterAt({ limit: 1, windowMs: 1_000, blockMs: (strikes) => strikes * 4_000 });
    allowedOf(limiter, 2);
    await clock.advance(5_000);
    allowedOf(limiter, 2);
    expect(limiter.peek('key').retryAfterMs).toBe(4_000);
  });

  test('gives way to a block by hand, which has the last word and ends the strikes', async () => {
    const { limiter, clock } = limiterAt({ limit: 1, windowMs: 1_000, blockMs: (strikes) => strikes * 4_000 });
    limiter.block('unseen', 1_000);
    allowedOf(limiter, 2);
    limiter.block('key', 1_500);
    expect(limiter.peek('key').retryAfterMs).toBe(1_500);
    limiter.block('key', 0);
    await clock.advance(1_000);
    expect(allowedOf(limiter, 2)).toBe(1);
    expect(limiter.peek('key').retryAfterMs).toBe(4_000);
    const plain = limiterAt({ limit: 1, windowMs: 1_000 }).limiter;
    allowedOf(plain, 2);
    plain.block('key', 0);
    expect(timesOf(plain.peek('key'))).toEqual([0, 1_000, 1_000, 1_000]);
  });

  test('blocks by the policy that was exceeded only', async () => {
    const policies = [
      { name: 'blocks', limit: 1, windowMs: 1_000, blockMs: 9_000 },
      { name: 'other', limit: 9, windowMs: 9_000 },
    ];
    const { limiter } = limiterAt({ policies });
    allowedOf(limiter, 2);
    expect(limiter.consume('key')).toMatchObject({ policy: 'blocks', violated: ['blocks'], retryAfterMs: 9_000 });
  });
});

describe('shadow mode', () => {
  test('reports and never denies, also where the key is blocked', () => {
    const { limiter } = limiterAt({ name: 'new', limit: 1, windowMs: 1_000, shadow: true });
    expect(limiter.consume('key')).toMatchObject({ allowed: true, violated: [] });
    expect(limiter.consume('key')).toMatchObject({ allowed: true, violated: ['new'], retryAfterMs: 0, remaining: 0 });
    limiter.block('key', 1_000);
    expect(limiter.tryConsume('key')).toBe(true);
  });

  test('takes from the other policies, which speak for the decision', () => {
    const shadow = { name: 'shadow', limit: 1, windowMs: 1_000, shadow: true };
    const real = { name: 'real', limit: 3, windowMs: 1_000 };
    for (const policies of [
      [shadow, real],
      [real, shadow],
    ]) {
      const { limiter } = limiterAt({ policies });
      limiter.consume('key');
      expect(limiter.consume('key')).toMatchObject({
        allowed: true,
        policy: 'real',
        remaining: 1,
        violated: ['shadow'],
      });
    }
  });
});

describe('keys', () => {
  test.each([false, true])('that are full are forgotten as new ones come (compact: %s)', async (compact) => {
    const { limiter, clock } = limiterAt({ limit: 1, windowMs: 1_000, compact });
    for (let generation = 0; generation < 8; generation++) {
      for (let key = 0; key < 1_500; key++) limiter.consume(`${generation} ${key}`);
      await clock.advance(generation < 7 ? 1_000 : 0);
    }
    const { keys, evicted } = limiter.stats();
    expect([keys + evicted, keys < 9_000, limiter.peek('7 0').allowed]).toEqual([12_000, true, false]);
  });

  test.each([false, true])('above the limit share one bucket, until others are idle (compact: %s)', async (compact) => {
    const { limiter, clock } = limiterAt({ limit: 1, windowMs: 1_000, compact, maxKeys: 2 });
    expect(['a', 'b', 'c', 'd'].map((key) => limiter.consume(key).allowed)).toEqual([true, true, true, false]);
    expect(limiter.peek('e').allowed).toBe(false);
    limiter.refund('f');
    expect(limiter.peek('e').allowed).toBe(true);
    expect(limiter.stats()).toMatchObject({ keys: 2, overflow: 2, evicted: 0 });
    await clock.advance(1_000);
    expect(['c', 'd'].map((key) => limiter.consume(key).allowed)).toEqual([true, true]);
    expect(limiter.stats()).toMatchObject({ keys: 2, overflow: 2, evicted: 2 });
  });

  test('that are blocked are not idle until their strikes are forgotten', async () => {
    const { limiter, clock } = limiterAt({ limit: 1, windowMs: 1_000, blockMs: 5_000, maxKeys: 1 });
    allowedOf(limiter, 2);
    await clock.advance(5_500);
    limiter.consume('other');
    expect(limiter.stats()).toMatchObject({ keys: 1, overflow: 1 });
    await clock.advance(500);
    limiter.consume('other');
    expect(limiter.stats()).toMatchObject({ keys: 1, overflow: 1, evicted: 1 });
  });
});
