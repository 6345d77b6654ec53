import { cell } from './cell.ts';
import { width } from './create-decision.ts';
import { FingerprintTable } from './fingerprint-table.ts';
import { createKeyHash } from './key-hash.ts';
import type { KeyTable } from './key-table.ts';
import { MapTable } from './map-table.ts';
import { type Quota, quotaOf } from './quota.ts';
import type { StorePolicy } from './store.ts';

/** Fewer keys than these are not worth looking for idle ones. */
const fewKeys = 1_024;
/** Keys that are looked at when a new one comes, and when there is no room for it. */
const swept = 4;
const sweptWhenFull = 64;

/** A policy's way of counting, and where its numbers stand among those of a key. */
interface Bucket {
  readonly policy: StorePolicy;
  readonly quota: Quota;
  readonly bit: number;
  readonly at: number;
  /** Where the end of a block and the strikes up to it stand; -1 for a policy that never blocks. */
  readonly blockAt: number;
}

/** The buckets of all keys that are under the same policies. Times are in milliseconds since the limiter began. */
export class Buckets {
  readonly policies: readonly StorePolicy[];
  readonly #buckets: readonly Bucket[];
  readonly #maxKeys: number;
  readonly #table: KeyTable;
  /** What a key has that was never seen, and what all those share for which there is no room. */
  readonly #unseen: Float64Array;
  readonly #shared: Float64Array;
  readonly #figures: Float64Array;
  // What the last call was about, and where it found its key.
  #cells: Float64Array;
  #at = 0;
  #now = 0.5;
  #cost = 0;
  #blockedUntil = 0.5;
  #exceeded = 0;
  /** Places that the sweep which is going on has not come to, and the number of keys at which the next one begins. */
  #unswept = 0;
  #sweepFrom = fewKeys;
  evicted = 0;
  overflow = 0;

