/**
 * - `unreachable`: no answer came, or half of one; whether the provider acted is not known
 * - `unavailable`: it cannot at the moment (5xx), or is left alone by its breaker
 * - `rate-limited`: it was asked too often
 * - `refused`: it was asked for something wrong; the same again will be refused again
 * - `declined`: all is well but the payer's bank, who said no
 * - `unreadable`: it answered in a way that its description does not know
 * - `not-configured`: there is no key for it
 */
export type ProviderErrorCode =
  | 'unreachable'
  | 'unavailable'
  | 'rate-limited'
  | 'refused'
  | 'declined'
  | 'unreadable'
  | 'not-configured';

interface ProviderErrorFields {
  readonly provider: string;
  readonly code: ProviderErrorCode;
  /** Of the answer, where there was one. */
  readonly status?: number | undefined;
  /** The provider's own word for it, such as `card_declined`. */
  readonly reason?: string | undefined;
  readonly retryAfterMs?: number | undefined;
}

/** How long to leave a provider alone that does not say so itself. */
const laterMs = 5_000;

/** A provider did not do what it was asked. The message holds no secret. */
export class ProviderError extends Error {
  override readonly name = 'ProviderError';
  readonly provider: string;
  readonly code: ProviderErrorCode;
  readonly status: number | undefined;
  readonly reason: string | undefined;
  /** Whether the same request may succeed later: jobs and retries read it. */
  readonly retryable: boolean;

  constructor(message: string, { provider, code, status, reason, retryAfterMs }: ProviderErrorFields, cause?: unknown) {
    super(message, cause === undefined ? {} : { cause });
    this.provider = provider;
    this.code = code;
    this.status = status;
    this.reason = reason;
    this.retryable = code === 'unreachable' || code === 'unavailable' || code === 'rate-limited';
    // Only where it may pass: whoever answers a request with this error tells the client when to come back.
    if (this.retryable) Object.assign(this, { retryAfterMs: retryAfterMs ?? laterMs });
  }
}

export function isProviderError(error: unknown, code?: ProviderErrorCode): error is ProviderError {
  return error instanceof ProviderError && (code === undefined || error.code === code);
}
