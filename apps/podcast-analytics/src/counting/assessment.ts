import type { Agent } from './agents/agent.ts';
import type { Interval } from './coverage.ts';
import type { EpisodeKey } from './episode-key.ts';
import type { Exclusion } from './exclusion.ts';

interface Assessed {
  readonly agent: Agent;
  /** Absent where the URL is unusable. */
  readonly episode?: EpisodeKey;
}

export interface ExcludedHit extends Assessed {
  readonly eligible: false;
  readonly reason: Exclusion;
}

export interface EligibleHit extends Assessed {
  readonly eligible: true;
  readonly episode: EpisodeKey;
  readonly intervals: readonly Interval[];
  readonly looseBytes: number;
}

/** What one hit says for itself, before it is seen together with others. */
export type Assessment = ExcludedHit | EligibleHit;
