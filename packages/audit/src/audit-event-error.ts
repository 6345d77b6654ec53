import { errorCode } from '@scry/internal/error-code';

/** An event is not one that the catalogue takes; nothing was logged. */
export class AuditEventError extends Error {
  override readonly name = 'AuditEventError';
  readonly code = 'SCRY_AUDIT_EVENT';
  /** What is wrong with it, each with its path; the values themselves are not told. */
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(
      `The audit event has ${problems.length === 1 ? 'a problem' : `${problems.length} problems`}: ${problems.join('; ')}.`,
    );
    this.problems = problems;
  }
}

/**
 * Whether `value` is an `AuditEventError`, of this or any other copy of the package.
 *
 * @example
 * if (isAuditEventError(error)) console.error(error.problems);
 */
export function isAuditEventError(value: unknown): value is AuditEventError {
  return errorCode(value) === 'SCRY_AUDIT_EVENT';
}
