import { errorCode } from '@scry/internal/error-code';

/** An attempt, or a call with all its attempts, took longer than it may. */
export class TimeoutError extends Error {
  override readonly name = 'TimeoutError';
  readonly code = 'SCRY_TIMEOUT';
  /** What was exceeded: the time of one attempt, or of the whole call. */
  readonly scope: 'attempt' | 'deadline';
  /** The limit that was exceeded, in milliseconds. */
  readonly timeoutMs: number;

  constructor(scope: 'attempt' | 'deadline', timeoutMs: number, options?: ErrorOptions) {
    super(
      `The ${scope === 'attempt' ? 'attempt took longer than' : 'call missed its deadline of'} ${timeoutMs} ms.`,
      options,
    );
    this.scope = scope;
    this.timeoutMs = timeoutMs;
  }
}

/**
 * Whether `value` is a `TimeoutError`, of this or any other copy of the package.
 *
 * @example
 * if (isTimeoutError(error) && error.scope === 'deadline') respond(504);
 */
export function isTimeoutError(value: unknown): value is TimeoutError {
  return errorCode(value) === 'SCRY_TIMEOUT';
}
