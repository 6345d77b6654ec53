import { errorCode } from '@scry/internal/error-code';

/** Why an event is not in the log. */
export type WriteFailure = 'queue-full' | 'sink-failed' | 'timeout' | 'closed';

/** An event did not get into the log. After a timeout it may stand there all the same. `cause` is what the sink failed with. */
export class AuditWriteError extends Error {
  override readonly name = 'AuditWriteError';
  readonly code = 'SCRY_AUDIT_WRITE';
  readonly reason: WriteFailure;

  constructor(reason: WriteFailure, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}

/**
 * Whether `value` is an `AuditWriteError`, of this or any other copy of the package.
 *
 * @example
 * if (isAuditWriteError(error)) respond(503);
 */
export function isAuditWriteError(value: unknown): value is AuditWriteError {
  return errorCode(value) === 'SCRY_AUDIT_WRITE';
}
