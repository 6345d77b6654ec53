import { cell } from './cell.ts';
import type { Quota } from './quota.ts';
import type { StorePolicy } from './store.ts';

/**
 * The token bucket as GCRA, after ITU-T I.371 Annex A: a key's one number is the time at which its bucket is full again.
 *
 * Time is counted in units of 1 / limit ms, in which a token takes `windowMs`: whole numbers, so that nothing drifts.
 */
export function tokenBucket({ limit, windowMs, burst }: StorePolicy): Quota {
  const capacity = burst * windowMs;
  const missing = (cells: Float64Array, at: number, now: number): number =>
    Math.min(capacity, Math.max(0, cell(cells, at) - now * limit));
  return {
    size: 1,
    left: (cells, at, now) => Math.floor((capacity - missing(cells, at, now)) / windowMs),
    waitFor: (cells, at, now, tokens) => (missing(cells, at, now) - (burst - tokens) * windowMs) / limit,
    take(cells, at, now, tokens) {
      cells[at] = Math.max(cell(cells, at), now * limit) + tokens * windowMs;
    },
  };
}
