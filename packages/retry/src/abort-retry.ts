import { errorCode } from '@scry/internal/error-code';

/** Carries an error out of the operation, past every rule that would retry it. */
class AbortRetryError extends Error {
  override readonly name = 'AbortRetryError';
  readonly code = 'SCRY_ABORT_RETRY';
}

/**
 * Ends the retrying from inside the operation: the call rejects with `error` itself.
 *
 * @throws always; never returns. Where nothing retries, its error is seen: `SCRY_ABORT_RETRY`, `cause` is `error`.
 * @example
 * await retry(async () => {
 *   const response = await fetch(url);
 *   if (response.status === 404) abortRetry(new Error('no such show'));
 *   return response.json();
 * });
 */
export function abortRetry(error: unknown): never {
  throw new AbortRetryError('abortRetry was called outside of an operation that is retried.', { cause: error });
}

/** Whether the operation called `abortRetry`, of this or any other copy of the package; then `cause` is its error. */
export function isAbortRetry(value: unknown): value is { readonly cause: unknown } {
  return errorCode(value) === 'SCRY_ABORT_RETRY';
}
