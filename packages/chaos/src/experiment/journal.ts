import type { Injection } from '../events.ts';
import type { ExperimentProblem } from './experiment-error.ts';

/** How an experiment ended. The worst of what is true of it counts: the last of these first. */
export type Outcome = 'completed' | 'deviated' | 'aborted' | 'invalid' | 'not-recovered';

/** Who gave the experiment up. */
export type AbortedBy = 'steady-state' | 'fault' | 'action' | 'guardrail' | 'timeout' | 'signal';

/** The part of an experiment that a step belongs to, in their order. */
export type Phase = 'before' | 'faults' | 'method' | 'guardrails' | 'after' | 'rollback' | 'recovery';

/** Something that was done. */
export interface JournalStep {
  readonly phase: Phase;
  readonly kind: 'probe' | 'action' | 'fault' | 'undo';
  readonly name: string;
  /** Since the experiment began. */
  readonly atMs: number;
  readonly durationMs: number;
  /** `aborted`: it was not waited for. */
  readonly status: 'succeeded' | 'failed' | 'aborted';
  /** Whether the answer of a probe was fine. */
  readonly met?: boolean;
  /** The answer, as the first 2,000 characters of its JSON. */
  readonly output?: string;
  /** What went wrong, as the first 2,000 characters of it. */
  readonly error?: string;
}

/** How a replay compares with the journal that it repeats. */
export interface ReplayResult {
  /** Whether it injected the same faults into the same calls. */
  readonly identical: boolean;
  /** Injections of the journal that did not come again. */
  readonly missing: readonly Injection[];
  /** Injections that the journal does not have. */
  readonly extra: readonly Injection[];
}

/** All that happened in one run of an experiment: plain data, which survives JSON. */
export interface Journal {
  readonly version: 1;
  readonly experiment: string;
  readonly description?: string;
  readonly hypothesis?: string;
  readonly outcome: Outcome;
  /** When it began: ISO 8601, in UTC. */
  readonly startedAt: string;
  readonly durationMs: number;
  /** What the chance of the faults came from. */
  readonly seed?: string;
  readonly abort?: { readonly by: AbortedBy; readonly reason: string };
  /** Why it is invalid. */
  readonly problems?: readonly ExperimentProblem[];
  /** In the order in which they ended. Of a guardrail it is the answer that ended the experiment, of the recovery the last try. */
  readonly steps: readonly JournalStep[];
  /** The calls that its faults disturbed. At most 10,000, the last of them. */
  readonly injections: readonly Injection[];
  readonly injectionsLeftOut: number;
  readonly replay?: ReplayResult;
}

const codes = { completed: 0, deviated: 1, invalid: 2, aborted: 3, 'not-recovered': 4 } as const;

/**
 * The exit code of an outcome: 0 completed, 1 deviated, 2 invalid, 3 aborted, 4 not recovered.
 *
 * @example
 * process.exitCode = exitCodeOf((await runExperiment(experiment)).outcome);
 */
export function exitCodeOf(outcome: Outcome): 0 | 1 | 2 | 3 | 4 {
  return codes[outcome];
}
