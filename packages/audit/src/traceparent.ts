/** What a `traceparent` header says of the caller's trace. */
export interface TraceParent {
  /** The header as it came. */
  readonly text: string;
  readonly traceId: string;
}

// Version, trace id, parent id and flags, in lower case; versions after 00 may say more behind a dash.
const form = /^(?!ff)([\da-f]{2})-(?!0{32})([\da-f]{32})-(?!0{16})[\da-f]{16}-[\da-f]{2}(-.*)?$/;
const longest = 256;

/** Reads a `traceparent` header (W3C Trace Context §3.2); `undefined` where it is none, which is as if it had not come. */
export function parseTraceparent(text: string | undefined): TraceParent | undefined {
  if (text === undefined || text.length > longest) return undefined;
  const [, version, traceId, more] = form.exec(text) ?? [];
  if (traceId === undefined || (version === '00' && more !== undefined)) return undefined;
  return { text, traceId };
}
