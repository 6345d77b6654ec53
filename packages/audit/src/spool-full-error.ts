import { errorCode } from '@scry/internal/error-code';

/** More waits for a server than the spool may hold. */
export class SpoolFullError extends Error {
  override readonly name = 'SpoolFullError';
  readonly code = 'SCRY_SPOOL_FULL';
  readonly directory: string;
  /** What waits. */
  readonly bytes: number;
  readonly maxBytes: number;

  constructor(directory: string, bytes: number, maxBytes: number) {
    super(
      `The spool ${directory} holds ${bytes} of ${maxBytes} bytes: there is no room for more until the server takes some.`,
    );
    this.directory = directory;
    this.bytes = bytes;
    this.maxBytes = maxBytes;
  }
}

/** Whether an error is a `SpoolFullError`, of this copy of the package or another. */
export function isSpoolFullError(value: unknown): value is SpoolFullError {
  return errorCode(value) === 'SCRY_SPOOL_FULL';
}
