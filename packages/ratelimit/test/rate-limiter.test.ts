import { describe, expect, test } from 'vitest';
import { createRateLimiter, type Policy } from '../src/index.ts';
import { allowedOf, limiterAt, nothingYet, timesOf } from './limiters.ts';

describe('consume', () => {
  test('lets the burst through, and then as many as come back', async () => {
    const { limiter, clock } = limiterAt({ limit: 10, windowMs: 1_000, burst: 15 });
    expect(allowedOf(limiter, 20)).toBe(15);
    await clock.advance(300);
    expect(allowedOf(limiter, 20)).toBe(3);
  });

  test('says what is left and when more comes', async () => {
    const { limiter, clock } = limiterAt({ name: 'api', limit: 4, windowMs: 1_000 });
    const policies = [
      { name: 'api', limit: 4, windowMs: 1_000, remaining: 1, availableAfterMs: 250, resetAfterMs: 750 },
    ];
    expect(limiter.consume('key', 3)).toEqual({
      allowed: true,
      limit: 4,
      remaining: 1,
      retryAfterMs: 0,
      availableAfterMs: 250,
      resetAfterMs: 750,
      windowMs: 1_000,
      policy: 'api',
      violated: [],
      policies,
      degraded: false,
    });
    await clock.advance(100);
    const denied = limiter.consume('key', 3);
    expect(timesOf(denied)).toEqual([1, 400, 150, 650]);
    expect(denied).toMatchObject({ allowed: false, violated: ['api'] });
  });

  test('lets a caller through that comes when it was told to, and not one that comes sooner', async () => {
    const { limiter, clock } = limiterAt({ limit: 7, windowMs: 1_000 });
    allowedOf(limiter, 7);
    const { retryAfterMs } = limiter.consume('key', 3);
    await clock.advance(retryAfterMs - 1);
    expect(limiter.peek('key', 3).allowed).toBe(false);
    await clock.advance(1);
    expect(limiter.consume('key', 3).allowed).toBe(true);
  });

  test('tells a cost above the burst to wait for ever', () => {
    const { limiter } = limiterAt({ limit: 4, windowMs: 1_000 });
    expect(limiter.consume('key', 5)).toMatchObject({ allowed: false, remaining: 4, retryAfterMs: Infinity });
  });

  test('takes nothing for a cost of 0, and makes no room for its key', () => {
    const { limiter } = limiterAt({ limit: 1, windowMs: 1_000 });
    expect(limiter.consume('key', { cost: 0 })).toMatchObject({ allowed: true, remaining: 1 });
    expect(limiter.stats()).toEqual({ ...nothingYet, allowed: 1 });
  });

  test('begins no window for a cost of 0, nor for a refund', async () => {
    const { limiter, clock } = limiterAt({ limit: 2, windowMs: 1_000, algorithm: 'fixed-window' });
    limiter.consume('key');
    await clock.advance(1_500);
    limiter.consume('key', 0);
    limiter.refund('key');
    await clock.advance(900);
    expect(limiter.consume('key').resetAfterMs).toBe(1_000);
  });

  test('counts each key by itself, whatever it is called', () => {
    const { limiter } = limiterAt({ limit: 1, windowMs: 1_000 });
    const keys = ['', '__proto__', 'constructor', 'k'.repeat(129), 'k'.repeat(130)];
    expect(keys.map((key) => allowedOf(limiter, 2, key))).toEqual([1, 1, 1, 1, 1]);
  });

  test('takes from all policies or from none, and names the one that denies for longest', () => {
    const policies = [
      { name: 'second', limit: 2, windowMs: 1_000 },
      { name: 'hour', limit: 3, windowMs: 3_600_000 },
      { name: 'day', limit: 9, windowMs: 86_400_000 },
    ];
    const { limiter } = limiterAt({ policies });
    expect(limiter.consume('key', 2)).toMatchObject({ allowed: true, policy: 'second', remaining: 0 });
    const denied = limiter.consume('key', 2);
    expect(denied).toMatchObject({ allowed: false, policy: 'hour', violated: ['second', 'hour'], remaining: 1 });
    expect(denied.policies.map(({ remaining }) => remaining)).toEqual([0, 1, 7]);
  });

  test('takes the policies of a call, and has one bucket for all calls with the same ones', () => {
    const { limiter } = limiterAt({ limit: 1, windowMs: 1_000 });
    const paid = (): Policy[] => [{ limit: 3, windowMs: 1_000 }];
    const calls = Array.from({ length: 4 }, () => limiter.consume('key', { policies: paid() }).allowed);
    expect(calls).toEqual([true, true, true, false]);
    const same = paid();
    expect([limiter.consume('key', { policies: same }), limiter.peek('key', { policies: same })]).toMatchObject([
      { allowed: false },
      { allowed: false },
    ]);
    expect(limiter.peek('key').allowed).toBe(true);
    limiter.refund('key', { policies: same, cost: 2 });
    expect(limiter.peek('key', { policies: same }).remaining).toBe(2);
    expect(limiter.stats().keys).toBe(1);
  });

  test('names the first of policies that are alike', () => {
    const policies = ['first', 'second'].map((name) => ({ name, limit: 1, windowMs: 1_000 }));
    const { limiter } = limiterAt({ policies });
    expect([limiter.consume('key').policy, limiter.consume('key').policy]).toEqual(['first', 'first']);
  });

  test('refuses policies of a call that are wrong', () => {
    const { limiter } = limiterAt({ limit: 1, windowMs: 1_000 });
    const consume = () => limiter.consume('key', { policies: [{ limit: 0, windowMs: 1 }] });
    expect(consume).toThrow(new RangeError('consume: limit must be an integer >= 1, got 0'));
  });

  test('refuses more than 256 plans, so that they cannot fill the memory', () => {
    const { limiter } = limiterAt({ limit: 1, windowMs: 1_000 });
    const consume = (limit: number) => limiter.consume('key', { policies: [{ limit, windowMs: 1_000 }] });
    for (let limit = 2; limit <= 257; limit++) consume(limit);
    expect(() => consume(258)).toThrow(new RangeError('consume: there are more than 256 different plans'));
  });

  test('throws the reason of a signal that has aborted', () => {
    const { limiter } = limiterAt({ limit: 1, windowMs: 1_000 });
    expect(() => limiter.consume('key', { signal: AbortSignal.abort(new Error('gone')) })).toThrow('gone');
    expect(limiter.peek('key').remaining).toBe(1);
  });

  test.each<[unknown, string]>([
    [-1, 'consume: cost must be an integer >= 0, got -1'],
    [1.5, 'consume: cost must be an integer >= 0, got 1.5'],
    [Number.NaN, 'consume: cost must be an integer >= 0, got NaN'],
    [{ cost: -1 }, 'consume: cost must be an integer >= 0, got -1'],
  ])('throws a RangeError for a cost of %j', (cost, message) => {
    const { limiter } = limiterAt({ limit: 1, windowMs: 1_000 });
    expect(() => limiter.consume('key', cost as number)).toThrow(new RangeError(message));
  });

  test('throws a TypeError for a key that is no string', () => {
    const { limiter } = limiterAt({ limit: 1, windowMs: 1_000 });
    expect(() => limiter.consume(undefined as unknown as string)).toThrow(
      new TypeError('consume: key must be a string, got undefined'),
    );
  });

  test('works when it is taken out of its limiter', () => {
    const { consume } = createRateLimiter({ limit: 1, windowMs: 1_000 });
    expect([consume('key').allowed, consume('key').allowed]).toEqual([true, false]);
  });
});

