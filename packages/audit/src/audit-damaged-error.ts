import { errorCode } from '@scry/internal/error-code';
import type { Divergence } from './verify-report.ts';

/** The log in a directory is damaged before its tail. It is left as it is: going on would bury the evidence. */
export class AuditDamagedError extends Error {
  override readonly name = 'AuditDamagedError';
  readonly code = 'SCRY_AUDIT_DAMAGED';
  readonly directory: string;
  readonly divergence: Divergence;

  constructor(directory: string, divergence: Divergence) {
    super(
      `The audit log in ${directory} is damaged: ${divergence.message} Keep the directory as evidence, and begin a log in another.`,
    );
    this.directory = directory;
    this.divergence = divergence;
  }
}

/**
 * Whether `value` is an `AuditDamagedError`, of this or any other copy of the package.
 *
 * @example
 * if (isAuditDamagedError(error)) page(error.divergence);
 */
export function isAuditDamagedError(value: unknown): value is AuditDamagedError {
  return errorCode(value) === 'SCRY_AUDIT_DAMAGED';
}
