import type { RateLimitStore, StorePolicy } from './store.ts';
import { contract } from './store-checks.ts';

/** One thing that every store must do: a test of its own, in whatever framework. */
export interface StoreCheck {
  readonly title: string;
  run(): Promise<void>;
}

/** A store under test, with keys that nobody else uses. */
export interface StoreUnderTest {
  readonly store: RateLimitStore;
  readonly prefix: string;
  /** Decides about keys with their costs in one batch; resolves with the figures of each. */
  decide(policies: readonly StorePolicy[], calls: readonly Call[], peek?: boolean): Promise<number[][]>;
}

export type Call = readonly [key: string, cost: number];

let runs = 0;

/**
 * The checks that a store must pass. Each has keys of its own, and takes less than a second.
 *
 * @example
 * for (const { title, run } of storeContract(() => redisStore(client))) test(title, run);
 */
export function storeContract(create: () => RateLimitStore | Promise<RateLimitStore>): StoreCheck[] {
  return Object.entries(contract).map(([title, check]) => ({
    title,
    run: async () => check(underTest(await create(), `contract-${Date.now()}-${++runs}:`)),
  }));
}

function underTest(store: RateLimitStore, prefix: string): StoreUnderTest {
  return {
    store,
    prefix,
    async decide(policies, calls, peek = false) {
      const keys = calls.map(([key]) => key);
      const costs = calls.map(([, cost]) => cost);
      const figures = await store.decide({ prefix, policies, keys, costs, peek });
      const each = policies.length * 5;
      if (figures.length !== calls.length * each) {
        throw new Error(`expected ${calls.length * each} figures, got ${figures.length}`);
      }
      return calls.map((_, index) => figures.slice(index * each, (index + 1) * each));
    },
  };
}
