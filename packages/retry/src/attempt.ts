import type { Clock } from '@scry/internal/clock';

/** What an operation is told about the attempt it makes. */
export interface Attempt {
  /** 1, 2, … */
  readonly attempt: number;
  /** How many there may be in all; Infinity when only time or a signal bounds them. */
  readonly attempts: number;
  /** Aborts when the caller's signal does, when the attempt's time is up, and at the deadline. Made when it is read. */
  readonly signal: AbortSignal;
  /** Milliseconds until the deadline, never below 0; Infinity without one. */
  readonly remainingMs: number;
  /** What the attempt before this one failed with; `undefined` in the first one. */
  readonly previousError: unknown;
}

/** What is tried: it may return a promise or a value, or throw. */
export type Operation<T> = (attempt: Attempt) => T | PromiseLike<T>;

/** An attempt whose signal is made only when somebody reads it: that costs microseconds, and most never do. */
export class LazyAttempt implements Attempt {
  readonly attempt: number;
  readonly attempts: number;
  readonly previousError: unknown;
  readonly #deadline: { readonly clock: Clock; readonly at: number } | undefined;
  #controller: AbortController | undefined;
  #cut: { readonly reason: unknown } | undefined;

  constructor(attempt: number, attempts: number, previousError?: unknown, deadline?: { clock: Clock; at: number }) {
    this.attempt = attempt;
    this.attempts = attempts;
    this.previousError = previousError;
    this.#deadline = deadline;
  }

  get signal(): AbortSignal {
    if (!this.#controller) {
      this.#controller = new AbortController();
      if (this.#cut) this.#controller.abort(this.#cut.reason);
    }
    return this.#controller.signal;
  }

  get remainingMs(): number {
    return this.#deadline ? Math.max(0, this.#deadline.at - this.#deadline.clock.now()) : Infinity;
  }

  /** Aborts the signal, also one that is read only later. */
  cut(reason: unknown): void {
    this.#cut = { reason };
    this.#controller?.abort(reason);
  }
}
