import type { Interval } from './coverage.ts';
import type { Outcome } from './exclusion.ts';

/** An eligible hit, cut to what counting needs: all of it can be stored. */
export interface CountableHit {
  /** See hit-id.ts. */
  readonly id: string;
  /** Epoch milliseconds. */
  readonly time: number;
  /** See listener.ts. */
  readonly listener: string;
  /** `EpisodeKey.episode`. */
  readonly episode: string;
  readonly intervals: readonly Interval[];
  readonly looseBytes: number;
}

/** What is known of an episode's file. Absent: 128 kbit/s, no header, any size. */
export interface EpisodeFacts {
  readonly sizeBytes?: number;
  /** Bytes before the first audio frame: ID3 tag and cover. */
  readonly headerBytes?: number;
  readonly bytesPerMinute?: number;
}

export interface Download {
  /** The hit that stands for the download: the earliest, and of equally early ones the least by id. */
  readonly hitId: string;
  readonly listener: string;
  readonly episode: string;
  /** Of the counted hit, epoch milliseconds. */
  readonly time: number;
  /** How many hits it is made of. */
  readonly hits: number;
}

export interface CountResult {
  /** By hit id: each hit that was given has exactly one. */
  readonly outcomes: ReadonlyMap<string, Extract<Outcome, 'counted' | 'same-download' | 'under-one-minute'>>;
  /** In the order of time, then of hit id. */
  readonly downloads: readonly Download[];
}
