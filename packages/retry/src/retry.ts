import { LazyAttempt, type Operation } from './attempt.ts';
import { plainDelay } from './backoff.ts';
import { Call, succeed } from './call.ts';
import type { PresetName } from './presets.ts';
import { type CallOptions, checkCall, type Policy, type RetryOptions, readOptions } from './retry-options.ts';

/** A policy to run many operations with. */
export interface Retry {
  /**
   * Runs the operation, again where the policy says so. Rejects with what the last attempt failed with.
   *
   * @throws TimeoutError (`SCRY_TIMEOUT`) when the deadline passes; its `cause` is what the last attempt failed with.
   * @throws the signal's reason when it aborts.
   */
  run<T>(operation: Operation<T>, call?: CallOptions): Promise<T>;
  /** The function with this policy around it; `this`, `name` and `length` stay. */
  wrap<A extends unknown[], R>(fn: (this: unknown, ...args: A) => R | PromiseLike<R>): (...args: A) => Promise<R>;
  /** The delays between the attempts without jitter, in milliseconds: for docs, tests and reviews. */
  delays(): Iterable<number>;
}

/**
 * Runs an operation, and again when it fails for a reason that may pass.
 *
 * Rejects with what the last attempt failed with, the very same value; `retryInfo` tells its history.
 *
 * @throws TypeError or RangeError when an option is wrong.
 * @throws TimeoutError (`SCRY_TIMEOUT`) when the deadline passes; its `cause` is what the last attempt failed with.
 * @throws the signal's reason when it aborts.
 * @example
 * const show = await retry(({ signal }) => fetchShow(id, { signal }), { attempts: 5, deadlineMs: 10_000 });
 */
export async function retry<T>(operation: Operation<T>, options: RetryOptions | PresetName = {}): Promise<T> {
  return createPolicy(readOptions('retry', options, false)).run(operation);
}

/**
 * Creates a policy to run many operations with. Unlike a single `retry`, it has a retry budget of its own by default.
 *
 * @throws TypeError or RangeError when an option is wrong.
 * @example
 * const policy = createRetry({ ...presets.database, name: 'orders' });
 * const order = await policy.run(() => db.query('select …'));
 */
export function createRetry(options: RetryOptions | PresetName = {}): Retry {
  return createPolicy(readOptions('createRetry', options, true));
}

/** The same for every factory, whose name stands in the errors about its options. */
export function createPolicy(policy: Policy): Retry {
  const { attempts, attemptTimeoutMs, deadlineMs, signal, retryResult } = policy;
  // Nothing to watch over during an attempt, nothing to ask about its result, and an end to it all.
  const plain =
    attemptTimeoutMs === Infinity && deadlineMs === Infinity && !signal && !retryResult && attempts < Infinity;

  // One for all calls: a closure for each would cost an allocation on the way of success.
  const onSuccess = <T>(value: T): T => {
    succeed(policy, 1);
    return value;
  };

  function run<T>(operation: Operation<T>, call?: CallOptions): Promise<T> {
    if (!plain || call) return runBounded(operation, call);
    const onFailure = (error: unknown): Promise<T> => new Call(policy, operation).run({ error });
    let result: T | PromiseLike<T>;
    try {
      result = operation(new LazyAttempt(1, attempts));
    } catch (error) {
      return onFailure(error);
    }
    return (result instanceof Promise ? result : Promise.resolve(result)).then(onSuccess, onFailure);
  }

  async function runBounded<T>(operation: Operation<T>, call: CallOptions = {}): Promise<T> {
    checkCall(call);
    const isBounded = attempts < Infinity || (call.deadlineMs ?? deadlineMs) < Infinity;
    if (!isBounded && !signal && !call.signal) {
      throw new RangeError('retry: attempts: Infinity needs a deadlineMs or a signal');
    }
    return new Call(policy, operation, call).run();
  }

  return {
    run,
    wrap(fn) {
      function wrapped(this: unknown, ...args: Parameters<typeof fn>) {
        return run(() => fn.apply(this, args));
      }
      return Object.defineProperties(wrapped, { name: { value: fn.name }, length: { value: fn.length } });
    },
    *delays() {
      for (let n = 1; n < attempts; n++) yield plainDelay(policy, n);
    },
  };
}
