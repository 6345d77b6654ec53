import { describe, expect, test } from 'vitest';
import {
  isRateLimitedError,
  isRateLimiterClosedError,
  RateLimitedError,
  type RateLimiter,
  RateLimiterClosedError,
} from '../src/index.ts';
import { decisionOf } from './decisions.ts';
import { limiterOver } from './limiter-over.ts';
import { limiterAt } from './limiters.ts';

test.each([
  ['RateLimitedError', isRateLimitedError, () => new RateLimitedError(decisionOf()), 'SCRY_RATE_LIMITED'],
  ['RateLimiterClosedError', isRateLimiterClosedError, () => new RateLimiterClosedError(), 'SCRY_RATE_LIMITER_CLOSED'],
])('a %s is known, of another copy of the package too', (name, guard, create, code) => {
  const error = create();
  expect([guard(error), error.name, error.code]).toEqual([true, name, code]);
  expect(guard(Object.assign(new Error('x'), { code }))).toBe(true);
  expect(guard(new Error('x'))).toBe(false);
});

test('messages are sentences with the numbers in them', () => {
  const denied = decisionOf({ allowed: false, retryAfterMs: 700 });
  expect(new RateLimitedError(denied).message).toBe('Policy default allows 100 in 60000 ms, and the next in 700 ms.');
  expect(new RateLimiterClosedError().message).toBe('The rate limiter is closed: nobody can wait for tokens any more.');
});

describe('an argument that is wrong', () => {
  const wrong = 7 as unknown as string;
  const calls: [string, (limiter: RateLimiter<boolean>) => unknown][] = [
    ['consume', (limiter) => limiter.consume(wrong)],
    ['peek', (limiter) => limiter.peek(wrong)],
    ['refund', (limiter) => limiter.refund(wrong)],
    ['block', (limiter) => limiter.block(wrong, 1)],
    ['wait', (limiter) => limiter.wait(wrong)],
  ];

  test.each(calls)('is told by the name of %s, in memory and over a store', async (name, ask) => {
    const message = `${name}: key must be a string, got 7`;
    const { limiter } = limiterAt({ limit: 1, windowMs: 1_000 });
    await expect((async () => ask(limiter))()).rejects.toThrow(new TypeError(message));
    await expect((async () => ask(limiterOver().limiter))()).rejects.toThrow(new TypeError(message));
  });
});
