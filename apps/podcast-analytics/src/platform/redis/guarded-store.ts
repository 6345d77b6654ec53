import type { RateLimitStore } from '@scry/ratelimit';
import type { Policy } from '../db/pool-database.ts';

/** A store of which every call goes through a policy, such as a breaker. */
export function guardedStore(store: RateLimitStore, guard: Policy): RateLimitStore {
  return {
    decide: (batch) => guard(async () => store.decide(batch)),
    block: (...args) => guard(async () => store.block(...args)),
    reset: (...args) => guard(async () => store.reset(...args)),
  };
}
