import { errorCode } from '@scry/internal/error-code';

/** Another process, or another sink of this one, writes into the directory. */
export class AuditLockedError extends Error {
  override readonly name = 'AuditLockedError';
  readonly code = 'SCRY_AUDIT_LOCKED';
  readonly directory: string;
  /** The process that holds the lock. */
  readonly pid: number;
  /** The machine it runs on. */
  readonly host: string;

  constructor(directory: string, pid: number, host: string) {
    super(
      `The audit log in ${directory} is being written by process ${pid} on ${host}. If that one is gone for good, delete ${directory}/lock.`,
    );
    this.directory = directory;
    this.pid = pid;
    this.host = host;
  }
}

/**
 * Whether `value` is an `AuditLockedError`, of this or any other copy of the package.
 *
 * @example
 * if (isAuditLockedError(error)) console.error(`process ${error.pid} has it`);
 */
export function isAuditLockedError(value: unknown): value is AuditLockedError {
  return errorCode(value) === 'SCRY_AUDIT_LOCKED';
}
