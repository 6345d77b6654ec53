import type { Agent } from '../../counting/agents/agent.ts';
import { assess, type Rules } from '../../counting/assess.ts';
import type { Transfer } from '../../counting/coverage.ts';
import type { EpisodeKey } from '../../counting/episode-key.ts';
import type { Exclusion } from '../../counting/exclusion.ts';
import { createHitIds } from '../../counting/hit-id.ts';
import type { MonthKey } from '../../counting/month-key.ts';
import { rulesets } from '../../counting/ruleset.ts';
import type { HitLine } from './batch.ts';
import { createListenerCache } from './listener-cache.ts';

/** Under which the stored numbers are counted; `recount` compares them with those under another. */
export const storedRuleset = rulesets.iab;

/** A hit with all that it says for itself; its line is its own within a batch. Its address and hash of an address are not stored. */
export interface StorableHit extends HitLine, Transfer {
  /** See hit-id.ts. */
  readonly id: string;
  /** Absent where the log tells no address. */
  readonly listener: string | undefined;
  readonly household: string | undefined;
  readonly episode: EpisodeKey;
  readonly agent: Agent;
  readonly country: string | undefined;
  readonly inDataCentre: boolean;
  /** Absent where the hit can be part of a download. */
  readonly exclusion: Exclusion | undefined;
}

/** Where hits go whose URL is not the address of a file. */
const noEpisode: EpisodeKey = { show: '', episode: '' };
const nothing: Transfer = { intervals: [], looseBytes: 0 };

/**
 * Assesses the hits of one input, and names them with the keys of the months that they lie in.
 * @param countryOf the country of an address, asked where the log does not tell it
 */
export function createStorableHits(
  rules: Rules,
  countryOf: (address: string) => string | undefined,
): (line: HitLine, key: MonthKey) => StorableHit {
  const hitId = createHitIds();
  const listenerBehind = createListenerCache(rules.ruleset, countryOf);

  return function storableHit({ line, hit }, key) {
    const assessment = assess(hit, rules);
    const { intervals, looseBytes } = assessment.eligible ? assessment : nothing;
    const { listener, household, country } = listenerBehind(hit, key);
    return {
      line,
      hit,
      id: hitId(hit, key),
      listener,
      household,
      episode: assessment.episode ?? noEpisode,
      agent: assessment.agent,
      country: hit.country ?? country,
      inDataCentre: rules.networks.has(hit.address, hit.asn),
      exclusion: assessment.eligible ? undefined : assessment.reason,
      intervals,
      looseBytes,
    };
  };
}
