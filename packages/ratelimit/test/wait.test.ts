import { createFakeClock } from '@scry/internal/fake-clock';
import { describe, expect, test } from 'vitest';
import { createRateLimiter, isRateLimitedError, isRateLimiterClosedError, type RateLimiter } from '../src/index.ts';
import { memoryStore } from '../src/testing.ts';
import { limiterAt } from './limiters.ts';

/** Waits for a token under each name; tells who has got one, or why not. */
function inLine(limiter: RateLimiter | RateLimiter<true>): {
  enter: (name: string, options?: object) => void;
  out: string[];
} {
  const out: string[] = [];
  return {
    out,
    enter(name, options = {}) {
      limiter.wait('key', options).then(
        () => out.push(name),
        (error: unknown) => out.push(`${name}: ${error instanceof Error ? error.message : error}`),
      );
    },
  };
}

const second = { limit: 1, windowMs: 1_000 };

describe('wait', () => {
  test('gives tokens in the order in which they were asked for, whatever they cost', async () => {
    const { limiter, clock } = limiterAt({ limit: 2, windowMs: 2_000 });
    const { enter, out } = inLine(limiter);
    enter('a');
    enter('b', { cost: 2 });
    enter('c');
    await clock.advance(999);
    expect(out).toEqual(['a']);
    await clock.advance(1);
    expect(out).toEqual(['a', 'b']);
    await clock.advance(1_000);
    expect(out).toEqual(['a', 'b', 'c']);
    expect(clock.pending).toBe(0);
  });

  test('lets nobody pay for one who has gone', async () => {
    const { limiter, clock } = limiterAt(second);
    const { enter, out } = inLine(limiter);
    const [front, behind] = [new AbortController(), new AbortController()];
    enter('a');
    enter('b', { signal: front.signal });
    enter('c', { signal: behind.signal });
    enter('d');
    await clock.advance(500);
    front.abort('gone');
    behind.abort('gone as well');
    await clock.advance(499);
    expect(out).toEqual(['a', 'b: gone', 'c: gone as well']);
    await clock.advance(1);
    expect(out.at(-1)).toBe('d');
  });

  test('gives back what was taken for one who went while the store was asked', async () => {
    const limiter = createRateLimiter({ ...second, store: memoryStore(createFakeClock()) });
    const gone = new AbortController();
    const waiting = limiter.wait('key', { signal: gone.signal });
    gone.abort(new Error('gone'));
    await expect(waiting).rejects.toThrow('gone');
    await expect(limiter.wait('key')).resolves.toMatchObject({ allowed: true });
  });

  test('rejects at once when the signal has aborted already', async () => {
    const { limiter } = limiterAt(second);
    await expect(limiter.wait('key', { signal: AbortSignal.abort(new Error('gone')) })).rejects.toThrow('gone');
    expect(limiter.peek('key').remaining).toBe(1);
  });

  test('rejects at once with the decision when the wait would be too long', async () => {
    const { limiter } = limiterAt(second);
    limiter.consume('key');
    const error = await limiter.wait('key', { maxWaitMs: 999 }).catch((error: unknown) => error);
    expect(isRateLimitedError(error) && [error.retryAfterMs, error.decision.allowed, error.message]).toEqual([
      1_000,
      false,
      'Policy default allows 1 in 1000 ms, and the next in 1000 ms.',
    ]);
    expect(limiter.stats().denied).toBe(1);
  });

  test('rejects at once when it can never be served', async () => {
    const { limiter } = limiterAt(second);
    await expect(limiter.wait('key', { cost: 2 })).rejects.toMatchObject({ retryAfterMs: Infinity });
  });

  test.each(['token-bucket', 'fixed-window'] as const)(
    'rejects at once when those in front make it too long, and serves who is just in time (%s)',
    async (algorithm) => {
      const { limiter, clock } = limiterAt({ ...second, algorithm });
      const { enter, out } = inLine(limiter);
      limiter.consume('key');
      enter('a', { maxWaitMs: 1_000 });
      enter('b', { maxWaitMs: 2_000 });
      enter('c', { maxWaitMs: 2_000 });
      await clock.advance(0);
      expect(out).toEqual(['c: Policy default allows 1 in 1000 ms, and the next in 3000 ms.']);
      await clock.advance(2_000);
      expect(out.slice(1)).toEqual(['a', 'b']);
    },
  );

  test('knows that it takes the time of the slowest policy', async () => {
    const slow = { name: 'slow', limit: 1, windowMs: 5_000 };
    const { limiter, clock } = limiterAt({ policies: [{ name: 'quick', limit: 10, windowMs: 1_000 }, slow] });
    const { enter, out } = inLine(limiter);
    limiter.consume('key');
    enter('a');
    enter('b', { maxWaitMs: 9_999 });
    await clock.advance(0);
    expect(out).toEqual(['b: Policy slow allows 1 in 5000 ms, and the next in 10000 ms.']);
    await clock.advance(5_000);
    expect(out.slice(1)).toEqual(['a']);
  });

  test('knows that a fixed window serves several in one go', async () => {
    const { limiter, clock } = limiterAt({ limit: 2, windowMs: 1_000, algorithm: 'fixed-window' });
    const { enter, out } = inLine(limiter);
    limiter.consume('key', 2);
    for (const name of ['a', 'b', 'c']) enter(name, { maxWaitMs: 1_000 });
    await clock.advance(1_000);
    expect(out).toEqual(['c: Policy default allows 2 in 1000 ms, and the next in 2000 ms.', 'a', 'b']);
    expect(clock.pending).toBe(0);
  });

  test('tells who is refused in a line that it is denied', async () => {
    const { limiter, clock } = limiterAt(second);
    limiter.consume('key');
    const first = limiter.wait('key');
    const refused = limiter.wait('key', { maxWaitMs: 500 }).catch((error: unknown) => error);
    expect(await refused).toMatchObject({ retryAfterMs: 2_000, decision: { allowed: false, retryAfterMs: 2_000 } });
    await clock.advance(1_000);
    await first;
  });

  test('counts nobody in a line who has gone, and each who goes once', async () => {
    const { limiter, clock } = limiterAt(second);
    const { enter, out } = inLine(limiter);
    const gone = new AbortController();
    limiter.consume('key');
    enter('a');
    enter('b', { signal: gone.signal, maxWaitMs: 500 }); // goes while its place is looked at
    gone.abort('gone');
    await clock.advance(0);
    enter('c', { maxWaitMs: 1_999 });
    await clock.advance(0);
    enter('d', { maxWaitMs: 2_000 });
    await clock.advance(0);
    expect(out.map((each) => each.slice(0, 7))).toEqual(['b: gone', 'c: Poli']);
    await clock.advance(2_000);
    expect(out.slice(2)).toEqual(['a', 'd']);
  });

  test('gives nothing back for one who went away before it had anything', async () => {
    const { limiter } = limiterAt(second);
    limiter.consume('key');
    const gone = new AbortController();
    const waiting = limiter.wait('key', { signal: gone.signal });
    gone.abort('gone');
    await expect(waiting).rejects.toBe('gone');
    await new Promise((resolve) => setImmediate(resolve));
    expect(limiter.peek('key').remaining).toBe(0);
  });

  test('rejects when others were quicker and the time is up', async () => {
    const { limiter, clock } = limiterAt({ limit: 2, windowMs: 2_000 });
    const { enter, out } = inLine(limiter);
    limiter.consume('key', 2);
    enter('a', { cost: 2 });
    enter('b', { maxWaitMs: 3_000 });
    for (const ms of [1_900, 1_000]) {
      await clock.advance(ms);
      limiter.consume('key');
    }
    await clock.advance(101);
    expect(out).toEqual(['b: Policy default allows 2 in 2000 ms, and the next in 1999 ms.']);
  });

  test('does not count a policy in shadow mode for those in front', async () => {
    const shadow = { name: 'shadow', limit: 1, windowMs: 9_000, shadow: true };
    const { limiter, clock } = limiterAt({ policies: [{ ...second, name: 'real' }, shadow] });
    const { enter, out } = inLine(limiter);
    limiter.consume('key');
    enter('a', { maxWaitMs: 1_000 });
    enter('b', { maxWaitMs: 2_000 });
    await clock.advance(2_000);
    expect(out).toEqual(['a', 'b']);
  });

  test('serves 5000 in a line', async () => {
    const { limiter, clock } = limiterAt({ limit: 1_000, windowMs: 1_000 });
    const { enter, out } = inLine(limiter);
    for (let name = 0; name < 5_000; name++) enter(String(name));
    for (let step = 0; step < 4; step++) await clock.advance(1_000);
    expect([out.length, out.at(-1)]).toEqual([5_000, '4999']);
  });

  test('is ended by close, for all and for good', async () => {
    const { limiter, clock } = limiterAt(second);
    limiter.consume('key');
    const waiting = [limiter.wait('key'), limiter.wait('key')];
    const outcomes = Promise.allSettled(waiting);
    await limiter.close();
    for (const outcome of await outcomes)
      expect(outcome).toMatchObject({ reason: { code: 'SCRY_RATE_LIMITER_CLOSED' } });
    const error = await limiter.wait('other').catch((error: unknown) => error);
    expect([isRateLimiterClosedError(error), isRateLimiterClosedError(new Error('other'))]).toEqual([true, false]);
    await clock.advance(0);
    expect(clock.pending).toBe(0);
  });

  test('ends with the block in which the limiter was made', async () => {
    let waiting: Promise<unknown>;
    {
      await using limiter = createRateLimiter(second);
      limiter.consume('key');
      waiting = limiter.wait('key').catch((error: unknown) => error);
    }
    expect(isRateLimiterClosedError(await waiting)).toBe(true);
  });
});
