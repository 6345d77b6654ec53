import type { WindowOptions } from './breaker-options.ts';
import { CountWindow } from './count-window.ts';
import { TimeWindow } from './time-window.ts';

/** What the calls of a window came to. */
export interface WindowCounts {
  readonly calls: number;
  readonly failures: number;
  readonly slow: number;
}

/** The recent past that a rate is taken of. Adding a call takes the same time however many there are. */
export interface Window extends WindowCounts {
  /** Whether it looks at the time at all. */
  readonly isTimed: boolean;
  /** Adds a call that ended at `nowMs`. */
  record(nowMs: number, isFailure: boolean, isSlow: boolean): void;
  /** Adds what a snapshot tells of. */
  restore(nowMs: number, counts: WindowCounts): void;
  /** Forgets what is too old by `nowMs`. */
  moveTo(nowMs: number): void;
  clear(): void;
}

export function countsOf({ calls, failures, slow }: WindowCounts): WindowCounts {
  return { calls, failures, slow };
}

export function createWindow(options: WindowOptions | undefined): Window | undefined {
  if (!options) return undefined;
  return 'calls' in options ? new CountWindow(options.calls) : new TimeWindow(options.windowMs, options.buckets ?? 10);
}
