import { coversOneMinute, type Interval, type Transfer, union } from '../../counting/coverage.ts';
import type { EpisodeFacts } from '../../counting/download.ts';

/** What is stored of the eligible hits of one listener on one episode within one UTC day. */
export interface DownloadGroup extends Transfer {
  readonly hits: number;
  readonly counted: boolean;
  readonly first: FirstHit;
}

/** The earliest hit, and of equally early ones the least by id: it stands for the download. */
export interface FirstHit {
  readonly id: string;
  /** Epoch milliseconds. */
  readonly time: number;
  readonly audienceId: number;
}

/**
 * More pieces than any player leaves between what it asks for. Whoever asks for a byte here and there would otherwise make each
 * request dearer than the one before.
 */
const mostIntervals = 2_000;

/**
 * The group after further hits: the same for any order and any split of them, but for pieces beyond that bound. Once a group is
 * counted more bytes change nothing, so they are no longer kept.
 */
export function addToGroup(
  group: DownloadGroup | undefined,
  added: readonly (Transfer & FirstHit)[],
  facts: EpisodeFacts,
): DownloadGroup {
  const first = added.reduce<FirstHit | undefined>(
    (least, hit) => (least && !isEarlier(hit, least) ? least : hit),
    group?.first,
  );
  if (!first) throw new RangeError('addToGroup: expected at least one hit, got none');
  const hits = (group?.hits ?? 0) + added.length;
  const { id, time, audienceId } = first;
  const merged = group?.counted ? undefined : merge(group ? [group, ...added] : added);
  if (!merged || coversOneMinute([merged], facts)) {
    return { hits, counted: true, first: { id, time, audienceId }, intervals: [], looseBytes: 0 };
  }
  const { intervals, looseBytes } = merged;
  const kept = intervals.slice(0, mostIntervals);
  return { hits, counted: false, first: { id, time, audienceId }, intervals: kept, looseBytes };
}

function isEarlier(a: FirstHit, b: FirstHit): boolean {
  return a.time < b.time || (a.time === b.time && a.id < b.id);
}

/** Offsets from the end of the file stay apart from those from its start: -1 and 0 are no neighbours. */
function merge(transfers: readonly Transfer[]): Transfer {
  const intervals = transfers.flatMap((transfer) => transfer.intervals);
  const fromEnd = (interval: Interval) => interval[0] < 0;
  return {
    intervals: [...union(intervals.filter(fromEnd)), ...union(intervals.filter((interval) => !fromEnd(interval)))],
    looseBytes: transfers.reduce((sum, { looseBytes }) => sum + looseBytes, 0),
  };
}
