import { checkOptions, checkValue, type OptionRule, type OptionRules } from '@scry/internal/check-options';
import type { BreakerState } from './breaker-state.ts';
import type { WindowCounts } from './window.ts';

/** A breaker's state as plain data: it survives JSON, and a stay in another process. */
export interface BreakerSnapshot {
  readonly state: BreakerState;
  /** Milliseconds that it stays open; 0 in any other state. */
  readonly remainingMs: number;
  /** When it was taken, in epoch milliseconds. */
  readonly savedAt: number;
  readonly consecutiveFailures: number;
  /** How often in a row it opened. */
  readonly streak: number;
  /** What the calls of the window came to; undefined without one. */
  readonly window?: WindowCounts | undefined;
}

const aNumber: OptionRule = ['number', 'a finite number >= 0', (n: number) => n >= 0 && n < Infinity];
const aState: OptionRule = [
  'string',
  'a BreakerState',
  (state: string) => /^(closed|open|half-open|forced-open|disabled)$/.test(state),
];
const rules: OptionRules<BreakerSnapshot> = {
  state: aState,
  remainingMs: aNumber,
  savedAt: aNumber,
  consecutiveFailures: aNumber,
  streak: aNumber,
  window: ['object', 'an object'],
};
const windowRules: OptionRules<Partial<WindowCounts>> = { calls: aNumber, failures: aNumber, slow: aNumber };

/**
 * Checks data that may come from anywhere.
 *
 * @throws TypeError or RangeError when it is no snapshot.
 */
export function checkSnapshot(subject: string, value: BreakerSnapshot): BreakerSnapshot {
  const empty = { remainingMs: 0, savedAt: 0, consecutiveFailures: 0, streak: 0 };
  const snapshot = { ...empty, ...checkOptions(subject, value, rules) };
  checkValue(`${subject}: state`, snapshot.state, aState);
  if (!snapshot.window) return snapshot;
  const window = checkOptions<Partial<WindowCounts>>(`${subject}: window`, snapshot.window, windowRules);
  return { ...snapshot, window: { calls: 0, failures: 0, slow: 0, ...window } };
}

/** How long the snapshot of an open breaker has still to run. A wall clock that was put back or forward changes it by no more than its whole. */
export function remainingOf({ remainingMs, savedAt }: BreakerSnapshot): number {
  return Math.min(remainingMs, Math.max(0, remainingMs - (Date.now() - savedAt)));
}
