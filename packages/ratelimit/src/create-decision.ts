import type { Decision, PolicyState } from './decision.ts';
import type { StorePolicy } from './store.ts';

/** How many numbers say how a policy decided; `RateLimitStore.decide` tells what they are. */
export const width = 5;

const none: readonly string[] = [];

/** Sums up what each policy said. `figures` has its numbers from `from` on, with durations in 1 / `perMs` ms. */
export function createDecision(
  policies: readonly StorePolicy[],
  figures: ArrayLike<number>,
  from: number,
  perMs: number,
  degraded: Decision['degraded'],
): Decision {
  // There are as many figures as the policies have.
  const figure = (index: number, which: number): number => figures[from + width * index + which] as number;
  const states = policies.map(
    ({ name, limit, windowMs }, index): PolicyState => ({
      name,
      limit,
      windowMs,
      remaining: figure(index, 1),
      availableAfterMs: inMs(figure(index, 3), perMs),
      resetAfterMs: inMs(figure(index, 4), perMs),
    }),
  );
  let violated = none;
  let strictest = 0;
  let retryAfterMs = 0;
  policies.forEach(({ name, shadow }, index) => {
    const exceeded = figure(index, 0) === 1;
    if (exceeded) violated = [...violated, name];
    // At least 1: what a denied caller is told must not be taken for "at once".
    const wait = exceeded && !shadow ? Math.max(1, inMs(figure(index, 2), perMs)) : 0;
    const isStricter =
      policies[strictest]?.shadow === shadow
        ? wait > retryAfterMs || (wait === retryAfterMs && figure(index, 1) < figure(strictest, 1))
        : !shadow;
    if (!isStricter) return;
    strictest = index;
    retryAfterMs = wait;
  });
  // There is a state for each policy, and there is a policy. No spreading here: it took half of a decision's time.
  const state = states[strictest] as PolicyState;
  return {
    allowed: retryAfterMs === 0,
    limit: state.limit,
    remaining: state.remaining,
    retryAfterMs,
    availableAfterMs: state.availableAfterMs,
    resetAfterMs: state.resetAfterMs,
    windowMs: state.windowMs,
    policy: state.name,
    violated,
    policies: states,
    degraded,
  };
}

function inMs(duration: number, perMs: number): number {
  return duration < 0 ? Infinity : Math.ceil(duration / perMs);
}