describe('tryConsume', () => {
  test('says the same as consume, and counts', () => {
    const { limiter } = limiterAt({ limit: 3, windowMs: 1_000 });
    expect([2, 2, 1].map((cost) => limiter.tryConsume('key', cost))).toEqual([true, false, true]);
    expect(limiter.stats()).toEqual({ ...nothingYet, allowed: 2, denied: 1, keys: 1 });
  });

  test('throws for a negative cost', () => {
    const { limiter } = limiterAt({ limit: 3, windowMs: 1_000 });
    expect(() => limiter.tryConsume('key', -1)).toThrow('tryConsume: cost must be an integer >= 0, got -1');
  });
});

describe('peek, refund, block and reset', () => {
  test('peek takes nothing, counts nothing, and makes no room', () => {
    const { limiter } = limiterAt({ limit: 1, windowMs: 1_000, blockMs: 9_000 });
    expect(limiter.peek('key')).toMatchObject({ allowed: true, remaining: 1 });
    limiter.consume('key');
    expect(timesOf(limiter.peek('key'))).toEqual([0, 1_000, 1_000, 1_000]);
    expect(limiter.stats()).toEqual({ ...nothingYet, allowed: 1, keys: 1 });
  });

  test.each(['token-bucket', 'sliding-window', 'fixed-window'] as const)(
    'refund gives back no more than there can be (%s)',
    (algorithm) => {
      const { limiter } = limiterAt({ limit: 5, windowMs: 1_000, algorithm });
      limiter.refund('unseen');
      limiter.consume('key', 4);
      limiter.refund('key');
      expect(limiter.peek('key').remaining).toBe(2);
      limiter.refund('key', 99);
      expect(allowedOf(limiter, 9)).toBe(5);
    },
  );

  test('a refund of a sliding window gives back what was taken last, over its sub-windows', async () => {
    const { limiter, clock } = limiterAt({ limit: 6, windowMs: 400, algorithm: 'sliding-window', precision: 4 });
    limiter.consume('key', 3);
    await clock.advance(200);
    limiter.consume('key', 2);
    limiter.refund('key', 3);
    expect(limiter.peek('key', 5)).toMatchObject({ remaining: 4, retryAfterMs: 300 });
    await clock.advance(300);
    expect(limiter.peek('key').remaining).toBe(6);
  });

  test('a block denies whatever is left, in all plans, until it is over', async () => {
    const { limiter, clock } = limiterAt({ limit: 5, windowMs: 1_000 });
    const plan = { policies: [{ limit: 50, windowMs: 1_000 }] };
    limiter.block('key', 3_000);
    expect(timesOf(limiter.consume('key'))).toEqual([0, 3_000, 3_000, 3_000]);
    expect(limiter.consume('key', plan)).toMatchObject({ allowed: false, violated: ['default'] });
    expect(limiter.consume('other').allowed).toBe(true);
    await clock.advance(3_000);
    expect(limiter.consume('key')).toMatchObject({ allowed: true, remaining: 4 });
  });

  test('a block of 0 lifts a block, and one of Infinity never ends', async () => {
    const { limiter, clock } = limiterAt({ limit: 5, windowMs: 1_000 });
    limiter.block('key', Infinity);
    await clock.advance(1e12);
    expect(limiter.consume('key')).toMatchObject({ allowed: false, retryAfterMs: Infinity });
    limiter.block('key', 0);
    expect(limiter.consume('key').allowed).toBe(true);
  });

  test('blocks that are over, and the oldest of too many, are forgotten', async () => {
    const { limiter, clock } = limiterAt({ limit: 5, windowMs: 1_000, maxKeys: 2 });
    limiter.block('a', 100);
    await clock.advance(100);
    for (const key of ['b', 'c', 'd']) limiter.block(key, 5_000);
    expect(['a', 'b', 'c', 'd'].map((key) => limiter.peek(key).allowed)).toEqual([true, true, false, false]);
  });

  test('reset forgets a key with its block, or all of them', () => {
    for (const compact of [false, true]) {
      const { limiter } = limiterAt({ limit: 1, windowMs: 1_000, compact, maxKeys: 2 });
      for (const key of ['a', 'b', 'c']) {
        limiter.consume(key);
        limiter.block(key, 9_000);
      }
      limiter.reset('a');
      limiter.reset('unseen');
      expect(['a', 'b'].map((key) => limiter.peek(key).allowed)).toEqual([true, false]);
      limiter.reset();
      expect(['a', 'b', 'c'].map((key) => limiter.consume(key).allowed)).toEqual([true, true, true]);
    }
  });

  test.each<[unknown, string]>([
    [-1, 'block: forMs must be a number >= 0, got -1'],
    [Number.NaN, 'block: forMs must be a number >= 0, got NaN'],
  ])('a block of %j ms throws', (forMs, message) => {
    const { limiter } = limiterAt({ limit: 1, windowMs: 1_000 });
    expect(() => limiter.block('key', forMs as number)).toThrow(new RangeError(message));
  });
});
