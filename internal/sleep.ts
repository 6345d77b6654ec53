import { type Clock, startTimer } from './clock.ts';
import { onAbort } from './on-abort.ts';

/** Resolves when `ms` have passed; rejects at once with the reason when one of the signals is or gets aborted. */
export function sleep(clock: Clock, ms: number, signals: readonly AbortSignal[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const aborted = signals.find((signal) => signal.aborted);
    if (aborted) return reject(aborted.reason);
    const cancel = startTimer(clock, ms, () => {
      stopListening();
      resolve();
    });
    const stopListening = onAbort(signals, (reason) => {
      cancel();
      stopListening();
      reject(reason);
    });
  });
}
