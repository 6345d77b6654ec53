import { errorCode } from '@scry/internal/error-code';
import type { Decision } from './decision.ts';

/** A caller has to wait for longer than it would, or for ever. */
export class RateLimitedError extends Error {
  override readonly name = 'RateLimitedError';
  readonly code = 'SCRY_RATE_LIMITED';
  /** Not before then, in milliseconds; Infinity when it is of no use to wait. */
  readonly retryAfterMs: number;
  readonly decision: Decision;

  constructor(decision: Decision, options?: ErrorOptions) {
    const { policy, limit, windowMs, retryAfterMs } = decision;
    super(`Policy ${policy} allows ${limit} in ${windowMs} ms, and the next in ${retryAfterMs} ms.`, options);
    this.retryAfterMs = retryAfterMs;
    this.decision = decision;
  }
}

/**
 * Whether `value` is a `RateLimitedError`, of this or any other copy of the package.
 *
 * @example
 * if (isRateLimitedError(error)) respond(429, { 'retry-after': Math.ceil(error.retryAfterMs / 1_000) });
 */
export function isRateLimitedError(value: unknown): value is RateLimitedError {
  return errorCode(value) === 'SCRY_RATE_LIMITED';
}
