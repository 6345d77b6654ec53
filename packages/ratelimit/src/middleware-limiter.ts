import type { MiddlewareSettings } from './middleware-options.ts';
import type { Policy } from './policy.ts';
import { createRateLimiter, type RateLimiter } from './rate-limiter.ts';

/** The limiter of a middleware: the one that it was given, or one that its options describe. */
export function middlewareLimiter(settings: MiddlewareSettings<never>): RateLimiter<boolean> {
  return settings.limiter ?? createLimiter(fixedPolicies(settings), settings);
}

/** A limiter that tells of itself as the middleware does. */
export function createLimiter(
  policies: readonly Policy[],
  { name, onEvent, store }: Pick<MiddlewareSettings<never>, 'name' | 'onEvent' | 'store'>,
): RateLimiter<boolean> {
  const own = { policies, ...(name !== undefined && { name }), ...(onEvent && { onEvent }) };
  return store ? createRateLimiter({ ...own, store }) : createRateLimiter(own);
}

/** The policies of a request for which no function says others. */
export function fixedPolicies(settings: Omit<MiddlewareSettings<never>, 'limiter'>): readonly Policy[] {
  const { policies, name, requestsPerWindow, windowSeconds, burstSize } = settings;
  if (typeof policies === 'object') return policies;
  const policy = { limit: requestsPerWindow, windowMs: Math.ceil(windowSeconds * 1_000) };
  return [{ ...policy, ...(name !== undefined && { name }), ...(burstSize !== undefined && { burst: burstSize }) }];
}
