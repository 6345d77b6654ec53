import { aFunction, checkValue } from '@scry/internal/check-options';
import type { RetryEvent } from './events.ts';
import { isTransientStatus } from './is-transient.ts';
import { expandPreset, type PresetName } from './presets.ts';
import { createPolicy } from './retry.ts';
import { type RetryOptions, readOptions } from './retry-options.ts';

/** A policy, and the methods that may be sent again. */
export interface RetryFetchOptions extends RetryOptions {
  /** Methods that may be sent again. @default the idempotent ones of RFC 9110 §9.2.2 */
  readonly methods?: readonly string[];
}

type Fetch = typeof globalThis.fetch;

const idempotentMethods = ['GET', 'HEAD', 'OPTIONS', 'TRACE', 'PUT', 'DELETE'];

/**
 * Gives `fetch` a retry policy: a network error is retried, and a response with status 408, 425, 429 or 5xx (not 501),
 * not before its `Retry-After`. The last response is returned as it came; the body of one before it is cancelled.
 *
 * A request is sent only once when its method is not among `methods`, or when its body can be read only once: a
 * stream, or whatever stands in a `Request`. Time limits run until the headers are there.
 *
 * @throws TypeError or RangeError when an option is wrong.
 * @example
 * const fetchWithRetry = retryFetch(fetch, { attempts: 4, attemptTimeoutMs: 2_000 });
 * const response = await fetchWithRetry('https://example.com/feed.xml');
 */
export function retryFetch(fetch: Fetch, options: RetryFetchOptions | PresetName = {}): Fetch {
  checkValue('retryFetch: fetch', fetch, aFunction);
  const { methods = idempotentMethods, ...given }: RetryFetchOptions = expandPreset('retryFetch', options);
  checkValue('retryFetch: methods', methods, ['object', 'an array of strings', isStrings]);
  const repeatable = new Set(methods.map((method) => method.toUpperCase()));
  const onEvent = (event: RetryEvent): unknown => {
    if (event.type === 'retry' && 'value' in event) discardBody(event.value as Response);
    return given.onEvent?.(event);
  };
  const often = createPolicy(readOptions('retryFetch', { retryResult: isTransientResponse, ...given, onEvent }, true));
  const once = createPolicy({ ...readOptions('retryFetch', given, false), attempts: 1, retryResult: undefined });

  return function fetchWithRetry(input, init) {
    const request = typeof input === 'object' && 'method' in input ? input : undefined;
    const method = (init?.method ?? request?.method ?? 'GET').toUpperCase();
    const body = init?.body ?? request?.body;
    const signal = (init?.signal === undefined ? request?.signal : init.signal) ?? undefined;
    const policy = repeatable.has(method) && isReplayable(body) ? often : once;
    return policy.run(
      // The attempt's signal lets go of the caller's when the headers are there; the body is the caller's to abort.
      (attempt) =>
        fetch(input, { ...init, signal: signal ? AbortSignal.any([signal, attempt.signal]) : attempt.signal }),
      signal && { signal },
    );
  };
}

function isStrings(value: readonly unknown[]): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function isTransientResponse(value: unknown): boolean {
  // Every result here is that of a fetch: the platform's own, or a library's with a Response of its own.
  return isTransientStatus((value as Response).status);
}

/** By the tag, which another realm's classes have too. */
function isReplayable(body: unknown): boolean {
  const tag = Object.prototype.toString.call(body).slice(8, -1);
  return /^(Undefined|Null|String|(Shared)?ArrayBuffer|DataView|\w+Array|Blob|File|FormData|URLSearchParams)$/.test(
    tag,
  );
}

function discardBody({ body }: Response): void {
  // A body that is being read already cannot be cancelled, and need not be.
  body?.cancel?.().catch(() => {});
}
