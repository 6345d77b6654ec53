import {
  aClock,
  aFunction,
  checkOptions,
  checkValue,
  type OptionRule,
  type OptionRules,
} from '@scry/internal/check-options';
import { type Clock, systemClock } from '@scry/internal/clock';
import type { Experiment } from '../experiment.ts';
import type { Journal } from '../journal.ts';
import { type RunOptions, readRunOptions } from '../run-options.ts';
import type { IncidentHook } from './incident.ts';
import { readWindows, type ScheduleWindow } from './schedule-window.ts';

/** An experiment that is run again and again. */
export interface ScheduleEntry {
  /** Its name stands for it. */
  readonly experiment: Experiment;
  /** From one beginning to the next; the first is so long after the start. */
  readonly everyMs: number;
  readonly options?: Omit<RunOptions, 'replay' | 'signal' | 'clock' | 'now'>;
}

/** What an observer of a scheduler is told. `name` is the experiment's. */
export type SchedulerEvent =
  | { readonly type: 'ended'; readonly name: string; readonly journal: Journal }
  /** It was due again while it was waiting or running. */
  | { readonly type: 'skipped'; readonly name: string; readonly reason: 'overlap' };

/** What is run when, and who is told. */
export interface SchedulerOptions {
  readonly entries: readonly ScheduleEntry[];
  /** When experiments may begin; one that is due outside of them waits. @default any time */
  readonly windows?: readonly ScheduleWindow[];
  /** How many runs the history keeps. @default 100 */
  readonly maxHistory?: number;
  /** Told when an experiment did not complete, and when it does again. */
  readonly onIncident?: IncidentHook;
  readonly onEvent?: (event: SchedulerEvent) => void;
  /** @default the platform's monotonic clock and timers */
  readonly clock?: Clock;
  /** Epoch milliseconds, for windows and journals. @default Date.now */
  readonly now?: () => number;
}

/** Options that have been checked, with every default in place. */
export interface SchedulerSettings extends Omit<SchedulerOptions, 'windows'> {
  readonly isOpen: (now: number) => boolean;
  readonly maxHistory: number;
  readonly clock: Clock;
  readonly now: () => number;
}

const aList: OptionRule = ['object', 'a list', Array.isArray];
const rules: OptionRules<SchedulerOptions> = {
  entries: ['object', 'a list that is not empty', (list: object) => Array.isArray(list) && list.length > 0],
  windows: aList,
  maxHistory: ['number', 'an integer >= 1', (n: number) => n >= 1 && Number.isInteger(n)],
  onIncident: aFunction,
  onEvent: aFunction,
  clock: aClock,
  now: aFunction,
};
const entryRules: OptionRules<ScheduleEntry> = {
  experiment: ['object', 'an experiment', (experiment: object) => 'name' in experiment],
  everyMs: ['number', 'a finite number > 0', (ms: number) => ms > 0 && ms < Infinity],
  options: ['object', 'an object'],
};

export function readSchedulerOptions(options: SchedulerOptions): SchedulerSettings {
  const { windows = [], ...given } = checkOptions('createScheduler', options, rules);
  checkValue('createScheduler: entries', given.entries, rules.entries);
  const entries = given.entries.map((entry, index) => {
    const subject = `createScheduler: entries[${index}]`;
    const checked = checkOptions(subject, entry, entryRules);
    for (const name of ['experiment', 'everyMs'] as const)
      checkValue(`${subject}: ${name}`, checked[name], entryRules[name]);
    readRunOptions(checked.options ?? {}); // now, and not when nobody looks
    return checked;
  });
  const names = entries.map(({ experiment }) => experiment.name);
  const twin = names.find((name, index) => names.indexOf(name) < index);
  if (twin !== undefined)
    throw new RangeError(`createScheduler: entries must have names of their own, got ${twin} twice`);
  return { maxHistory: 100, clock: systemClock, now: Date.now, ...given, entries, isOpen: readWindows(windows) };
}
