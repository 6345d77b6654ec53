import { type Clock, startTimer } from '@scry/internal/clock';
import { onAbort } from '@scry/internal/on-abort';

/** What may end an operation before it ends itself. */
export interface Bounds {
  readonly clock: Clock;
  /** None of them is aborted yet. */
  readonly signals: readonly AbortSignal[];
  /** Infinity: no timer. */
  readonly timeoutMs: number;
  readonly timeoutError: () => unknown;
  /** Told why the operation was given up, after the promise has been rejected with it. */
  readonly onCut: ((reason: unknown) => void) | undefined;
}

/** Settles as the operation does, or rejects when a signal aborts or the time is up, whichever comes first. */
export function bounded<T>(operation: () => T | PromiseLike<T>, bounds: Bounds): Promise<T> {
  return new Promise((resolve, reject) => {
    const cut = (reason: unknown): void => {
      release();
      reject(reason);
      bounds.onCut?.(reason);
    };
    const stopListening = onAbort(bounds.signals, cut);
    const cancelTimer =
      bounds.timeoutMs < Infinity
        ? startTimer(bounds.clock, bounds.timeoutMs, () => cut(bounds.timeoutError()))
        : undefined;
    const release = (): void => {
      stopListening();
      cancelTimer?.();
    };
    const settling = <A>(settle: (outcome: A) => void) => {
      return (outcome: A): void => {
        release();
        settle(outcome);
      };
    };
    // Both handlers stay attached after a cut: a late rejection is never an unhandled one.
    new Promise<T>((settle) => settle(operation())).then(settling(resolve), settling(reject));
  });
}
