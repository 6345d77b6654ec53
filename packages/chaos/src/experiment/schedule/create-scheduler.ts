import { startTimer } from '@scry/internal/clock';
import { observe } from '@scry/internal/observe';
import { unreferenced } from '@scry/internal/unreferenced';
import type { AsyncDisposing } from '../../disposing.ts';
import { reportError } from '../../report-error.ts';
import type { Journal, Outcome } from '../journal.ts';
import { runExperiment } from '../run-experiment.ts';
import { readSchedulerOptions, type ScheduleEntry, type SchedulerOptions } from './scheduler-options.ts';

/** A run, as the history keeps it. */
export interface ScheduledRun {
  readonly experiment: string;
  readonly outcome: Outcome;
  readonly startedAt: string;
  readonly durationMs: number;
  /** Why it was given up. */
  readonly reason?: string;
  readonly injections: number;
}

/** Experiments that are run again and again, one at a time. */
export interface ExperimentScheduler extends AsyncDisposing {
  /** Begins to count. Its timer keeps no process alive. */
  start(): void;
  /** Begins nothing more, gives up what is running, and resolves when that is rolled back. */
  stop(): Promise<void>;
  /**
   * Runs an experiment now, whatever the windows say, as soon as no other is running.
   *
   * @throws RangeError when there is none of this name; Error when the scheduler was stopped before its turn.
   */
  runNow(name: string): Promise<Journal>;
  /** The last runs, the oldest first. */
  history(): readonly ScheduledRun[];
  /** The name of the experiment that is running. */
  readonly running: string | undefined;
}

const windowPollMs = 60_000;

/**
 * Runs experiments again and again: never two at a time, only in the windows that it is given, and with word to somebody when one
 * of them does not complete.
 *
 * @throws TypeError or RangeError when an option is wrong.
 * @example
 * await using scheduler = createScheduler({
 *   entries: [{ experiment, everyMs: 3_600_000, options: { chaos } }],
 *   windows: [{ days: ['mon', 'tue', 'wed', 'thu'], from: '10:00', to: '16:00', timeZone: 'Europe/Berlin' }],
 *   onIncident: pagerDuty({ routingKey }),
 * });
 * scheduler.start();
 */
export function createScheduler(options: SchedulerOptions): ExperimentScheduler {
  const { entries, isOpen, maxHistory, onIncident, onEvent, clock, now } = readSchedulerOptions(options);
  const due = new Map<ScheduleEntry, number>();
  const waiting = new Set<ScheduleEntry>();
  const incidents = new Set<string>();
  const runs: ScheduledRun[] = [];
  let running: ScheduleEntry | undefined;
  let queue: Promise<unknown> = Promise.resolve();
  let stopping = new AbortController();
  let cancelTimer: (() => void) | undefined;

  function start(): void {
    if (cancelTimer) return;
    stopping = new AbortController();
    for (const entry of entries) due.set(entry, clock.now() + entry.everyMs);
    arm();
  }

  function arm(): void {
    const waitMs = Math.max(0, Math.min(...due.values()) - clock.now());
    cancelTimer = startTimer(unreferenced(clock), waitMs, () => {
      for (const [entry, at] of due) if (at <= clock.now()) fall(entry);
      arm();
    });
  }

  /** An entry is due. */
  function fall(entry: ScheduleEntry): void {
    const open = isOpen(now());
    due.set(entry, clock.now() + (open ? entry.everyMs : Math.min(entry.everyMs, windowPollMs)));
    if (!open) return;
    if (waiting.has(entry) || running === entry)
      tell({ type: 'skipped', name: entry.experiment.name, reason: 'overlap' });
    else enqueue(entry, () => isOpen(now())).catch(reportError);
  }

  function enqueue(entry: ScheduleEntry, mayRun: () => boolean): Promise<Journal | undefined> {
    const { signal } = stopping;
    waiting.add(entry);
    const turn = queue.then(() => {
      waiting.delete(entry);
      return signal.aborted || !mayRun() ? undefined : run(entry, signal);
    });
    queue = turn.catch(() => {});
    return turn;
  }

  async function run(entry: ScheduleEntry, signal: AbortSignal): Promise<Journal> {
    running = entry;
    try {
      const journal = await runExperiment(entry.experiment, { ...entry.options, clock, now, signal });
      note(journal);
      return journal;
    } finally {
      running = undefined;
    }
  }

  function note(journal: Journal): void {
    const { experiment, outcome, startedAt, durationMs, abort, injections, injectionsLeftOut } = journal;
    const reason = abort ? { reason: abort.reason } : {};
    runs.push({
      experiment,
      outcome,
      startedAt,
      durationMs,
      ...reason,
      injections: injections.length + injectionsLeftOut,
    });
    if (runs.length > maxHistory) runs.shift();
    tell({ type: 'ended', name: experiment, journal });
    // Who ends the process knows of it, and wants no more of this.
    if (outcome === 'aborted' && abort?.by === 'signal') halt();
    else raise(journal);
  }

  function raise(journal: Journal): void {
    const { experiment, outcome } = journal;
    const known = incidents.has(experiment);
    if (outcome !== 'completed') incidents.add(experiment);
    else incidents.delete(experiment);
    if (!onIncident || (outcome === 'completed' && !known)) return;
    const action = outcome === 'completed' ? 'resolve' : 'trigger';
    observe(onIncident, { action, key: `scry-chaos/${experiment}`, journal });
  }

  function tell(event: Parameters<NonNullable<typeof onEvent>>[0]): void {
    if (onEvent) observe(onEvent, event);
  }

  function halt(): void {
    cancelTimer?.();
    cancelTimer = undefined;
    stopping.abort(new Error('the scheduler was stopped'));
  }

  async function stop(): Promise<void> {
    halt();
    await queue;
  }

  return {
    start,
    stop,
    async runNow(name) {
      const entry = entries.find(({ experiment }) => experiment.name === name);
      if (!entry)
        throw new RangeError(
          `runNow: name must be one of ${entries.map(({ experiment }) => experiment.name).join(', ')}, got ${name}`,
        );
      const journal = await enqueue(entry, () => true);
      if (!journal) throw new Error(`runNow: ${name} did not run, because the scheduler was stopped`);
      return journal;
    },
    history: () => [...runs],
    get running() {
      return running?.experiment.name;
    },
    [Symbol.asyncDispose]: stop,
  };
}
