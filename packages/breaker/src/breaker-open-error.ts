import { errorCode } from '@scry/internal/error-code';
import type { BreakerState } from './breaker-state.ts';

/** The breaker did not let the call in; the operation was not begun. `cause` is the failure that opened it. */
export class BreakerOpenError extends Error {
  override readonly name = 'BreakerOpenError';
  readonly code = 'SCRY_BREAKER_OPEN';
  /** The breaker's name. */
  readonly breaker: string;
  readonly state: BreakerState;
  /** Milliseconds until a call may be let in; 0: whenever a probe ends; Infinity: not before somebody says so. */
  readonly retryAfterMs: number;

  constructor(breaker: string, state: BreakerState, retryAfterMs: number, options?: ErrorOptions) {
    super(undefined, options);
    this.breaker = breaker;
    this.state = state;
    this.retryAfterMs = retryAfterMs;
  }

  /** Written when it is read: a text made ahead would be a sixth of the time that it takes to turn a call away. */
  override get message(): string {
    const { breaker, state, retryAfterMs } = this;
    const when = retryAfterMs > 0 && retryAfterMs < Infinity ? ` for another ${Math.ceil(retryAfterMs)} ms` : '';
    return `Breaker ${JSON.stringify(breaker)} is ${state}${when}.`;
  }
}

/**
 * Whether `value` is a `BreakerOpenError`, of this or any other copy of the package.
 *
 * @example
 * if (isBreakerOpenError(error)) response.setHeader('retry-after', Math.ceil(error.retryAfterMs / 1_000));
 */
export function isBreakerOpenError(value: unknown): value is BreakerOpenError {
  return errorCode(value) === 'SCRY_BREAKER_OPEN';
}

/** Made for each call that is turned away: a stack would cost more than all the rest, and only ever show the caller. */
export function createOpenError(...args: ConstructorParameters<typeof BreakerOpenError>): BreakerOpenError {
  const { stackTraceLimit } = Error;
  // Not by assignment: where the globals are frozen that throws.
  Reflect.set(Error, 'stackTraceLimit', 0);
  const error = new BreakerOpenError(...args);
  Reflect.set(Error, 'stackTraceLimit', stackTraceLimit);
  return error;
}
