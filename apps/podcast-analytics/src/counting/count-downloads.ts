import { coversOneMinute, isFirstTwoBytes } from './coverage.ts';
import type { CountableHit, CountResult, Download, EpisodeFacts } from './download.ts';
import type { Ruleset, Window } from './ruleset.ts';

const dayMs = 86_400_000;

/**
 * Counts the downloads among eligible hits, whatever their order; a hit that is given twice counts once.
 * A window must be given whole: all hits of the UTC day, or under `rolling-24h` all hits of the month (the listener
 * changes with the month's key, so no window is longer).
 */
export function countDownloads(
  hits: Iterable<CountableHit>,
  ruleset: Ruleset,
  factsOf: (episode: string) => EpisodeFacts | undefined = () => undefined,
): CountResult {
  const outcomes = new Map<string, 'counted' | 'same-download' | 'under-one-minute'>();
  const downloads: Download[] = [];
  for (const group of groupsOf(hits, ruleset.window)) {
    const counted = countedHit(group, ruleset, factsOf);
    for (const hit of group) outcomes.set(hit.id, counted ? 'same-download' : 'under-one-minute');
    if (!counted) continue;
    outcomes.set(counted.id, 'counted');
    const { id, listener, episode, time } = counted;
    downloads.push({ hitId: id, listener, episode, time, hits: group.length });
  }
  downloads.sort((a, b) => a.time - b.time || compare(a.hitId, b.hitId));
  return { outcomes, downloads };
}

/** The hit that stands for the download of a group, if the group is one. */
function countedHit(
  group: readonly CountableHit[],
  ruleset: Ruleset,
  factsOf: (episode: string) => EpisodeFacts | undefined,
): CountableHit | undefined {
  const [first] = group;
  if (!first) return undefined;
  if (ruleset.minuteRule && !coversOneMinute(group, factsOf(first.episode))) return undefined;
  return ruleset.keepsLoneProbe ? (group.find((hit) => !isFirstTwoBytes(hit)) ?? first) : first;
}

/** Hits of one listener, episode and window, each group in the order of time. */
function* groupsOf(hits: Iterable<CountableHit>, window: Window): Generator<readonly CountableHit[]> {
  const distinct = new Map<string, CountableHit>();
  for (const hit of hits) distinct.set(hit.id, hit);
  const sorted = [...distinct.values()].sort((a, b) => a.time - b.time || compare(a.id, b.id));
  const open = new Map<string, { readonly until: number; readonly group: CountableHit[] }>();
  for (const hit of sorted) {
    const key = `${hit.listener}\0${hit.episode}`;
    const current = open.get(key);
    if (current && hit.time < current.until) {
      current.group.push(hit);
      continue;
    }
    if (current) yield current.group;
    open.set(key, { until: windowEnd(hit.time, window), group: [hit] });
  }
  for (const { group } of open.values()) yield group;
}

function windowEnd(time: number, window: Window): number {
  return window === 'utc-day' ? (Math.floor(time / dayMs) + 1) * dayMs : time + dayMs;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
