/** Failures in a row after which the store is left alone. */
const mostFailures = 5;
/** For how long, before one batch may try again. */
const restMs = 1_000;

/** A circuit breaker: a store that fails is not asked by every call. */
export class StoreHealth {
  readonly #now: () => number;
  #failures = 0;
  #restsUntil = 0;
  #isProbing = false;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Whether the store is left alone at the moment. */
  get isOpen(): boolean {
    return this.#failures >= mostFailures && (this.#isProbing || this.#now() < this.#restsUntil);
  }

  /** Whether a batch may be sent; after a rest only one, until it is known how that went. */
  begin(): boolean {
    if (this.isOpen) return false;
    this.#isProbing = this.#failures >= mostFailures;
    return true;
  }

  /** Returns whether it had been failing. */
  succeed(): boolean {
    const failures = this.#failures;
    this.#failures = 0;
    this.#isProbing = false;
    return failures > 0;
  }

  /** Returns whether it had been well. */
  fail(): boolean {
    this.#failures++;
    this.#isProbing = false;
    this.#restsUntil = this.#now() + restMs;
    return this.#failures === 1;
  }
}
