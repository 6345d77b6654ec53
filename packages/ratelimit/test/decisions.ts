import type { Decision, PolicyState } from '../src/index.ts';

/** A decision of one policy, 100 in a minute and half used, but for what is given. */
export function decisionOf(given: Partial<Decision> = {}, state: Partial<PolicyState> = {}): Decision {
  const policy: PolicyState = {
    name: 'default',
    limit: 100,
    windowMs: 60_000,
    remaining: 50,
    availableAfterMs: 600,
    resetAfterMs: 30_000,
    ...state,
  };
  const { name, ...figures } = policy;
  return {
    allowed: true,
    retryAfterMs: 0,
    policy: name,
    ...figures,
    violated: [],
    policies: [policy],
    degraded: false,
    ...given,
  };
}

/** The same by two policies, of which the first is the tighter one. */
export function twofoldDecision(given: Partial<Decision> = {}): Decision {
  const burst = { name: 'burst', limit: 10, windowMs: 1_000, remaining: 2, availableAfterMs: 100, resetAfterMs: 800 };
  const daily = {
    ...burst,
    name: 'daily',
    limit: 1_000,
    windowMs: 86_400_000,
    remaining: 900,
    resetAfterMs: 8_640_000,
  };
  return decisionOf({ policies: [burst, daily], ...given }, burst);
}
