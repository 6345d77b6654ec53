import type { BreakerOptions, CallOptions } from './breaker-options.ts';
import { readOptions } from './breaker-options.ts';
import type { BreakerState } from './breaker-state.ts';
import type { Operation } from './call.ts';
import { Circuit } from './circuit.ts';
import type { Disposing } from './disposing.ts';
import { type BreakerMetrics, metricsOf } from './metrics.ts';
import { createPermit, type Permit } from './permit.ts';
import type { PresetName } from './presets.ts';
import { createRun, type Run } from './run.ts';
import type { BreakerSnapshot } from './snapshot.ts';

/** A circuit breaker. Its methods work when they are taken out of it. */
export interface Breaker {
  /**
   * Runs the operation, or rejects at once.
   *
   * @throws BreakerOpenError (`SCRY_BREAKER_OPEN`) when the call is not let in.
   * @throws TimeoutError (`SCRY_TIMEOUT`) when it takes longer than `timeoutMs`.
   * @throws the signal's reason when it aborts.
   */
  run<T>(operation: Operation<T>, call?: CallOptions): Promise<T>;
  /** The function with this breaker around it; `this`, `name` and `length` stay. */
  wrap<A extends unknown[], R>(fn: (this: unknown, ...args: A) => R | PromiseLike<R>): (...args: A) => Promise<R>;
  /** Leave for a call that does not fit into one function, such as a stream; `undefined`: not now. */
  tryAcquire(): Permit | undefined;
  /** As time has made it; reading it changes nothing. */
  readonly state: BreakerState;
  /** Milliseconds until a call may be let in; Infinity while it is forced open. */
  readonly retryAfterMs: number;
  /** Lets nothing in, until `reset`. */
  forceOpen(): void;
  /** Lets everything in and judges nothing, until `reset`. */
  disable(): void;
  /** Closed, with nothing held against it. */
  reset(): void;
  /** Lets nothing in until what is returned is disposed of, by each one who asked; then it is what it was before. */
  isolate(): Disposing;
  snapshot(): BreakerSnapshot;
  metrics(): BreakerMetrics;
}

/**
 * Creates a circuit breaker: it stops calls to what keeps failing, and finds out with single calls when it works again.
 *
 * @throws TypeError or RangeError when an option is wrong.
 * @example
 * const stripe = createBreaker({ name: 'stripe', ...presets.externalApi });
 * const charge = await stripe.run(({ signal }) => createCharge(order, { signal }));
 */
export function createBreaker(options: BreakerOptions | PresetName = {}): Breaker {
  return new LazyBreaker(new Circuit(readOptions('createBreaker', options)));
}

/**
 * Makes each method when it is first read: bound to nothing, so that it can be taken out, and only then, because nine closures
 * would double what an idle breaker weighs.
 */
class LazyBreaker implements Breaker {
  readonly #circuit: Circuit;

  constructor(circuit: Circuit) {
    this.#circuit = circuit;
  }

  get run(): Run {
    return own(this, 'run', createRun(this.#circuit));
  }

  get wrap(): Breaker['wrap'] {
    const { run } = this;
    return own(this, 'wrap', (fn) => {
      function wrapped(this: unknown, ...args: Parameters<typeof fn>) {
        return run(() => fn.apply(this, args));
      }
      return Object.defineProperties(wrapped, { name: { value: fn.name }, length: { value: fn.length } });
    });
  }

  get tryAcquire(): Breaker['tryAcquire'] {
    const circuit = this.#circuit;
    return own(this, 'tryAcquire', () => {
      const admission = circuit.admit();
      return 'mode' in admission ? createPermit(circuit, admission) : undefined;
    });
  }

  get state(): BreakerState {
    return this.#circuit.view().state;
  }

  get retryAfterMs(): number {
    return this.#circuit.view().retryAfterMs;
  }

  get forceOpen(): Breaker['forceOpen'] {
    return own(this, 'forceOpen', () => this.#circuit.forceOpen());
  }

  get disable(): Breaker['disable'] {
    return own(this, 'disable', () => this.#circuit.disable());
  }

  get reset(): Breaker['reset'] {
    return own(this, 'reset', () => this.#circuit.reset());
  }

  get isolate(): Breaker['isolate'] {
    return own(this, 'isolate', () => ({ [Symbol.dispose]: this.#circuit.isolate() }));
  }

  get snapshot(): Breaker['snapshot'] {
    return own(this, 'snapshot', () => this.#circuit.snapshot());
  }

  get metrics(): Breaker['metrics'] {
    return own(this, 'metrics', () => metricsOf(this.#circuit));
  }
}

/** Puts a method in the place of the getter that made it. */
function own<N extends keyof Breaker>(breaker: Breaker, name: N, method: Breaker[N]): Breaker[N] {
  Object.defineProperty(breaker, name, { value: method });
  return method;
}
