import { errorCode } from '@scry/internal/error-code';

/** The limiter was closed while somebody waited, or before. */
export class RateLimiterClosedError extends Error {
  override readonly name = 'RateLimiterClosedError';
  readonly code = 'SCRY_RATE_LIMITER_CLOSED';

  constructor() {
    super('The rate limiter is closed: nobody can wait for tokens any more.');
  }
}

/**
 * Whether `value` is a `RateLimiterClosedError`, of this or any other copy of the package.
 *
 * @example
 * if (isRateLimiterClosedError(error)) return; // the process is ending
 */
export function isRateLimiterClosedError(value: unknown): value is RateLimiterClosedError {
  return errorCode(value) === 'SCRY_RATE_LIMITER_CLOSED';
}
