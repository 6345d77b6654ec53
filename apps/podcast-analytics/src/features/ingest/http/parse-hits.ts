import { isUtf8 } from 'node:buffer';
import { hash } from 'node:crypto';
import { createHitIds } from '../../../counting/hit-id.ts';
import { invalid, RequestError } from '../../../platform/http/request-error.ts';
import { checkHit } from '../check-hit.ts';
import { hitFromJson, parseJsonRow } from '../formats/json-row.ts';
import type { Parsed } from '../formats/log-format.ts';
import type { SpooledHits } from '../spool/spooled-hits.ts';

/** The verdict on each hit of a request: taken, or why not. */
export interface ParsedHits {
  readonly hits: SpooledHits['hits'];
  /** By the place in the request, from 0. */
  readonly rejected: readonly { readonly index: number; readonly reason: string }[];
}

export const mostHits = 1_000;

/**
 * Reads a JSON array, or NDJSON. A hit without a uuid is named by what it says, and by its order among equal ones: so a request
 * that is sent again brings nothing new.
 *
 * @throws {RequestError} where the body as a whole is neither, or holds too many.
 */
export function parseHits(body: Buffer, now: number): ParsedHits {
  const parsed = eventsOf(body);
  if (parsed.length === 0) throw invalid('body: expected a JSON array of hits, or one JSON object a line, got none');
  const hitId = createHitIds();
  const hits: SpooledHits['hits'][number][] = [];
  const rejected: ParsedHits['rejected'][number][] = [];
  for (const [index, one] of parsed.entries()) {
    const reason = 'hit' in one ? checkHit(one.hit, now) : one.fault;
    if ('hit' in one && reason === undefined)
      hits.push({ ...one.hit, uuid: one.hit.uuid ?? hitId(one.hit, contentKey) });
    else rejected.push({ index, reason: reason ?? '' });
  }
  return { hits, rejected };
}

type Event = Exclude<Parsed, undefined>;

function eventsOf(body: Buffer): Event[] {
  if (!isUtf8(body)) throw invalid('body: expected UTF-8, got bytes that are not');
  const text = body.toString('utf8');
  if (!/^\s*\[/.test(text)) return fewEnough(text.split('\n').filter((line) => line.trim() !== '')).map(parseJsonRow);
  let values: unknown;
  try {
    values = JSON.parse(text);
  } catch (error) {
    throw invalid(`body: expected a JSON array, got ${error instanceof Error ? error.message : String(error)}`);
  }
  return Array.isArray(values) ? fewEnough(values).map(hitFromJson) : [];
}

/** Told before they are read: a few kilobytes of gzip are millions of lines, whose faults alone take many seconds. */
function fewEnough<Item>(items: readonly Item[]): readonly Item[] {
  if (items.length <= mostHits) return items;
  throw new RequestError(413, 'too-large', `body: expected at most ${mostHits} hits, got ${items.length}`);
}

function contentKey(text: string): string {
  return hash('sha256', text, 'hex').slice(0, 32);
}
