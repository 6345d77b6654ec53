import { createHash } from 'node:crypto';
import { DeliveryError } from './delivery-error.ts';
import {
  createForwardingSink,
  type ForwardingOptions,
  type ForwardingSink,
  forwardingRules,
} from './forwarding-sink.ts';

export type { ForwardingSink } from './forwarding-sink.ts';
export { isSpoolFullError, SpoolFullError } from './spool-full-error.ts';

/** The options of `httpSink`. */
export type HttpSinkOptions = ForwardingOptions;

/**
 * Posts events to a URL, as NDJSON of the lines that were hashed. They wait in a folder until the server has answered with 2xx;
 * requests come one after the other, in the order of the events, and again as `Retry-After` says or with growing delays. A request that
 * comes again carries the same `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header-07). A batch that is answered with 400, 413
 * or 422 is sent in halves, and an event that is refused even by itself is set aside in `refused.ndjson`.
 *
 * @throws TypeError or RangeError when an option is wrong.
 * @example
 * const sink = httpSink({ url: 'https://logs.example.com/audit', spoolDirectory: 'audit-http', headers: { authorization } });
 */
export function httpSink(options: HttpSinkOptions): ForwardingSink {
  return createForwardingSink('httpSink', 'http', options, forwardingRules, (postTo) => async (lines, bounds) => {
    const body = `${lines.join('\n')}\n`;
    const key = createHash('sha256').update(body).digest('hex').slice(0, 32);
    const headers = { 'content-type': 'application/x-ndjson', 'idempotency-key': `"${key}"` };
    const { status, retryAfterMs } = await postTo('', body, headers, bounds);
    if (status >= 200 && status < 300) return undefined;
    if (status === 400 || status === 413 || status === 422) return 'in-halves';
    throw new DeliveryError(`httpSink: the server answered ${status}, expected 2xx`, { status, retryAfterMs });
  });
}
