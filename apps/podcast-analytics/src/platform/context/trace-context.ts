/** W3C Trace Context, level 1: the header `traceparent`. https://www.w3.org/TR/trace-context-1/ */
import { randomBytes } from 'node:crypto';

/** Where a piece of work stands in the trace of a request. */
export interface Trace {
  /** 32 hexadecimal digits, the same for all that one request causes. */
  readonly traceId: string;
  /** 16 hexadecimal digits, of this piece of work. */
  readonly spanId: string;
  readonly isSampled: boolean;
}

const format = /^([\da-f]{2})-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})(-.*)?$/;

/** Reads the header; undefined where it is absent or not valid, and a trace of its own is to begin (section 4.3). */
export function parseTraceparent(header: string | undefined): Trace | undefined {
  const [, version, traceId, spanId, flags, rest] = format.exec(header ?? '') ?? [];
  if (version === undefined || traceId === undefined || spanId === undefined || flags === undefined) return undefined;
  if (version === 'ff' || /^0+$/.test(traceId) || /^0+$/.test(spanId)) return undefined;
  if (version === '00' && rest !== undefined) return undefined; // later versions may add fields
  return { traceId, spanId, isSampled: (Number.parseInt(flags, 16) & 1) === 1 };
}

/** A new piece of work: of the trace that the header tells of, or of a new one. */
export function continueTrace(header: string | undefined): Trace {
  const { traceId = randomBytes(16).toString('hex'), isSampled = true } = parseTraceparent(header) ?? {};
  return { traceId, spanId: randomBytes(8).toString('hex'), isSampled };
}

/** What is sent along to whatever is asked next. */
export function traceparentOf({ traceId, spanId, isSampled }: Trace): string {
  return `00-${traceId}-${spanId}-${isSampled ? '01' : '00'}`;
}
