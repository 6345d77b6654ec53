import type { BackupDrill } from './backup-drill.ts';
import type { Check } from './game.ts';
import type { Gate } from './gates.ts';
import type { Reconciliation } from './reconcile.ts';
import type { Signal } from './signals.ts';
import type { PhaseSummary } from './summary.ts';
import type { Second } from './timeline.ts';

/** One run of the phases, as it is written down. */
export interface PlayedDay {
  readonly phases: readonly PhaseSummary[];
  readonly timeline: readonly Second[];
  readonly signals: readonly Signal[];
  /** How often a process was started again because it had ended. */
  readonly restarts: number;
}

/** All that a game day has measured: what stands in `gameday.json`. */
export interface GameDayReport {
  readonly startedAt: string;
  readonly seconds: number;
  readonly quick: boolean;
  readonly seed: number;
  /** Requests of the load; the probes and the payments come on top. */
  readonly perSecond: number;
  readonly machine: {
    readonly node: string;
    readonly cpus: number;
    readonly loadBefore: readonly number[];
    readonly loadAfter: readonly number[];
  };
  readonly gates: readonly Gate[];
  readonly checks: readonly Check[];
  readonly data: Reconciliation;
  readonly backups: BackupDrill;
  readonly on: PlayedDay;
  readonly off: PlayedDay;
}
