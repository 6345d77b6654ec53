import type { Decision } from './decision.ts';
import { createMemoryLimiter } from './memory-limiter.ts';
import type {
  ConsumeOptions,
  MemoryOptions,
  Policies,
  RateLimiterStats,
  StoreOptions,
  WaitOptions,
} from './rate-limiter-options.ts';
import { readOptions } from './read-options.ts';
import { createStoreLimiter } from './store-limiter.ts';

/** In memory the answer is there at once, from a store it comes as a promise. */
export type Result<Async extends boolean, T> = Async extends true ? Promise<T> : T;

/** Decides who may go on. A denial is a decision, never an error. */
export interface RateLimiter<Async extends boolean = false> {
  /** Takes tokens, one if not told otherwise, and says how it went. */
  consume(key: string, cost?: number | ConsumeOptions): Result<Async, Decision>;
  /** The same, and says only whether it was allowed: allocates nothing in memory. */
  tryConsume(key: string, cost?: number): Result<Async, boolean>;
  /** What `consume` would say; takes nothing. */
  peek(key: string, cost?: number | ConsumeOptions): Result<Async, Decision>;
  /** Gives tokens back, one if not told otherwise; a bucket never gets more than full. */
  refund(key: string, cost?: number | ConsumeOptions): Result<Async, void>;
  /**
   * Denies the key for so long, whatever it has left; 0 lifts a block. Rejects when the store cannot be told: then the key is
   * blocked in this process only.
   */
  block(key: string, forMs: number): Result<Async, void>;
  /** Forgets one key, a block of it included, or all keys. Rejects when the store cannot be told. */
  reset(key?: string): Result<Async, void>;
  /**
   * Resolves when the tokens have been taken, in the order of the calls.
   *
   * @throws RateLimitedError (`SCRY_RATE_LIMITED`) when `maxWaitMs` cannot suffice.
   * @throws RateLimiterClosedError (`SCRY_RATE_LIMITER_CLOSED`) when the limiter is closed.
   * @throws the signal's reason when it aborts.
   */
  wait(key: string, options?: WaitOptions): Promise<Decision>;
  stats(): RateLimiterStats;
  /** Ends every wait. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Creates a rate limiter: in memory, or for many processes with a `store`.
 *
 * @throws TypeError or RangeError when an option is wrong.
 * @example
 * const limiter = createRateLimiter({ limit: 100, windowMs: 60_000, burst: 120 });
 * const { allowed, remaining, retryAfterMs } = limiter.consume('key-7');
 */
export function createRateLimiter(options: Policies & MemoryOptions): RateLimiter<false>;
export function createRateLimiter(options: Policies & StoreOptions): RateLimiter<true>;
export function createRateLimiter(options: Policies & (MemoryOptions | StoreOptions)): RateLimiter | RateLimiter<true> {
  const read = readOptions(options);
  return read.store ? createStoreLimiter(read, read.store) : createMemoryLimiter(read);
}
