import { observe } from '@scry/internal/observe';
import type { Decision } from './decision.ts';
import { RateLimitedError } from './rate-limited-error.ts';
import type { LimiterOptions } from './read-options.ts';

/** Counts what was decided, and tells the observer. */
export interface Ledger {
  readonly counts: { allowed: number; denied: number; degraded: number };
  record(key: string, cost: number, decision: Decision): Decision;
  recordWait(key: string, cost: number, wait: Promise<Decision>): Promise<Decision>;
}

export function createLedger({ name, onEvent }: LimiterOptions): Ledger {
  const counts = { allowed: 0, denied: 0, degraded: 0 };

  function record(key: string, cost: number, decision: Decision): Decision {
    const type = decision.allowed ? 'allowed' : 'denied';
    counts[type]++;
    if (decision.degraded) counts.degraded++;
    if (onEvent) observe(onEvent, { type, name, key, cost, decision });
    return decision;
  }

  return {
    counts,
    record,
    async recordWait(key, cost, wait) {
      try {
        return record(key, cost, await wait);
      } catch (error) {
        if (error instanceof RateLimitedError) record(key, cost, error.decision);
        throw error;
      }
    },
  };
}
