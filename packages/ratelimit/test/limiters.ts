import { createFakeClock } from '@scry/internal/fake-clock';
import {
  createRateLimiter,
  type Decision,
  type Policies,
  type RateLimiter,
  type RateLimiterStats,
} from '../src/index.ts';

type Options = Policies & { readonly maxKeys?: number; readonly compact?: boolean };

/** A limiter on a clock that a test moves. */
export function limiterAt(options: Options): { limiter: RateLimiter; clock: ReturnType<typeof createFakeClock> } {
  const clock = createFakeClock();
  return { limiter: createRateLimiter({ ...options, clock }), clock };
}

/** How many of so many calls are let through. */
export function allowedOf(limiter: RateLimiter, calls: number, key = 'key', cost = 1): number {
  return Array.from({ length: calls }, () => limiter.consume(key, cost)).filter(({ allowed }) => allowed).length;
}

/** What a decision says about time and tokens, in short. */
export function timesOf({ remaining, retryAfterMs, availableAfterMs, resetAfterMs }: Decision): number[] {
  return [remaining, retryAfterMs, availableAfterMs, resetAfterMs];
}

export const nothingYet: RateLimiterStats = { allowed: 0, denied: 0, degraded: 0, keys: 0, evicted: 0, overflow: 0 };
