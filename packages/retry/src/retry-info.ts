/** Why a call was given up. */
export type GiveUpReason = 'attempts' | 'deadline' | 'budget' | 'not-retryable' | 'retry-after' | 'aborted';

/** The history of a call that was given up. */
export interface RetryInfo {
  /** Attempts that were begun. */
  readonly attempts: number;
  /**
   * Milliseconds since the call began. A policy without deadline, timeout, signal or `retryResult` reads no clock
   * before the first failure, and counts from there.
   */
  readonly elapsedMs: number;
  /** What the attempts failed with, oldest first: the last 100 of them. */
  readonly errors: readonly unknown[];
  readonly reason: GiveUpReason;
}

const infos = /* @__PURE__ */ new WeakMap<object, RetryInfo>();

/**
 * The history of the call that rejected with this very error; `undefined` for any other value, and for a primitive.
 *
 * @example
 * const error = await retry(operation).catch((error: unknown) => error);
 * retryInfo(error)?.attempts; // 3
 */
export function retryInfo(error: unknown): RetryInfo | undefined {
  return isObject(error) ? infos.get(error) : undefined;
}

export function rememberRetryInfo(error: unknown, info: RetryInfo): void {
  if (isObject(error)) infos.set(error, info);
}

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}
