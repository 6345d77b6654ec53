import type { Scenario } from '../scenario.ts';
import type { Control } from './control.ts';
import type { Tolerance } from './tolerance.ts';

/** What an activity is called with. */
export interface ActivityContext {
  /** Aborts when the activity has taken too long, and when the experiment is given up. */
  readonly signal: AbortSignal;
}

/** Something that is done, once. */
export interface Activity {
  /** Stands in the journal, in reports and in events. */
  readonly name: string;
  readonly run: (context: ActivityContext) => unknown;
  /** It has failed when it takes longer. @default 30_000 */
  readonly timeoutMs?: number;
  /** @default 0 */
  readonly pauseBeforeMs?: number;
  /** @default 0 */
  readonly pauseAfterMs?: number;
  /** Goes on beside what follows; it is waited for when the method has ended. @default false */
  readonly background?: boolean;
}

/** Asks the system something, and knows which answers are fine. */
export interface Probe extends Activity {
  readonly tolerance: Tolerance;
}

/** Does something to the system. */
export interface Action extends Activity {
  /** Puts it back. It is registered before `run` is called, and called last in, first out, whatever happens. */
  readonly undo?: (context: ActivityContext) => unknown;
  /** Goes on with the method when the action fails; otherwise that ends the experiment. @default false */
  readonly continueOnFailure?: boolean;
}

/** A probe that is asked again and again while faults are about; its first answer that is not fine ends the experiment. */
export interface Guardrail extends Pick<Probe, 'name' | 'run' | 'timeoutMs' | 'tolerance'> {
  /** Milliseconds between an answer and the next question. @default 1_000 */
  readonly everyMs?: number;
}

/** Shows that a system stands: it is in its steady state, faults and a method disturb it, and it is in its steady state. */
export interface Experiment {
  readonly name: string;
  readonly description?: string;
  /** What is expected, in a sentence. */
  readonly hypothesis?: string;
  /** Asked one by one: before the faults, while they are there, and after the roll-back. @default none */
  readonly steadyState?: readonly Probe[];
  /** Scenarios that are armed for the whole process, in this order, and ended in the reverse one. @default none */
  readonly faults?: readonly Scenario[];
  /** One by one, while the faults are there. An answer of a probe that is not fine is a deviation. @default none */
  readonly method?: readonly (Action | Probe)[];
  /** @default none */
  readonly guardrails?: readonly Guardrail[];
  /** Run in this order after every `undo`, one that fails or not, if anything was begun. @default none */
  readonly rollbacks?: readonly Action[];
  /** How long the system may take to be in its steady state again after the roll-back. @default 10_000 */
  readonly recoverWithinMs?: number;
  /** The experiment is given up, and rolled back, when it has taken so long. @default 600_000 */
  readonly timeoutMs?: number;
  /** Told before and after each part. @default none */
  readonly controls?: readonly Control[];
  /** Texts that the journal never shows. @default none */
  readonly secrets?: readonly string[];
}
