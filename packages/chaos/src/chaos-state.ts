import type { Arming } from './armory.ts';

/** A scenario that is armed, and what it has done so far. */
export interface ScenarioState {
  readonly name: string;
  readonly scope: 'process' | 'scope';
  readonly remainingMs: number;
  readonly calls: number;
  readonly injections: number;
  /** Calls that were to be disturbed and were not, for the budget or because the function is synchronous. */
  readonly skipped: number;
}

/** What is armed, and what it does at the moment. */
export interface ChaosState {
  readonly seed: string;
  /** Those that are armed, in the order of arming. */
  readonly scenarios: readonly ScenarioState[];
  /** Calls being disturbed now. */
  readonly disturbing: number;
}

export function scenarioStates({ armed, scope, endsAt }: Arming, now: number): readonly ScenarioState[] {
  return armed.map(({ scenario: { name }, calls, injections, skipped }) => ({
    name,
    scope,
    remainingMs: Math.max(0, endsAt - now),
    calls,
    injections,
    skipped,
  }));
}
