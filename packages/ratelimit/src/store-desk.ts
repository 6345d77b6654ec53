import { startTimer } from '@scry/internal/clock';
import { observe } from '@scry/internal/observe';
import { createDecision, width } from './create-decision.ts';
import type { Decision } from './decision.ts';
import { DenyCache } from './deny-cache.ts';
import { Memory } from './memory.ts';
import type { LimiterOptions } from './read-options.ts';
import { steadyTime } from './steady-time.ts';
import type { RateLimitStore, StorePolicy } from './store.ts';
import { StoreHealth } from './store-health.ts';

/** When nothing may pass without the store: until it is asked again, in microseconds. */
const closedFor = [1_000_000, 1_000_000, 1_000_000];

/** A longer batch would keep a store from its other work for a millisecond. */
const longestBatch = 256;

interface Request {
  readonly key: string;
  readonly cost: number;
  resolve(decision: Decision): void;
}

/** Requests under one plan that travel together. */
interface Batch {
  readonly plan: readonly StorePolicy[];
  readonly peek: boolean;
  readonly requests: Request[];
  askedAt: number;
}

/** Asks the store on behalf of many callers, and decides without it when it does not answer in time. */
export class StoreDesk {
  readonly #store: RateLimitStore;
  readonly #options: LimiterOptions;
  readonly #now: () => number;
  readonly #health: StoreHealth;
  readonly #local: Memory;
  readonly #denials: DenyCache;
  /** Of this turn of the event loop, not sent yet. */
  #batches: Batch[] = [];
  /** Sent, in this order, and not answered yet. */
  readonly #asked = new Set<Batch>();
  #cancelTimer: (() => void) | undefined;

  constructor(store: RateLimitStore, options: LimiterOptions) {
    this.#store = store;
    this.#options = options;
    this.#now = steadyTime(options.clock);
    this.#health = new StoreHealth(this.#now);
    this.#local = new Memory(options, 'local');
    this.#denials = new DenyCache(options.denyCacheMs);
  }

  /** Never rejects. A negative cost gives tokens back. */
  decide(plan: readonly StorePolicy[], key: string, cost: number, peek: boolean): Promise<Decision> {
    const denied = this.#denials.find(plan, key, cost, this.#now());
    if (denied) return Promise.resolve(denied);
    if (this.#health.isOpen) return Promise.resolve(this.#decideAlone(plan, key, cost, peek));
    return new Promise((resolve) => {
      this.#batchFor(plan, peek).requests.push({ key, cost, resolve });
      if (!this.#options.batch) this.#flush();
    });
  }

  async refund(plan: readonly StorePolicy[], key: string, tokens: number): Promise<void> {
    await this.#changing(key, this.decide(plan, key, -tokens, false));
  }

  /** Rejects when the store cannot be told; in this process the key is blocked all the same. */
  async block(key: string, forMs: number): Promise<void> {
    const { prefix, policies } = this.#options;
    this.#local.block(key, forMs);
    await this.#changing(key, this.#inTime(this.#store.block(prefix, key, policies, forMs)));
  }

  /** Rejects when the store cannot be told. */
  async reset(key: string | undefined): Promise<void> {
    const { prefix, policies } = this.#options;
    this.#local.reset(key);
    await this.#changing(key, this.#inTime(this.#store.reset(prefix, key, policies)));
  }

  counts(): ReturnType<Memory['counts']> {
    return this.#local.counts();
  }

  /** Forgets what a key was denied, before the change and, since an older answer may have come meanwhile, after it. */
  async #changing(key: string | undefined, change: Promise<unknown>): Promise<void> {
    this.#denials.delete(key);
    try {
      await change;
    } finally {
      this.#denials.delete(key);
    }
  }

  #batchFor(plan: readonly StorePolicy[], peek: boolean): Batch {
    const open = this.#batches.find(
      (batch) => batch.plan === plan && batch.peek === peek && batch.requests.length < longestBatch,
    );
    if (open) return open;
    if (this.#batches.length === 0 && this.#options.batch) {
      // After the I/O of this turn: requests that came on many connections travel together.
      const { setImmediate: later = queueMicrotask } = globalThis;
      later(() => this.#flush());
    }
    const batch = { plan, peek, requests: [], askedAt: 0 };
    this.#batches.push(batch);
    return batch;
  }

