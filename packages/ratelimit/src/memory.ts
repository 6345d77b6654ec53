import { Buckets } from './buckets.ts';
import { createDecision } from './create-decision.ts';
import type { Decision } from './decision.ts';
import { createKeyHash } from './key-hash.ts';
import type { LimiterOptions } from './read-options.ts';
import { steadyTime } from './steady-time.ts';
import type { StorePolicy } from './store.ts';

/** A longer key is kept as its fingerprint: who sends it shall not fill the memory with it. */
const longestKey = 128;

/** The buckets of this process, for all plans, and the keys that were blocked by hand. */
export class Memory {
  readonly #options: LimiterOptions;
  readonly #degraded: Decision['degraded'];
  readonly #elapsed: () => number;
  readonly #hash = createKeyHash();
  readonly #plans = new Map<readonly StorePolicy[], Buckets>();
  readonly #blocks = new Map<string, number>();
  readonly #main: Buckets;

  constructor(options: LimiterOptions, degraded: Decision['degraded'] = false) {
    this.#options = options;
    this.#degraded = degraded;
    this.#elapsed = steadyTime(options.clock);
    this.#main = this.#add(options.policies);
  }

  /** Takes tokens; without an answer that would have to be allocated. */
  admit(plan: readonly StorePolicy[], key: string, cost: number): boolean {
    return this.#admit(this.#bucketsOf(plan), key, cost, false);
  }

  decide(plan: readonly StorePolicy[], key: string, cost: number, peek = false): Decision {
    const buckets = this.#bucketsOf(plan);
    this.#admit(buckets, key, cost, peek);
    return createDecision(buckets.policies, buckets.figures(), 0, 1, this.#degraded);
  }

  refund(plan: readonly StorePolicy[], key: string, tokens: number): void {
    this.#bucketsOf(plan).refund(this.#idOf(key), this.#elapsed(), tokens);
  }

  block(key: string, forMs: number): void {
    const now = this.#elapsed();
    const id = this.#idOf(key);
    for (const buckets of this.#plans.values()) buckets.forgive(id);
    this.#blocks.delete(id);
    for (const [oldest, until] of this.#blocks) {
      if (until > now && this.#blocks.size < this.#options.maxKeys) break;
      this.#blocks.delete(oldest);
    }
    if (forMs > 0) this.#blocks.set(id, now + forMs);
  }

  reset(key?: string): void {
    const id = key === undefined ? undefined : this.#idOf(key);
    for (const buckets of this.#plans.values()) buckets.reset(id);
    if (id === undefined) this.#blocks.clear();
    else this.#blocks.delete(id);
  }

  counts(): { readonly keys: number; readonly evicted: number; readonly overflow: number } {
    const all = [...this.#plans.values()];
    const sum = (count: 'keys' | 'evicted' | 'overflow'): number =>
      all.reduce((total, buckets) => total + buckets[count], 0);
    return { keys: sum('keys'), evicted: sum('evicted'), overflow: sum('overflow') };
  }

  #admit(buckets: Buckets, key: string, cost: number, peek: boolean): boolean {
    const id = this.#idOf(key);
    const blockedUntil = this.#blocks.size > 0 ? (this.#blocks.get(id) ?? 0) : 0;
    return buckets.admit(id, this.#elapsed(), cost, blockedUntil, peek);
  }

  #bucketsOf(plan: readonly StorePolicy[]): Buckets {
    // Nearly every call; looking it up would cost a tenth of it.
    if (plan === this.#options.policies) return this.#main;
    return this.#plans.get(plan) ?? this.#add(plan);
  }

  #add(plan: readonly StorePolicy[]): Buckets {
    const { maxKeys, compact, localShare } = this.#options;
    const policies = plan.map((policy) => shareOf(policy, localShare));
    const buckets = new Buckets(policies, maxKeys, compact);
    this.#plans.set(plan, buckets);
    return buckets;
  }

  #idOf(key: string): string {
    if (key.length <= longestKey) return key;
    this.#hash.read(key);
    return `${this.#hash.low},${this.#hash.high}, a long key`;
  }
}

/** What one of several processes may let through without asking the others. */
function shareOf(policy: StorePolicy, share: number): StorePolicy {
  const part = (whole: number): number => Math.max(1, Math.floor(whole * share));
  return { ...policy, limit: part(policy.limit), burst: part(policy.burst) };
}
