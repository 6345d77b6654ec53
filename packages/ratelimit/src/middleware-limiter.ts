import type { MiddlewareSettings } from './middleware-options.ts';
import type { Policy } from './policy.ts';
import { createRateLimiter, type RateLimiter } from './rate-limiter.ts';
import type { RateLimitStore } from './store.ts';

/** The limiter of a middleware: the one that it was given, or one that its options describe. */
export function middlewareLimiter(settings: MiddlewareSettings<never>): RateLimiter<boolean> {
  return settings.limiter ?? createLimiter(fixedPolicies(settings), settings.store);
}

export function createLimiter(policies: readonly Policy[], store: RateLimitStore | undefined): RateLimiter<boolean> {
  return store ? createRateLimiter({ policies, store }) : createRateLimiter({ policies });
}

/** The policies of a request for which no function says others. */
export function fixedPolicies(settings: Omit<MiddlewareSettings<never>, 'limiter'>): readonly Policy[] {
  const { policies, requestsPerWindow, windowSeconds, burstSize } = settings;
  if (typeof policies === 'object') return policies;
  const policy = { limit: requestsPerWindow, windowMs: Math.ceil(windowSeconds * 1_000) };
  return [burstSize === undefined ? policy : { ...policy, burst: burstSize }];
}
