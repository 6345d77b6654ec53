import type { Clock } from '@scry/internal/clock';
import type { Injection } from '../events.ts';
import type { Experiment } from './experiment.ts';
import type { ExperimentProblem } from './experiment-error.ts';
import type { AbortedBy, Journal, JournalStep, Outcome, ReplayResult } from './journal.ts';
import type { RunSettings } from './run-options.ts';

/** What an observer of an experiment is told. `name` is the experiment's. */
export type ExperimentEvent =
  | { readonly type: 'started'; readonly name: string }
  | { readonly type: 'step'; readonly name: string; readonly step: JournalStep }
  /** It is given up; what it began is rolled back. */
  | { readonly type: 'aborted'; readonly name: string; readonly by: AbortedBy; readonly reason: string }
  | { readonly type: 'ended'; readonly name: string; readonly outcome: Outcome; readonly durationMs: number };

/** How a run ended, as far as the steps do not say it. */
export interface Ending {
  readonly outcome: Outcome;
  readonly seed?: string;
  readonly problems?: readonly ExperimentProblem[];
  readonly injections?: readonly Injection[];
  readonly injectionsLeftOut?: number;
  readonly replay?: ReplayResult;
}

/** Writes the journal of one run, and tells of it. */
export class Recorder {
  readonly #about: Pick<Experiment, 'name' | 'description' | 'hypothesis'>;
  readonly #clock: Clock;
  readonly #tell: RunSettings['tell'];
  readonly #startedAt: string;
  readonly #begin: number;
  readonly #steps: JournalStep[] = [];
  #abort: Journal['abort'];

  constructor(about: Pick<Experiment, 'name' | 'description' | 'hypothesis'>, { clock, now, tell }: RunSettings) {
    this.#about = about;
    this.#clock = clock;
    this.#tell = tell;
    this.#startedAt = new Date(now()).toISOString();
    this.#begin = clock.now();
    tell({ type: 'started', name: about.name });
  }

  step(step: JournalStep): void {
    this.#steps.push(step);
    this.#tell({ type: 'step', name: this.#about.name, step });
  }

  aborted(by: AbortedBy, reason: string): void {
    this.#abort = { by, reason };
    this.#tell({ type: 'aborted', name: this.#about.name, by, reason });
  }

  end({ injections = [], injectionsLeftOut = 0, ...ending }: Ending): Journal {
    const { name, description, hypothesis } = this.#about;
    const durationMs = this.#clock.now() - this.#begin;
    const journal: Journal = {
      version: 1,
      experiment: name,
      ...(description !== undefined && { description }),
      ...(hypothesis !== undefined && { hypothesis }),
      startedAt: this.#startedAt,
      durationMs,
      ...(this.#abort && { abort: this.#abort }),
      ...ending,
      steps: this.#steps,
      injections,
      injectionsLeftOut,
    };
    this.#tell({ type: 'ended', name, outcome: ending.outcome, durationMs });
    return journal;
  }
}