  constructor(policies: readonly StorePolicy[], maxKeys: number, compact: boolean) {
    this.policies = policies;
    let size = 0;
    this.#buckets = policies.map((policy, index) => {
      const quota = quotaOf(policy);
      const at = size;
      const blocks = policy.blocks.length > 0;
      size += quota.size + (blocks ? 2 : 0);
      return { policy, quota, bit: 1 << index, at, blockAt: blocks ? at + quota.size : -1 };
    });
    const isIdle = (cells: Float64Array, at: number): boolean =>
      this.#buckets.every((bucket) => this.#isIdle(bucket, cells, at));
    this.#table = compact ? new FingerprintTable(size, isIdle, createKeyHash()) : new MapTable(size, isIdle);
    this.#maxKeys = maxKeys;
    this.#unseen = new Float64Array(size);
    this.#shared = new Float64Array(size);
    this.#figures = new Float64Array(policies.length * width);
    this.#cells = this.#unseen;
  }

  get keys(): number {
    return this.#table.size;
  }

  /** Whether the key may have so many tokens, of all policies or of none; takes them, unless told to only look. */
  admit(key: string, now: number, cost: number, blockedUntil: number, peek: boolean): boolean {
    this.#locate(key, now, peek || cost === 0);
    this.#now = now;
    this.#cost = cost;
    this.#blockedUntil = blockedUntil;
    let exceeded = 0;
    let denied = false;
    for (const bucket of this.#buckets) {
      const { quota, at, policy, bit } = bucket;
      if (this.#blockEnd(bucket) <= now && quota.left(this.#cells, this.#at + at, now) >= cost) continue;
      exceeded |= bit;
      denied ||= !policy.shadow;
    }
    this.#exceeded = exceeded;
    if (!peek) this.#settle(denied);
    return !denied;
  }

  /** What the last `admit` found and left, for `createDecision`, in milliseconds. */
  figures(): Float64Array {
    const [cells, now, figures] = [this.#cells, this.#now, this.#figures];
    let to = 0;
    for (const bucket of this.#buckets) {
      const { quota, policy, bit } = bucket;
      const at = this.#at + bucket.at;
      const blocked = Math.max(0, this.#blockEnd(bucket) - now);
      const left = quota.left(cells, at, now);
      const wait = (tokens: number): number => Math.max(blocked, quota.waitFor(cells, at, now, tokens));
      figures[to++] = this.#exceeded & bit ? 1 : 0;
      figures[to++] = blocked > 0 ? 0 : left;
      figures[to++] = this.#cost > policy.burst ? Infinity : wait(this.#cost);
      figures[to++] = wait(Math.min(left + 1, policy.burst));
      figures[to++] = wait(policy.burst);
    }
    return figures;
  }

  refund(key: string, now: number, tokens: number): void {
    this.#locate(key, now, true);
    if (this.#cells === this.#unseen) return;
    for (const { quota, at } of this.#buckets) quota.take(this.#cells, this.#at + at, now, -tokens);
  }

  /** Lifts the blocks that denials have brought upon a key, and forgets its strikes. */
  forgive(key: string): void {
    const { cells } = this.#table;
    const at = this.#table.find(key);
    for (const { blockAt } of this.#buckets) if (at >= 0 && blockAt >= 0) cells.fill(0, at + blockAt, at + blockAt + 2);
  }

  reset(key?: string): void {
    if (key === undefined) {
      this.#table.clear();
      this.#shared.fill(0);
    } else {
      this.#table.delete(key);
    }
  }

  /** Finds the key's numbers, or makes room for them, unless told to only look. */
  #locate(key: string, now: number, peek: boolean): void {
    const table = this.#table;
    this.#now = now;
    let at = table.find(key);
    if (at < 0 && !peek) {
      this.#sweep();
      if (table.size < this.#maxKeys) at = table.add(key);
      else this.overflow++;
    }
    this.#at = Math.max(0, at);
    if (at >= 0) this.#cells = table.cells;
    else this.#cells = table.size < this.#maxKeys ? this.#unseen : this.#shared;
  }

  /**
   * Forgets idle keys, a few for each new one, when there are twice as many as the last time left. To forget them sooner
   * would cost more than it saves: most come back.
   */
  #sweep(): void {
    const table = this.#table;
    if (table.size >= this.#maxKeys) {
      this.evicted += table.sweep(sweptWhenFull);
    } else if (this.#unswept > 0) {
      this.#unswept -= swept;
      this.evicted += table.sweep(swept);
      if (this.#unswept <= 0) this.#sweepFrom = Math.max(fewKeys, 2 * table.size);
    } else if (table.size >= this.#sweepFrom) {
      this.#unswept = table.places;
    }
  }

  #settle(denied: boolean): void {
    for (const bucket of this.#buckets) {
      if (this.#exceeded & bucket.bit) this.#strike(bucket);
      else if (!denied) bucket.quota.take(this.#cells, this.#at + bucket.at, this.#now, this.#cost);
    }
  }

  /** Blocks the key after a denial; while it is blocked no further strike counts. */
  #strike(bucket: Bucket): void {
    const { blocks, windowMs } = bucket.policy;
    if (blocks.length === 0 || this.#blockEnd(bucket) > this.#now) return;
    const at = this.#at + bucket.blockAt;
    const strikes = this.#now < cell(this.#cells, at) + windowMs ? cell(this.#cells, at + 1) + 1 : 1;
    // There is one for each strike up to the last.
    this.#cells[at] = this.#now + (blocks[Math.min(strikes, blocks.length) - 1] as number);
    this.#cells[at + 1] = strikes;
  }

  #blockEnd({ blockAt }: Bucket): number {
    return blockAt < 0 ? this.#blockedUntil : Math.max(this.#blockedUntil, cell(this.#cells, this.#at + blockAt));
  }

  #isIdle({ quota, policy, at, blockAt }: Bucket, cells: Float64Array, from: number): boolean {
    const isForgiven = blockAt < 0 || cell(cells, from + blockAt) + policy.windowMs <= this.#now;
    return isForgiven && quota.waitFor(cells, from + at, this.#now, policy.burst) <= 0;
  }
}
