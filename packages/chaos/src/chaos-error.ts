import { errorCode } from '@scry/internal/error-code';

/** Why nothing may be armed. */
export type RefusalReason = 'production' | 'disabled' | 'killed' | 'disposed';

const sentences: Readonly<Record<RefusalReason, string>> = {
  production: 'in production it takes both the option allowInProduction and the variable SCRY_CHAOS_ALLOW=1',
  disabled: 'it is switched off by its option enabled',
  killed: 'its kill switch has been thrown',
  disposed: 'it has been disposed of',
};

/** A scenario may not be armed here and now. */
export class ChaosError extends Error {
  override readonly name = 'ChaosError';
  readonly code = 'SCRY_CHAOS';
  readonly reason: RefusalReason;
  /** Trying again brings the same. */
  readonly retryable = false;

  constructor(reason: RefusalReason) {
    super(`Chaos refuses to arm a scenario: ${sentences[reason]}.`);
    this.reason = reason;
  }
}

/**
 * Whether `value` is a `ChaosError`, of this or any other copy of the package.
 *
 * @example
 * if (isChaosError(error) && error.reason === 'production') respond(403);
 */
export function isChaosError(value: unknown): value is ChaosError {
  return errorCode(value) === 'SCRY_CHAOS';
}
