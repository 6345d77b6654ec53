import { errorCode } from '@scry/internal/error-code';

/** A call took longer than `timeoutMs`. */
export class TimeoutError extends Error {
  override readonly name = 'TimeoutError';
  readonly code = 'SCRY_TIMEOUT';
  /** The breaker's name. */
  readonly breaker: string;
  /** The limit that was exceeded, in milliseconds. */
  readonly timeoutMs: number;

  constructor(breaker: string, timeoutMs: number) {
    super(`A call of breaker ${JSON.stringify(breaker)} took longer than ${timeoutMs} ms.`);
    this.breaker = breaker;
    this.timeoutMs = timeoutMs;
  }
}

/**
 * Whether `value` is a `TimeoutError`, of this or any other copy of the package.
 *
 * @example
 * if (isTimeoutError(error)) respond(504);
 */
export function isTimeoutError(value: unknown): value is TimeoutError {
  return errorCode(value) === 'SCRY_TIMEOUT';
}
