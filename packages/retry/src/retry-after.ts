/**
 * Reads a `Retry-After` header (RFC 9110 §10.2.3): seconds or an HTTP-date.
 *
 * @param nowMs wall clock in epoch milliseconds, for dates. @default Date.now()
 * @returns milliseconds to wait, 0 for a date in the past; `undefined` when the value is neither.
 * @example
 * parseRetryAfter('120'); // 120000
 */
export function parseRetryAfter(value: string | null | undefined, nowMs: number = Date.now()): number | undefined {
  const text = value?.trim() ?? '';
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1_000;
  // Each of the three forms of RFC 9110 §5.6.7 begins with the day, and Date.parse alone would take "-5" for a year.
  // The form of asctime has no zone and means GMT.
  if (!/^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)/.test(text)) return undefined;
  const at = Date.parse(text.endsWith('GMT') ? text : `${text} GMT`);
  return Number.isNaN(at) ? undefined : Math.max(0, at - nowMs);
}

/**
 * How long an error or a result asks to be left alone, in milliseconds: `retryAfterMs`, or the `Retry-After` among
 * its `headers` or its `response`'s. 0 when it does not ask or cannot be read.
 */
export function requestedDelay(outcome: unknown): number {
  try {
    const { retryAfterMs, headers, response } = outcome as Outcome;
    const own = typeof retryAfterMs === 'number' && retryAfterMs > 0 ? retryAfterMs : 0;
    return Math.max(own, parseRetryAfter(header(headers ?? response?.headers)) ?? 0);
  } catch {
    return 0;
  }
}

interface Outcome {
  readonly retryAfterMs?: unknown;
  readonly headers?: HeaderSource;
  readonly response?: { readonly headers?: HeaderSource };
}

/** The headers of fetch, or a record as Node and most clients have them. */
interface HeaderSource {
  readonly get?: unknown;
  readonly [name: string]: unknown;
}

function header(headers: HeaderSource | undefined): string | undefined {
  const value =
    typeof headers?.get === 'function'
      ? headers.get('retry-after')
      : (headers?.['retry-after'] ?? headers?.['Retry-After']);
  return value === undefined || value === null ? undefined : String(value);
}
