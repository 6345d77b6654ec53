import type { EpisodeFacts } from './download.ts';
import type { Hit } from './hit.ts';

/**
 * Bytes from the first offset up to, but not including, the second. Negative offsets count from the end of the file;
 * `openEnd` is an end that the request left open.
 */
export type Interval = readonly [start: number, end: number];

export const openEnd = Number.MAX_SAFE_INTEGER;

export interface Transfer {
  readonly intervals: readonly Interval[];
  /** Bytes that were sent from an offset that the log does not tell. */
  readonly looseBytes: number;
}

/** 128 kbit/s, what most podcasts are encoded at. */
const defaultBytesPerMinute = 960_000;

/** Servers answer a request for more ranges with the whole file (RFC 9110 section 14.2 allows it). */
const maxRanges = 100;

const rangeSpec = /^(?:(\d{1,20})-(\d{0,20})|-(\d{1,20}))$/;

/** The intervals that a Range header asks for (RFC 9110 section 14.1.2); undefined where a server would ignore it. */
export function parseRange(header: string): readonly Interval[] | undefined {
  const unit = /^bytes=/i.exec(header);
  if (!unit) return undefined;
  const specs = header.slice(unit[0].length).split(',', maxRanges + 1);
  if (specs.length > maxRanges) return undefined;
  const intervals: Interval[] = [];
  for (const spec of specs) {
    const text = spec.trim();
    // An empty list element is to be ignored (RFC 9110 section 5.6.1).
    if (text === '') continue;
    const interval = intervalOf(text);
    if (!interval) return undefined;
    intervals.push(interval);
  }
  return intervals.length === 0 ? undefined : intervals;
}

function intervalOf(spec: string): Interval | undefined {
  const [whole, first, last, suffix] = rangeSpec.exec(spec) ?? [];
  if (whole === undefined) return undefined;
  if (suffix !== undefined) return suffix === '0' ? [0, 0] : [-Math.min(Number(suffix), openEnd), 0];
  const start = Math.min(Number(first), openEnd);
  if (last === undefined || last === '') return [start, openEnd];
  const end = Math.min(Number(last), openEnd - 1) + 1;
  return end > start ? [start, end] : undefined;
}

/** What a hit transferred: what it asked for, capped by what the log says was sent. */
export function transferOf(hit: Hit): Transfer {
  const sent = hit.bytesSent ?? openEnd;
  const asked = hit.range === undefined ? undefined : parseRange(hit.range);
  if (hit.status === 206 && !asked) return { intervals: [], looseBytes: hit.bytesSent ?? 0 };
  // A 200 is the whole file from its first byte, whatever the request asked for.
  const wanted: readonly Interval[] = asked && hit.status !== 200 ? asked : [[0, openEnd]];
  return { intervals: capped(wanted, sent), looseBytes: 0 };
}

function capped(intervals: readonly Interval[], limit: number): readonly Interval[] {
  if (limit === openEnd) return intervals;
  const kept: Interval[] = [];
  let left = limit;
  for (const [start, end] of intervals) {
    if (left <= 0) break;
    const length = Math.min(end - start, left);
    kept.push([start, start + length]);
    left -= length;
  }
  return kept;
}

/** Overlapping and touching intervals become one; sorted by start. */
export function union(intervals: readonly Interval[]): readonly Interval[] {
  const merged: [number, number][] = [];
  for (const [start, end] of intervals.filter(([from, to]) => to > from).sort((a, b) => a[0] - b[0])) {
    const last = merged.at(-1);
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else merged.push([start, end]);
  }
  return merged;
}

/** Bytes of a transfer without regard to the file: how large the request was. */
export function transferredBytes({ intervals, looseBytes }: Transfer): number {
  return union(intervals).reduce((sum, [start, end]) => sum + (end - start), looseBytes);
}

/** What players ask for to learn whether a server answers ranges, and how large the file is. */
export function isFirstTwoBytes({ intervals, looseBytes }: Transfer): boolean {
  const [only, ...others] = intervals;
  return looseBytes === 0 && others.length === 0 && only?.[0] === 0 && only[1] === 2;
}

/** Whether transfers together cover a minute of the audio, or all of it where it is shorter. */
export function coversOneMinute(transfers: readonly Transfer[], facts: EpisodeFacts = {}): boolean {
  const header = headerOf(facts);
  const audio = (facts.sizeBytes ?? openEnd) - header;
  const covered = union(
    transfers.flatMap(({ intervals }) => intervals).map((interval) => placed(interval, header, facts.sizeBytes)),
  ).reduce((sum, [start, end]) => sum + (end - start), 0);
  const loose = transfers.reduce((sum, { looseBytes }) => sum + looseBytes, 0);
  return covered + loose >= Math.max(1, Math.min(facts.bytesPerMinute ?? defaultBytesPerMinute, audio));
}

/** A header as large as the file is a wrong fact: it would make every file too short to count. */
function headerOf({ headerBytes = 0, sizeBytes = openEnd }: EpisodeFacts): number {
  return headerBytes < sizeBytes ? headerBytes : 0;
}

/** Cut to the audio. A suffix stays at the end, beyond all that counts from the start, while the size is unknown. */
function placed([start, end]: Interval, header: number, size: number | undefined): Interval {
  if (start >= 0) return [Math.max(start, header), Math.min(end, size ?? openEnd)];
  if (size === undefined) return [start, end];
  // A suffix longer than the file is the file from its first byte (RFC 9110 section 14.1.2).
  const first = Math.max(start + size, 0);
  return [Math.max(first, header), Math.min(first + (end - start), size)];
}
