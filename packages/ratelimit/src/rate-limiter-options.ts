import type { Clock } from '@scry/internal/clock';
import type { RateLimitEvent } from './events.ts';
import type { Policy } from './policy.ts';
import type { RateLimitStore } from './store.ts';

/** One policy, or several of which each must allow a call. */
export type Policies = Policy | { readonly policies: readonly Policy[] };

interface CommonOptions {
  /** Stands in the events; for a single policy it is the policy's name too. @default 'default' */
  readonly name?: string;
  /** The most keys that are kept in memory; further ones share one bucket. @default 1_000_000 */
  readonly maxKeys?: number;
  /** Keeps 64-bit fingerprints instead of keys: less than half of the memory. @default false */
  readonly compact?: boolean;
  /** @default the platform's monotonic clock and timers */
  readonly clock?: Clock;
  /** Told of every `allowed`, `denied`, `degraded` and `recovered`. */
  readonly onEvent?: (event: RateLimitEvent) => void;
}

/** A limiter that keeps its keys in this process. */
export interface MemoryOptions extends CommonOptions {
  readonly store?: undefined;
}

/** A limiter that shares its keys with other processes. */
export interface StoreOptions extends CommonOptions {
  readonly store: RateLimitStore;
  /** Stands before every key in the store: limiters with the same one share buckets where their policies have the same names. @default 'rl:' */
  readonly prefix?: string;
  /** How long the store may take for a decision. @default 100 */
  readonly timeoutMs?: number;
  /** What happens to a call while the store does not answer: a limiter in memory decides, all pass, or none. @default 'local' */
  readonly onStoreError?: 'local' | 'open' | 'closed';
  /** The share of each limit that the limiter in memory has, in (0, 1]: 1 / processes. @default 1 */
  readonly localShare?: number;
  /** A denied key is denied again without asking the store, for as long as that is certain, and no longer than this. @default 1_000 */
  readonly denyCacheMs?: number;
  /** Whether all calls of one turn of the event loop travel together. @default true */
  readonly batch?: boolean;
}

/** What may be different from call to call. */
export interface ConsumeOptions {
  /** Tokens to take: an integer >= 0; 0 asks without taking. @default 1 */
  readonly cost?: number;
  /** Takes the place of the limiter's policies, for plans: keep one array a plan. */
  readonly policies?: readonly Policy[];
  /** Ends the waiting, for tokens or for a store, at once when it aborts. */
  readonly signal?: AbortSignal;
}

export interface WaitOptions extends ConsumeOptions {
  /** A longer wait than this is not begun. @default Infinity */
  readonly maxWaitMs?: number;
}

/** What a limiter has decided so far, and what it keeps. */
export interface RateLimiterStats {
  readonly allowed: number;
  readonly denied: number;
  /** Decisions that were made without the store. */
  readonly degraded: number;
  /** Keys in memory. */
  readonly keys: number;
  /** Full buckets that were forgotten: they hold nothing that a new one would not. */
  readonly evicted: number;
  /** Calls that shared the one bucket for all keys above `maxKeys`. */
  readonly overflow: number;
}
