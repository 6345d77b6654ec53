import { type Clock, startTimer } from '@scry/internal/clock';
import { onAbort } from '@scry/internal/on-abort';
import type { ActivityContext } from './experiment.ts';

/** How something that was tried ended. */
export type Attempt =
  | { readonly status: 'succeeded'; readonly output: unknown }
  | { readonly status: 'failed' | 'aborted'; readonly error: unknown };

export interface AttemptOptions {
  readonly clock: Clock;
  readonly timeoutMs: number;
  /** Gives it up; what it does is not waited for. */
  readonly signal: AbortSignal;
}

/** Tries something for as long as it may take. Whatever becomes of it, the promise resolves. */
export function attempt(
  run: (context: ActivityContext) => unknown,
  { clock, timeoutMs, signal }: AttemptOptions,
): Promise<Attempt> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve({ status: 'aborted', error: signal.reason });
    const own = new AbortController();
    const finish = (outcome: Attempt): void => {
      cancelTimer();
      stopListening();
      resolve(outcome);
      if (outcome.status !== 'succeeded') own.abort(outcome.error);
    };
    const cancelTimer = startTimer(clock, timeoutMs, () =>
      finish({ status: 'failed', error: new DOMException(`It took longer than ${timeoutMs} ms.`, 'TimeoutError') }),
    );
    const stopListening = onAbort([signal], (reason) => finish({ status: 'aborted', error: reason }));
    new Promise((answer) => answer(run({ signal: own.signal }))).then(
      (output) => finish({ status: 'succeeded', output }),
      (error: unknown) => finish({ status: 'failed', error }),
    );
  });
}
