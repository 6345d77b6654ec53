import { type Clock, systemClock } from '@scry/internal/clock';
import { Buckets } from './buckets.ts';
import { width } from './create-decision.ts';
import { steadyTime } from './steady-time.ts';
import type { RateLimitStore } from './store.ts';

const mostKeys = 1_000_000;

/**
 * A store within this process: to test what uses a limiter with a store, or for limiters that share one.
 *
 * @example
 * const limiter = createRateLimiter({ limit: 10, windowMs: 1_000, store: memoryStore() });
 */
export function memoryStore(clock: Clock = systemClock): RateLimitStore {
  const elapsed = steadyTime(clock);
  const plans = new Map<string, Buckets>();
  const blocks = new Map<string, number>();

  return {
    async decide({ prefix, policies, keys, costs, peek }) {
      const plan = prefix + JSON.stringify(policies);
      const buckets = plans.get(plan) ?? new Buckets(policies, mostKeys, false);
      plans.set(plan, buckets);
      const now = elapsed();
      return keys.flatMap((key, index) => {
        const cost = costs[index] as number; // there is one for each key
        if (cost < 0) buckets.refund(key, now, -cost);
        buckets.admit(key, now, Math.max(0, cost), blocks.get(prefix + key) ?? 0, peek);
        return Array.from(buckets.figures(), inMicroseconds);
      });
    },
    async block(prefix, key, _policies, forMs) {
      for (const [plan, buckets] of plans) if (plan.startsWith(`${prefix}[`)) buckets.forgive(key);
      blocks.set(prefix + key, elapsed() + forMs);
    },
    async reset(prefix, key) {
      for (const [plan, buckets] of plans) if (plan.startsWith(`${prefix}[`)) buckets.reset(key);
      for (const blocked of blocks.keys()) {
        if (key === undefined ? blocked.startsWith(prefix) : blocked === prefix + key) blocks.delete(blocked);
      }
    },
  };
}

/** Durations come after whether the policy is exceeded and what is left; -1 is for ever. */
function inMicroseconds(figure: number, index: number): number {
  if (index % width < 2) return figure;
  return figure === Infinity ? -1 : Math.ceil(figure * 1_000);
}
