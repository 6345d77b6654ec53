import type { Policy } from './policy.ts';
import { readPolicies } from './read-policies.ts';
import type { StorePolicy } from './store.ts';

const mostPlans = 256;

/** The policies of a call: those that it brings, else those of the limiter. */
export type PlanOf = (policies: readonly Policy[] | undefined) => readonly StorePolicy[];

/**
 * Reads the policies of calls. The same policies are the same plan, whoever brings them: one that is written anew for
 * each call must not begin with full buckets each time.
 */
export function createPlans(main: readonly StorePolicy[]): PlanOf {
  const known = new WeakMap<readonly Policy[], readonly StorePolicy[]>();
  const plans = new Map([[JSON.stringify(main), main]]);

  function read(policies: readonly Policy[]): readonly StorePolicy[] {
    const plan = readPolicies('consume', policies);
    const words = JSON.stringify(plan);
    const same = plans.get(words);
    if (same) return same;
    if (plans.size > mostPlans) throw new RangeError(`consume: there are more than ${mostPlans} different plans`);
    plans.set(words, plan);
    return plan;
  }

  return function planOf(policies) {
    if (policies === undefined) return main;
    const plan = known.get(policies) ?? read(policies);
    known.set(policies, plan);
    return plan;
  };
}
