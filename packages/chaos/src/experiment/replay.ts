import { ask } from '../ask.ts';
import type { Injection } from '../events.ts';
import type { Scenario } from '../scenario.ts';
import type { Turn } from '../selector.ts';
import type { ReplayResult } from './journal.ts';

/** A scenario that disturbs exactly the calls that a journal names, and which arming it then has to be. */
export interface ReplayedScenario {
  readonly scenario: Scenario;
  readonly arming: number | undefined;
}

/** The scenario as it was in a journal: chance is drawn as it was, and what the journal says decides. */
export function replayedScenario(scenario: Scenario, injections: readonly Injection[]): ReplayedScenario {
  const own = injections.filter((each) => each.scenario === scenario.name);
  const calls = new Set(own.map(({ point, call }) => `${point}\0${call}`));
  const { when, afterMs: _, durationMs: __, times: ___, ...always } = scenario;
  return {
    scenario: {
      ...always,
      when(turn: Turn) {
        // The draws that follow, such as which of several faults it is, begin where they began then.
        if (when) ask(when, turn);
        return calls.has(`${turn.point}\0${turn.call}`);
      },
    },
    arming: own[0]?.arming,
  };
}

/** Holds what a replay injected against its journal. */
export function compareReplay(recorded: readonly Injection[], replayed: readonly Injection[]): ReplayResult {
  const missing = without(recorded, replayed);
  const extra = without(replayed, recorded);
  return { identical: missing.length === 0 && extra.length === 0, missing, extra };
}

/** The injections of the one list that are not in the other, each as often as it is there more often. */
export function without(list: readonly Injection[], others: readonly Injection[]): readonly Injection[] {
  const left = new Map<string, number>();
  for (const key of others.map(keyOf)) left.set(key, (left.get(key) ?? 0) + 1);
  return list.filter((each) => {
    const key = keyOf(each);
    const count = left.get(key) ?? 0;
    left.set(key, count - 1);
    return count <= 0;
  });
}

function keyOf({ scenario, arming, point, call, fault }: Injection): string {
  return JSON.stringify([scenario, arming, point, call, fault]);
}
