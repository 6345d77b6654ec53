import { errorCode } from '@scry/internal/error-code';
import type { Decision } from './decision.ts';

/** A question was answered with no. Its message names the permission and the reason, and no attribute's value. */
export class ForbiddenError extends Error {
  override readonly name = 'ForbiddenError';
  readonly code = 'SCRY_FORBIDDEN';
  /** For an HTTP response. */
  readonly status = 403;
  readonly retryable = false;
  readonly permission: string;
  readonly decision: Decision;

  constructor(permission: string, decision: Decision) {
    super(`${permission} is not allowed: ${decision.code}.`);
    this.permission = permission;
    this.decision = decision;
  }
}

/**
 * Whether `value` is a `ForbiddenError`, of this or any other copy of the package.
 *
 * @example
 * if (isForbiddenError(error)) respond(error.status);
 */
export function isForbiddenError(value: unknown): value is ForbiddenError {
  return errorCode(value) === 'SCRY_FORBIDDEN';
}
