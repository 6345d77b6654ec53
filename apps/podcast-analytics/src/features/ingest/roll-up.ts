import type { Outcome } from '../../counting/exclusion.ts';
import type { DownloadGroup } from './download-group.ts';

export const dayMs = 86_400_000;
const hourMs = 3_600_000;

export interface DownloadChange {
  readonly episodeId: number;
  /** Days since 1970. */
  readonly day: number;
  readonly audienceId: number;
  n: number;
}

export interface HourChange {
  readonly episodeId: number;
  /** Hours since 1970. */
  readonly hour: number;
  n: number;
}

export interface OutcomeChange {
  readonly episodeId: number;
  /** Days since 1970. */
  readonly day: number;
  readonly outcome: Outcome;
  n: number;
}

/** How a batch moves the roll-ups: by the difference between the states after and before it. */
export interface RollUpChanges {
  exclude(episodeId: number, day: number, outcome: Outcome): void;
  moveGroup(episodeId: number, day: number, before: DownloadGroup | undefined, after: DownloadGroup): void;
  /** What is not zero, ordered by key. */
  downloads(): readonly DownloadChange[];
  hours(): readonly HourChange[];
  outcomes(): readonly OutcomeChange[];
}

export function createRollUpChanges(): RollUpChanges {
  const downloads = new Map<string, DownloadChange>();
  const hours = new Map<string, HourChange>();
  const outcomes = new Map<string, OutcomeChange>();

  function addDownload(episodeId: number, day: number, audienceId: number, n: number): void {
    add(downloads, `${episodeId}/${day}/${audienceId}`, { episodeId, day, audienceId, n });
  }

  function addHour(episodeId: number, hour: number, n: number): void {
    add(hours, `${episodeId}/${hour}`, { episodeId, hour, n });
  }

  function addOutcome(episodeId: number, day: number, outcome: Outcome, n: number): void {
    add(outcomes, `${episodeId}/${day}/${outcome}`, { episodeId, day, outcome, n });
  }

  function addGroup(episodeId: number, day: number, group: DownloadGroup, sign: 1 | -1): void {
    if (!group.counted) {
      addOutcome(episodeId, day, 'under-one-minute', sign * group.hits);
      return;
    }
    addDownload(episodeId, day, group.first.audienceId, sign);
    addHour(episodeId, Math.floor(group.first.time / hourMs), sign);
    addOutcome(episodeId, day, 'counted', sign);
    addOutcome(episodeId, day, 'same-download', sign * (group.hits - 1));
  }

  return {
    exclude: (episodeId, day, outcome) => addOutcome(episodeId, day, outcome, 1),
    moveGroup(episodeId, day, before, after) {
      if (before) addGroup(episodeId, day, before, -1);
      addGroup(episodeId, day, after, 1);
    },
    downloads: () => [...downloads.values()].filter(({ n }) => n !== 0),
    hours: () => [...hours.values()].filter(({ n }) => n !== 0),
    outcomes: () => [...outcomes.values()].filter(({ n }) => n !== 0),
  };
}

function add<Change extends { n: number }>(changes: Map<string, Change>, key: string, change: Change): void {
  const known = changes.get(key);
  if (known) known.n += change.n;
  else changes.set(key, change);
}
