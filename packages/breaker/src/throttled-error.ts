import { errorCode } from '@scry/internal/error-code';

/** The throttle did not begin the call, because too many before it failed. */
export class ThrottledError extends Error {
  override readonly name = 'ThrottledError';
  readonly code = 'SCRY_THROTTLED';
  /** The throttle's name. */
  readonly throttle: string;
  /** The probability that it had, in [0, 1). */
  readonly rejectionRate: number;

  constructor(throttle: string, rejectionRate: number) {
    const percent = Math.round(rejectionRate * 100);
    super(`Throttle ${JSON.stringify(throttle)} rejects ${percent} % of the calls, because too many of them fail.`);
    this.throttle = throttle;
    this.rejectionRate = rejectionRate;
  }
}

/**
 * Whether `value` is a `ThrottledError`, of this or any other copy of the package.
 *
 * @example
 * if (isThrottledError(error)) respond(503);
 */
export function isThrottledError(value: unknown): value is ThrottledError {
  return errorCode(value) === 'SCRY_THROTTLED';
}
