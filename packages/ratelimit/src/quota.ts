import { fixedWindow } from './fixed-window.ts';
import { slidingWindow } from './sliding-window.ts';
import type { StorePolicy } from './store.ts';
import { tokenBucket } from './token-bucket.ts';

/**
 * How one algorithm counts. What it knows of a key are `size` numbers in `cells` from `at` on, all 0 for a key that it
 * has not seen; `now` is in milliseconds since the limiter began.
 */
export interface Quota {
  readonly size: number;
  /** Whole tokens that can be taken. */
  left(cells: Float64Array, at: number, now: number): number;
  /** Milliseconds until so many can be taken, of at most `burst`; 0 or less: at once. */
  waitFor(cells: Float64Array, at: number, now: number, tokens: number): number;
  /** Takes tokens that are there, or gives some back. */
  take(cells: Float64Array, at: number, now: number, tokens: number): void;
}

export function quotaOf(policy: StorePolicy): Quota {
  switch (policy.algorithm) {
    case 'token-bucket':
      return tokenBucket(policy);
    case 'sliding-window':
      return slidingWindow(policy);
    case 'fixed-window':
      return fixedWindow(policy);
  }
}
