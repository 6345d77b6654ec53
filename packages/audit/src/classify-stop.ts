// What somebody did to a log, judged by the first line that does not follow from what is before it, and by the lines that
// are true to their own hash elsewhere.
import type { LinePlace } from './line.ts';
import { placeOf } from './line.ts';
import type { LogFiles } from './log-files.ts';
import { linesOf, readLines } from './read-lines.ts';
import type { LogState, Stop } from './scan-log.ts';
import type { Divergence } from './verify-report.ts';

interface PlacedLine {
  readonly file: string;
  readonly line: number;
  readonly place: LinePlace;
}

/** Names the divergence; `covered`: how many events a checkpoint speaks for. */
export async function classifyStop(
  log: LogFiles,
  { tree, head }: LogState,
  stop: Stop,
  covered: number,
): Promise<Divergence> {
  const expected = tree.size + 1;
  const at = { file: stop.segment.name, line: stop.line };
  const { place } = stop;
  const said = (kind: Divergence['kind'], seq: number, message: string): Divergence => ({ kind, ...at, seq, message });

  if (place !== undefined && stop.whole && place.seq < expected) {
    const original = await find(log, stop, 'before', (other) => other.seq === place.seq);
    return original?.place.hash === place.hash
      ? said('inserted', place.seq, `Event ${place.seq} stands twice.`)
      : said('forked', place.seq, `Two different events have the number ${place.seq}.`);
  }
  const next = await find(log, stop, 'after', () => true);
  const nextFits = next?.place.seq === expected && next.place.prev === head;
  if (place === undefined || !stop.whole) {
    if (nextFits)
      return said('inserted', expected, `A line that is no event of this log stands before event ${expected}.`);
    if (stop.whole)
      return said('edited', expected, `Event ${expected} was expected; the line there is not true to its hash.`);
    if (next !== undefined || covered >= expected)
      return said('truncated', expected, `The file ends within event ${expected}.`);
    return said('torn-tail', expected, `The last line ends within event ${expected}, as a crash leaves it.`);
  }
  if (place.seq === expected) {
    if (nextFits) return said('forked', expected, `Two different events have the number ${expected}.`);
    const culprit = await find(log, stop, 'before', (other) => other.seq === expected - 1);
    const message = `Event ${expected} follows another event than the one that has the number ${expected - 1}.`;
    return {
      ...said('edited', Math.max(1, expected - 1), message),
      ...(culprit && { file: culprit.file, line: culprit.line }),
    };
  }
  const again = await find(log, stop, 'after', (other) => other.seq === place.seq && other.hash === place.hash);
  if (again !== undefined) return said('inserted', place.seq, `Event ${place.seq} stands twice.`);
  const late = await find(log, stop, 'after', (other) => other.seq === expected);
  return late === undefined
    ? said('removed', expected, `Event ${expected} was expected, and event ${place.seq} is there.`)
    : said('reordered', expected, `Event ${expected} stands later, in line ${late.line} of ${late.file}.`);
}

/** The first line before or after the stop that is true to its hash and fits. */
async function find(
  log: LogFiles,
  stop: Stop,
  side: 'before' | 'after',
  fits: (place: LinePlace) => boolean,
): Promise<PlacedLine | undefined> {
  let passed = false;
  for (const segment of log.segments) {
    let line = 0;
    for await (const lines of readLines(log.fileSystem, log.directory, segment.name)) {
      for (const { from, to } of linesOf(lines)) {
        line++;
        if (segment === stop.segment && line === stop.line) {
          if (side === 'before') return undefined;
          passed = true;
          continue;
        }
        if (side === 'after' && !passed) continue;
        const place = placeOf(lines.bytes.subarray(from, to));
        if (place !== undefined && place.seq < segment.limit && fits(place)) return { file: segment.name, line, place };
      }
    }
  }
  return undefined;
}