  #flush(): void {
    const batches = this.#batches;
    this.#batches = [];
    for (const batch of batches) void this.#send(batch);
  }

  async #send(batch: Batch): Promise<void> {
    if (!this.#health.begin()) return this.#decideAllAlone(batch);
    batch.askedAt = this.#now();
    this.#asked.add(batch);
    this.#watch();
    const { plan, peek, requests } = batch;
    const keys = requests.map(({ key }) => key);
    const costs = requests.map(({ cost }) => cost);
    try {
      const { prefix } = this.#options;
      this.#answer(batch, await this.#store.decide({ prefix, policies: plan, keys, costs, peek }));
    } catch (error) {
      this.#fail(batch, error);
    }
  }

  #answer(batch: Batch, figures: readonly number[]): void {
    const { plan, peek, requests, askedAt } = batch;
    const each = plan.length * width;
    const expected = requests.length * each;
    // Text would be taken for "not exceeded" below.
    if (figures?.length !== expected || !figures.every(Number.isInteger)) {
      throw new TypeError(`The store must answer with ${expected} integers.`);
    }
    if (!this.#settle(batch)) return;
    const { name, onEvent } = this.#options;
    if (this.#health.succeed() && onEvent) observe(onEvent, { type: 'recovered', name });
    requests.forEach(({ key, cost, resolve }, index) => {
      const decision = createDecision(plan, figures, index * each, 1_000, false);
      if (!decision.allowed && !peek) {
        const own = figures.slice(index * each, (index + 1) * each);
        this.#denials.add(key, { plan, cost, figures: own, askedAt }, decision.retryAfterMs);
      }
      resolve(decision);
    });
  }

  #fail(batch: Batch, error: unknown): void {
    // Late: it was decided without the store when its time was up.
    if (!this.#settle(batch)) return;
    const { name, onEvent } = this.#options;
    if (this.#health.fail() && onEvent) observe(onEvent, { type: 'degraded', name, error });
    this.#decideAllAlone(batch);
  }

  /** Whether the batch was still open. */
  #settle(batch: Batch): boolean {
    const wasOpen = this.#asked.delete(batch);
    if (this.#asked.size === 0) {
      this.#cancelTimer?.();
      this.#cancelTimer = undefined;
    }
    return wasOpen;
  }

  /** One timer for all batches: those that were sent first are due first. */
  #watch(): void {
    const { clock, timeoutMs } = this.#options;
    const [first] = this.#asked;
    if (!first || this.#cancelTimer || timeoutMs === Infinity) return;
    this.#cancelTimer = startTimer(clock, first.askedAt + timeoutMs - this.#now(), () => {
      this.#cancelTimer = undefined;
      for (const batch of this.#asked) {
        if (this.#now() < batch.askedAt + timeoutMs) break;
        this.#fail(batch, lateError(timeoutMs));
      }
      this.#watch();
    });
  }

  #decideAllAlone({ plan, peek, requests }: Batch): void {
    for (const { key, cost, resolve } of requests) resolve(this.#decideAlone(plan, key, cost, peek));
  }

  #decideAlone(plan: readonly StorePolicy[], key: string, cost: number, peek: boolean): Decision {
    const { onStoreError } = this.#options;
    if (onStoreError === 'local') {
      if (cost < 0) this.#local.refund(plan, key, -cost);
      return this.#local.decide(plan, key, Math.max(0, cost), peek);
    }
    const isClosed = onStoreError === 'closed';
    const figures = plan.flatMap(({ burst }) => (isClosed ? [1, 0, ...closedFor] : [0, burst, 0, 0, 0]));
    return createDecision(plan, figures, 0, 1_000, onStoreError);
  }

  #inTime(told: PromiseLike<unknown>): Promise<void> {
    const { clock, timeoutMs } = this.#options;
    return new Promise((resolve, reject) => {
      const cancel = startTimer(clock, timeoutMs, () => reject(lateError(timeoutMs)));
      told.then(
        () => {
          cancel();
          resolve();
        },
        (error: unknown) => {
          cancel();
          reject(error);
        },
      );
    });
  }
}

function lateError(timeoutMs: number): Error {
  return new Error(`The store did not answer within ${timeoutMs} ms.`);
}
