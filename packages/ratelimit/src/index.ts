export type { Clock } from '@scry/internal/clock';
export type { Decision, PolicyState } from './decision.ts';
export type { RateLimitEvent } from './events.ts';
export { type EnvironmentOptions, optionsFromEnv } from './options-from-env.ts';
export type { Policy, RateLimitAlgorithm } from './policy.ts';
export { isRateLimitedError, RateLimitedError } from './rate-limited-error.ts';
export { createRateLimiter, type RateLimiter, type Result } from './rate-limiter.ts';
export { isRateLimiterClosedError, RateLimiterClosedError } from './rate-limiter-closed-error.ts';
export type {
  ConsumeOptions,
  MemoryOptions,
  Policies,
  RateLimiterStats,
  StoreOptions,
  WaitOptions,
} from './rate-limiter-options.ts';
export type { RateLimitStore, StoreBatch, StorePolicy } from './store.ts';
