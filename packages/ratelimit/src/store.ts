import type { RateLimitAlgorithm } from './policy.ts';

/** Where the state of many processes is kept. `@scry/ratelimit/testing` has the suite that an own store must pass. */
export interface RateLimitStore {
  /**
   * Decides every request of a batch in order, each of them all or nothing: tokens are taken from all policies, or from
   * none when one that is not in shadow mode is exceeded. A negative cost gives tokens back.
   *
   * Resolves with five integers for each policy of each request: 1 if it is exceeded, else 0; the tokens left; and in
   * microseconds the time until the cost can be paid, until the next token, and until all are back, -1 for never. Times
   * are relative: clocks of different machines are never compared.
   */
  decide(batch: StoreBatch): PromiseLike<readonly number[]>;
  /** Denies a key for so long, whatever it has left; 0 lifts the block. */
  block(prefix: string, key: string, policies: readonly StorePolicy[], forMs: number): PromiseLike<unknown>;
  /** Forgets a key, or all keys that begin with the prefix. */
  reset(prefix: string, key: string | undefined, policies: readonly StorePolicy[]): PromiseLike<unknown>;
}

/** Requests that are decided by the same policies. */
export interface StoreBatch {
  /** Stands before every key. */
  readonly prefix: string;
  readonly policies: readonly StorePolicy[];
  readonly keys: readonly string[];
  /** One for each key, in tokens. */
  readonly costs: readonly number[];
  /** Only look: nothing is taken, and nobody is blocked. */
  readonly peek: boolean;
}

/** A policy with every default in place. */
export interface StorePolicy {
  readonly name: string;
  readonly algorithm: RateLimitAlgorithm;
  readonly limit: number;
  readonly windowMs: number;
  /** The most that can be there at once. */
  readonly burst: number;
  readonly precision: number;
  /** How long the first, second, … strike blocks, in milliseconds; the last one holds for all further. Empty: never. */
  readonly blocks: readonly number[];
  readonly shadow: boolean;
}
