import type { AppProcess } from './app-process.ts';
import type { Balancer } from './balancer.ts';
import type { Prepared } from './prepare-database.ts';
import type { World } from './world.ts';

/** Something that was done on purpose, and whether it had the effect that it is there for. */
export interface Check {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
}

/** What phases have to play with. */
export interface Game {
  readonly world: World;
  readonly apps: readonly AppProcess[];
  readonly balancer: Balancer;
  readonly prepared: Prepared;
  /** Of the session that asks for pages. */
  readonly session: string;
  readonly checks: Check[];
}

/** Makes good what a phase has broken. */
export type End = () => Promise<void> | void;

export interface Phase {
  readonly name: string;
  /** How long it lasts until it is ended. */
  readonly seconds: number;
  /** The same with `--quick`, which plays only those that have it. */
  readonly quickSeconds?: number;
  begin(game: Game, seconds: number): Promise<End> | End;
  /** The signals of which one must come; absent where nothing is wrong that anybody would want to hear of, for this reason. */
  readonly detectedBy: readonly string[] | { readonly nothing: string };
  /** A process is killed while it answers: its latency is that of a new start. */
  readonly isKill?: true;
  /** Whether it is played with resilience switched off, too. */
  readonly inContrast?: true;
}

/** What of a phase was seen. Times are in milliseconds since the run began. */
export interface PhaseRecord {
  readonly name: string;
  readonly from: number;
  /** When its fault was taken away. */
  readonly faultEnd: number;
  /** When the next phase began. */
  readonly to: number;
  /** From the end of the fault until all was well; undefined where it was not within the time that there is for it. */
  readonly healthyAfterMs: number | undefined;
  /** What was missing last before that. */
  readonly waitedFor: readonly string[];
}
