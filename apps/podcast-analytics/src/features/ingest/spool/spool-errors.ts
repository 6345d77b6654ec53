/** The hit was not taken. Whoever sent it may try again: both errors say when. */
export class SpoolFullError extends Error {
  override readonly name = 'SpoolFullError';
  readonly code = 'SCRY_SPOOL_FULL';
  readonly retryAfterMs = 5_000;

  constructor(maxBytes: number) {
    super(`The spool holds its ${maxBytes.toLocaleString('en')} bytes of hits that wait for the database.`);
  }
}

export class SpoolWriteError extends Error {
  override readonly name = 'SpoolWriteError';
  readonly code = 'SCRY_SPOOL_WRITE';
  readonly retryAfterMs = 1_000;

  constructor(cause: unknown) {
    super(`The spool cannot be written: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}
