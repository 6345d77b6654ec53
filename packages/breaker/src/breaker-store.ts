import type { BreakerSnapshot } from './snapshot.ts';

/** What processes share about a breaker, by its name. Nothing of it is waited for by a call. */
export interface BreakerStore {
  /** What was published last, if its time has not run out. */
  load(name: string): PromiseLike<BreakerSnapshot | undefined>;
  /** Tells the others of a new state, for `ttlMs`; the lease on probing is free again. */
  publish(name: string, snapshot: BreakerSnapshot, ttlMs: number): PromiseLike<unknown>;
  /** Whether this process may probe in the next `ttlMs`; no other one may then. */
  leaseProbe(name: string, ttlMs: number): PromiseLike<boolean>;
}
