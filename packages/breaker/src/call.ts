import { type Clock, startTimer } from '@scry/internal/clock';
import { onAbort } from '@scry/internal/on-abort';
import { TimeoutError } from './timeout-error.ts';

/** What an operation is told about the call it serves. */
export interface Call {
  /** Aborts when the caller's does, and when the call's time is up. Made when it is read. */
  readonly signal: AbortSignal;
}

/** What is called: it may return a promise or a value, or throw. */
export type Operation<T> = (call: Call) => T | PromiseLike<T>;

/** A call whose signal is made only when somebody reads it: that costs microseconds, and most never do. */
export class LazyCall implements Call {
  #controller: AbortController | undefined;
  #cut: { readonly reason: unknown } | undefined;

  get signal(): AbortSignal {
    if (!this.#controller) {
      this.#controller = new AbortController();
      if (this.#cut) this.#controller.abort(this.#cut.reason);
    }
    return this.#controller.signal;
  }

  /** Aborts the signal, also one that is read only later. */
  cut(reason: unknown): void {
    this.#cut = { reason };
    this.#controller?.abort(reason);
  }
}

/** What may end a call before its operation does. */
export interface Limits {
  readonly name: string;
  readonly clock: Clock;
  /** Infinity: no timer. */
  readonly timeoutMs: number;
  /** Not aborted yet. */
  readonly signal: AbortSignal | undefined;
}

/** Begins the operation at once. Whatever it returns or throws, there is one promise, which settles once. */
export function begin<T>(operation: Operation<T>, call: Call): Promise<T> {
  try {
    return Promise.resolve(operation(call));
  } catch (error) {
    return Promise.reject(error);
  }
}

/** Settles as the operation does, or rejects when the signal aborts or the time is up, whichever comes first. */
export function beginWithin<T>(operation: Operation<T>, { name, clock, timeoutMs, signal }: Limits): Promise<T> {
  const call = new LazyCall();
  return new Promise((resolve, reject) => {
    const cut = (reason: unknown): void => {
      release();
      reject(reason);
      call.cut(reason);
    };
    const stopListening = signal && onAbort([signal], cut);
    const onTimeout = (): void => cut(new TimeoutError(name, timeoutMs));
    const cancelTimer = timeoutMs < Infinity ? startTimer(clock, timeoutMs, onTimeout) : undefined;
    const release = (): void => {
      stopListening?.();
      cancelTimer?.();
    };
    // Both handlers stay attached after a cut: a late rejection is never an unhandled one.
    begin(operation, call).finally(release).then(resolve, reject);
  });
}
