import {
  aClock,
  aLimit,
  anAbortSignal,
  checkOptions,
  checkValue,
  type OptionRules,
} from '@scry/internal/check-options';
import { type Clock, systemClock } from '@scry/internal/clock';
import { bounded } from './bounded.ts';
import { TimeoutError } from './timeout-error.ts';

/** The signal and the clock of one attempt. */
export interface TimeoutOptions {
  /** Ends the operation at once when it aborts. */
  readonly signal?: AbortSignal;
  /** @default the platform's monotonic clock and timers */
  readonly clock?: Clock;
}

const rules: OptionRules<TimeoutOptions> = { signal: anAbortSignal, clock: aClock };

/**
 * Runs an operation for `timeoutMs` milliseconds at most; then its signal aborts and the promise rejects, whether the
 * operation heeds the signal or not.
 *
 * @throws TimeoutError (`SCRY_TIMEOUT`) when the time is up.
 * @throws the signal's reason when it aborts.
 * @throws TypeError or RangeError when an option is wrong.
 * @example
 * const page = await withTimeout((signal) => fetch(url, { signal }), 2_000);
 */
export async function withTimeout<T>(
  operation: (signal: AbortSignal) => T | PromiseLike<T>,
  timeoutMs: number,
  options: TimeoutOptions = {},
): Promise<T> {
  checkValue('withTimeout: timeoutMs', timeoutMs, aLimit);
  checkOptions('withTimeout', options, rules);
  const { signal, clock = systemClock } = options;
  signal?.throwIfAborted();
  const controller = new AbortController();
  return bounded(() => operation(controller.signal), {
    clock,
    signals: signal ? [signal] : [],
    timeoutMs,
    timeoutError: () => new TimeoutError('attempt', timeoutMs),
    onCut: (reason) => controller.abort(reason),
  });
}
