/** A server did not take events, and may take them later. */
export class DeliveryError extends Error {
  override readonly name = 'DeliveryError';
  readonly code = 'SCRY_DELIVERY';
  /** The HTTP status; of a bulk request that of the first event that was not taken. */
  readonly status: number | undefined;
  /** Not before then. */
  readonly retryAfterMs: number | undefined;

  constructor(
    message: string,
    {
      status,
      retryAfterMs,
      cause,
    }: { status?: number | undefined; retryAfterMs?: number | undefined; cause?: unknown } = {},
  ) {
    super(message, { cause });
    this.status = status;
    this.retryAfterMs = retryAfterMs;
  }
}
