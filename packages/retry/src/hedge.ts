import {
  aClock,
  aDelay,
  anAbortSignal,
  checkOptions,
  checkValue,
  type OptionRules,
} from '@scry/internal/check-options';
import { type Clock, startTimer, systemClock } from '@scry/internal/clock';
import { onAbort } from '@scry/internal/on-abort';
import { LazyAttempt, type Operation } from './attempt.ts';
import { isTransient } from './is-transient.ts';
import type { RetryBudget } from './retry-budget.ts';

/** When another call begins, and how many there may be. */
export interface HedgeOptions {
  /** How long to wait for an answer before the operation is begun once more. */
  readonly delayMs: number;
  /** Calls in all, the first one included. @default 2 */
  readonly max?: number;
  /** What calls after the first draw from. @default no budget */
  readonly budget?: RetryBudget;
  /** Ends all calls at once when it aborts. */
  readonly signal?: AbortSignal;
  /** @default the platform's monotonic clock and timers */
  readonly clock?: Clock;
}

const rules: OptionRules<HedgeOptions> = {
  delayMs: aDelay,
  max: ['number', 'an integer >= 1', (max: number) => max >= 1 && Number.isInteger(max)],
  budget: ['object', 'a RetryBudget', (budget: object) => 'tryTake' in budget],
  signal: anAbortSignal,
  clock: aClock,
};

/**
 * Begins the operation again while it is still running, and takes the first success: for reads whose slowest few
 * per cent decide how fast a page is (Dean and Barroso, "The Tail at Scale", CACM 2013; hedging of gRFC A6).
 *
 * The next call begins when `delayMs` have passed without an answer, or at once after a failure that may pass
 * (`isTransient`). The signals of the calls that lost abort. When none is left, it rejects with the last failure.
 *
 * @throws the signal's reason when it aborts.
 * @throws TypeError or RangeError when an option is wrong.
 * @example
 * const show = await hedge(({ signal }) => fetchShow(id, { signal }), { delayMs: 50 });
 */
export async function hedge<T>(operation: Operation<T>, options: HedgeOptions): Promise<T> {
  checkOptions('hedge', options, rules);
  const { delayMs, max = 2, budget, signal, clock = systemClock } = options;
  checkValue('hedge: delayMs', delayMs, aDelay);
  signal?.throwIfAborted();

  return new Promise<T>((resolve, reject) => {
    const running = new Set<LazyAttempt>();
    let begun = 0;
    let previousError: unknown;
    let cancelTimer: (() => void) | undefined;
    const end = (reason: unknown): void => {
      begun = max;
      cancelTimer?.();
      stopListening();
      for (const loser of running) loser.cut(reason);
    };
    const stopListening = onAbort(signal ? [signal] : [], (reason) => {
      reject(reason);
      end(reason);
    });

    const begin = (): void => {
      const attempt = new LazyAttempt(++begun, max, previousError);
      running.add(attempt);
      if (begun < max) cancelTimer = startTimer(clock, delayMs, beginAnother);
      new Promise<T>((settle) => settle(operation(attempt))).then(
        (value) => {
          running.delete(attempt);
          budget?.succeed();
          resolve(value);
          end(new DOMException('Another call of the hedge was faster.', 'AbortError'));
        },
        (error) => {
          running.delete(attempt);
          previousError = error;
          if (isTransient(error)) beginAnother();
          if (running.size > 0) return;
          reject(error);
          end(error);
        },
      );
    };
    const beginAnother = (): void => {
      cancelTimer?.();
      if (begun < max && (!budget || budget.tryTake())) begin();
    };
    begin();
  });
}
