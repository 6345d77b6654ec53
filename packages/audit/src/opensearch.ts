import type { OptionRules } from '@scry/internal/check-options';
import type { AuditEvent } from './audit-event.ts';
import { DeliveryError } from './delivery-error.ts';
import type { Refusals } from './forwarder.ts';
import {
  createForwardingSink,
  type ForwardingOptions,
  type ForwardingSink,
  forwardingRules,
} from './forwarding-sink.ts';
import type { Answer } from './post.ts';

export type { ForwardingSink } from './forwarding-sink.ts';
export { auditIndex } from './opensearch-index.ts';
export { isSpoolFullError, SpoolFullError } from './spool-full-error.ts';

/** Where events go in OpenSearch or Elasticsearch, and what may wait for it. */
export interface OpenSearchSinkOptions extends ForwardingOptions {
  /** The index, or an alias that writes to one. @default 'audit' */
  readonly index?: string;
}

const rules: OptionRules<OpenSearchSinkOptions> = {
  ...forwardingRules,
  index: ['string', 'the name of an index in lower case', (index: string) => /^[a-z\d][a-z\d._-]{0,254}$/.test(index)],
};

/**
 * Writes events to OpenSearch or Elasticsearch with the bulk API, each created under its id, its source the line that was hashed. They
 * wait in a folder until they are indexed. A batch of which something was not taken (429, a timeout, a node that left) is
 * sent again as a whole: what is there already conflicts (409), which is success. So each event is there once, and none before
 * those that came earlier. A document that the index refuses for good (400) is set aside in `refused.ndjson`.
 *
 * @throws TypeError or RangeError when an option is wrong.
 * @example
 * const sink = openSearchSink({ url: 'https://search.example.com:9200', spoolDirectory: 'audit-search' });
 */
export function openSearchSink(options: OpenSearchSinkOptions): ForwardingSink {
  return createForwardingSink('openSearchSink', 'opensearch', options, rules, (postTo, { index = 'audit' }) => {
    const headers = { 'content-type': 'application/x-ndjson' };
    return async (lines, bounds) => {
      const body = lines.map((line) => `{"create":{"_id":"${idOf(line)}"}}\n${line}\n`).join('');
      const answer = await postTo(`/${index}/_bulk`, body, headers, bounds);
      return answer.status === 413 ? 'in-halves' : readBulk(lines, answer);
    };
  });
}

function idOf(line: string): string {
  // The lines are events.
  const { id } = JSON.parse(line) as AuditEvent;
  return id;
}

/** What is used of an answer to `_bulk`. */
interface BulkItem {
  readonly create?: { readonly status?: number; readonly error?: { readonly type?: string } };
}

function readBulk(lines: readonly string[], { status, text, retryAfterMs }: Answer): Refusals | undefined {
  if (status !== 200)
    throw new DeliveryError(`openSearchSink: the server answered ${status}`, { status, retryAfterMs });
  const items = itemsOf(text);
  if (items?.length !== lines.length) {
    throw new DeliveryError(
      `openSearchSink: the answer tells of ${items?.length ?? 'no'} events, expected ${lines.length}`,
    );
  }
  const results = items.map(({ create }, index) => ({ ...create, line: String(lines[index]) }));
  // Only a document that does not fit the mapping will never fit: an index that is closed, missing or full can be mended.
  const again = results.find(({ status: each = 0 }) => each !== 409 && each !== 400 && (each < 200 || each > 299));
  if (again) {
    const what = `${again.status} ${again.error?.type ?? ''}`.trim();
    throw new DeliveryError(`openSearchSink: an event was not taken: ${what}`, { status: again.status, retryAfterMs });
  }
  const refused = results.filter((each) => each.status === 400);
  if (refused.length === 0) return undefined;
  const reasons = new Set(refused.map(({ error }) => error?.type));
  return { lines: refused.map(({ line }) => line), reason: [...reasons].join(', ') };
}

function itemsOf(text: string): readonly BulkItem[] | undefined {
  try {
    const { items }: { items?: unknown } = JSON.parse(text);
    // Each member that is read of an item may be missing.
    return Array.isArray(items) ? (items as BulkItem[]) : undefined;
  } catch {
    return undefined;
  }
}
