import { aClock, aFunction, anAbortSignal, checkOptions, type OptionRules } from '@scry/internal/check-options';
import { type Clock, systemClock } from '@scry/internal/clock';
import { observe } from '@scry/internal/observe';
import type { Chaos } from '../chaos-api.ts';
import { type ProcessSignal, processSignalNames } from './interruption.ts';
import type { Journal } from './journal.ts';
import type { ExperimentEvent } from './recorder.ts';

/** How an experiment is run. */
export interface RunOptions {
  /** Whose injection points the faults act on. An experiment with faults wants one. */
  readonly chaos?: Chaos;
  /** A journal whose injections are to come again, whatever the scenarios say of chance and time. */
  readonly replay?: Journal;
  /** Gives the experiment up when it aborts; what it began is rolled back. */
  readonly signal?: AbortSignal;
  /**
   * Signals of the process that give the experiment up. While it runs they end nothing else: what it began is rolled back, and
   * then it is for the caller to end the process. @default SIGINT and SIGTERM
   */
  readonly processSignals?: readonly ProcessSignal[];
  /** @default the platform's monotonic clock and timers */
  readonly clock?: Clock;
  /** Epoch milliseconds, for the journal. @default Date.now */
  readonly now?: () => number;
  /** Told of each step. */
  readonly onEvent?: (event: ExperimentEvent) => void;
}

/** Options that have been checked, with every default in place. */
export interface RunSettings extends Omit<RunOptions, 'onEvent'> {
  readonly processSignals: readonly ProcessSignal[];
  readonly clock: Clock;
  readonly now: () => number;
  readonly tell: (event: ExperimentEvent) => void;
}

const rules: OptionRules<RunOptions> = {
  chaos: ['object', 'a Chaos', (chaos: object) => 'enable' in chaos],
  replay: ['object', 'a journal', (journal: object) => 'injections' in journal],
  signal: anAbortSignal,
  processSignals: [
    'object',
    `a list of ${processSignalNames.join(', ')}`,
    (names: object) => Array.isArray(names) && names.every((name) => processSignalNames.includes(name)),
  ],
  clock: aClock,
  now: aFunction,
  onEvent: aFunction,
};

export function readRunOptions(options: RunOptions): RunSettings {
  const { onEvent, ...given } = checkOptions('runExperiment', options, rules);
  return {
    processSignals: ['SIGINT', 'SIGTERM'],
    clock: systemClock,
    now: Date.now,
    ...given,
    tell: (event) => {
      if (onEvent) observe(onEvent, event);
    },
  };
}
