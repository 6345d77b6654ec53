import type { Agent } from '../../counting/agents/agent.ts';
import { assess, type Rules } from '../../counting/assess.ts';
import type { Transfer } from '../../counting/coverage.ts';
import type { EpisodeKey } from '../../counting/episode-key.ts';
import type { Exclusion } from '../../counting/exclusion.ts';
import type { Hit } from '../../counting/hit.ts';
import { listenerOf } from '../../counting/listener.ts';
import type { MonthKey } from '../../counting/month-key.ts';
import { rulesets } from '../../counting/ruleset.ts';
import type { HitLine } from './batch.ts';

/** Under which the stored numbers are counted; `recount` compares them with those under another. */
export const storedRuleset = rulesets.iab;

/** A hit with all that it says for itself; its line is its own within a batch. Its address and hash of an address are not stored. */
export interface StorableHit extends HitLine, Transfer {
  /** See hit-id.ts. */
  readonly id: string;
  /** Absent where the log tells no address. */
  readonly listener: string | undefined;
  readonly episode: EpisodeKey;
  readonly agent: Agent;
  readonly country: string | undefined;
  readonly inDataCentre: boolean;
  /** Absent where the hit can be part of a download. */
  readonly exclusion: Exclusion | undefined;
}

export interface Identities {
  readonly hitId: (hit: Hit, key: MonthKey) => string;
  readonly countryOf: (address: string) => string | undefined;
}

/** Where hits go whose URL is not the address of a file. */
const noEpisode: EpisodeKey = { show: '', episode: '' };
const nothing: Transfer = { intervals: [], looseBytes: 0 };

/** Assesses a hit, and names it with the key of the month that it lies in. */
export function storableHit({ line, hit }: HitLine, key: MonthKey, rules: Rules, identities: Identities): StorableHit {
  const assessment = assess(hit, rules);
  const { intervals, looseBytes } = assessment.eligible ? assessment : nothing;
  const isAnonymous = hit.address === undefined && hit.hashedAddress === undefined;
  return {
    line,
    hit,
    id: identities.hitId(hit, key),
    listener: isAnonymous ? undefined : listenerOf(hit, key, rules.ruleset),
    episode: assessment.episode ?? noEpisode,
    agent: assessment.agent,
    country: hit.country ?? (hit.address === undefined ? undefined : identities.countryOf(hit.address)),
    inDataCentre: rules.networks.has(hit.address, hit.asn),
    exclusion: assessment.eligible ? undefined : assessment.reason,
    intervals,
    looseBytes,
  };
}
