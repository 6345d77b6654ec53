import { aLimit, checkValue } from '@scry/internal/check-options';
import { observe } from '@scry/internal/observe';
import { sleep } from '@scry/internal/sleep';
import { isAbortRetry } from './abort-retry.ts';
import { LazyAttempt, type Operation } from './attempt.ts';
import { jitteredDelay } from './backoff.ts';
import { bounded } from './bounded.ts';
import type { Failure } from './events.ts';
import { requestedDelay } from './retry-after.ts';
import { type GiveUpReason, rememberRetryInfo } from './retry-info.ts';
import type { CallOptions, Policy } from './retry-options.ts';
import { TimeoutError } from './timeout-error.ts';

/** After so many attempts without a delay, timers and I/O get their turn. */
const attemptsPerTurn = 64;
const keptErrors = 100;

/** What an attempt ended with; `final`: the operation itself said that another one is of no use. */
type Outcome<T> = { readonly value: T } | { readonly error: unknown; readonly final?: boolean };

/** How a call ends; without a reason it succeeded. */
interface End<T> {
  readonly outcome: Outcome<T>;
  readonly reason?: GiveUpReason;
}

/** One call of a policy: its attempts, the waits between them, and its end. */
export class Call<T> {
  readonly #policy: Policy;
  readonly #operation: Operation<T>;
  readonly #signals: readonly AbortSignal[];
  readonly #deadlineMs: number;
  readonly #startedAt: number;
  readonly #errors: unknown[] = [];
  #attempts = 0;
  #delayMs = 0;
  #deadlineError: TimeoutError | undefined;

  constructor(policy: Policy, operation: Operation<T>, options: CallOptions = {}) {
    this.#policy = policy;
    this.#operation = operation;
    this.#signals = [policy.signal, options.signal].filter((signal) => signal !== undefined);
    this.#deadlineMs = options.deadlineMs ?? policy.deadlineMs;
    this.#startedAt = policy.clock.now();
  }

  /** Runs the call to its end; `first` is what an attempt failed with that was made before there was a call. */
  async run(first?: { readonly error: unknown }): Promise<T> {
    if (first) this.#attempts = 1;
    let outcome: Outcome<T> = first ? this.#failed(first.error) : await this.#try();
    for (;;) {
      const next = await this.#next(outcome);
      if (typeof next === 'object') return this.#finish(next);
      await this.#pause(next, outcome);
      outcome = await this.#try();
    }
  }

  async #try(): Promise<Outcome<T>> {
    const { attempts, attemptTimeoutMs, clock } = this.#policy;
    const previousError = this.#errors.at(-1);
    // Over while it waited: #next says how.
    if (this.#aborted() || this.#remainingMs() <= 0) return { error: previousError };
    this.#attempts++;
    const deadline = { clock, at: this.#startedAt + this.#deadlineMs };
    const attempt = new LazyAttempt(this.#attempts, attempts, previousError, deadline);
    try {
      const run = () => this.#operation(attempt);
      return { value: await this.#bounded(run, attemptTimeoutMs, (reason) => attempt.cut(reason)) };
    } catch (error) {
      return this.#failed(error);
    }
  }

  #failed(thrown: unknown): Outcome<T> {
    const final = isAbortRetry(thrown);
    const error = final ? thrown.cause : thrown;
    // What cuts a call from outside is not a failure of the operation.
    if (thrown !== this.#deadlineError && !this.#aborted()) this.#errors.push(error);
    if (this.#errors.length > keptErrors) this.#errors.shift();
    return { error, final };
  }

  /** The delay before the next attempt, or how the call ends here. */
  async #next(outcome: Outcome<T>): Promise<number | End<T>> {
    const { retryIf, retryResult } = this.#policy;
    try {
      if ('value' in outcome) {
        const wanted = retryResult?.(outcome.value, this.#attempts) ?? false;
        return wanted === false ? { outcome } : (this.#over(outcome) ?? this.#plan(outcome, wanted));
      }
      const over = this.#over(outcome);
      if (over) return over;
      const wanted = await this.#bounded(() => retryIf(outcome.error, this.#attempts), Infinity);
      return wanted === false ? { outcome, reason: 'not-retryable' } : this.#plan(outcome, wanted);
    } catch (error) {
      // A `retryIf` that was cut ends as the call does; what either of them throws itself is never lost.
      const over = 'error' in outcome ? this.#over(outcome) : undefined;
      return over ?? { outcome: { error }, reason: 'not-retryable' };
    }
  }

  /** How the call ends whatever may be thought of its last outcome. */
  #over(outcome: Outcome<T>): End<T> | undefined {
    const isError = 'error' in outcome;
    if (isError && outcome.final) return { outcome, reason: 'not-retryable' };
    const aborted = this.#aborted();
    if (aborted) return { outcome: { error: aborted.reason }, reason: 'aborted' };
    if (this.#deadlineError || this.#remainingMs() <= 0) {
      return { outcome: isError ? { error: this.#missDeadline() } : outcome, reason: 'deadline' };
    }
    return this.#attempts < this.#policy.attempts ? undefined : { outcome, reason: 'attempts' };
  }

  #plan(outcome: Outcome<T>, wanted: true | number): number | End<T> {
    const { maxRetryAfterMs, budget } = this.#policy;
    if (wanted !== true) checkValue('retry: the delay asked for', wanted, aLimit);
    const asked = wanted === true ? requestedDelay('error' in outcome ? outcome.error : outcome.value) : wanted;
    if (asked > maxRetryAfterMs) return { outcome, reason: 'retry-after' };
    this.#delayMs = jitteredDelay(this.#policy, this.#attempts, this.#delayMs);
    const delayMs = wanted === true ? Math.max(this.#delayMs, asked) : wanted;
    if (delayMs >= this.#remainingMs()) return { outcome, reason: 'deadline' };
    // Last, so that no token is spent on a retry that is not made.
    return !budget || budget.tryTake() ? delayMs : { outcome, reason: 'budget' };
  }

  async #pause(delayMs: number, outcome: Outcome<T>): Promise<void> {
    const { name, onEvent, clock } = this.#policy;
    if (onEvent) observe(onEvent, { type: 'retry', name, attempt: this.#attempts, delayMs, ...failure(outcome) });
    if (delayMs === 0 && this.#attempts % attemptsPerTurn > 0) return;
    // An abort ends the wait; #try sees it.
    await sleep(clock, delayMs, this.#signals).catch(() => {});
  }

  #finish({ outcome, reason }: End<T>): T {
    const { name, onEvent, clock } = this.#policy;
    if (reason) {
      const info = { attempts: this.#attempts, elapsedMs: clock.now() - this.#startedAt, errors: this.#errors, reason };
      if ('error' in outcome) rememberRetryInfo(outcome.error, info);
      if (onEvent) observe(onEvent, { type: 'give-up', name, ...info, ...failure(outcome) });
    } else {
      succeed(this.#policy, this.#attempts);
    }
    if ('error' in outcome) throw outcome.error;
    return outcome.value;
  }

  /** Runs something of the user's for as long as the call may last, and no longer than `timeoutMs`. */
  #bounded<R>(
    operation: () => R | PromiseLike<R>,
    timeoutMs: number,
    onCut?: (reason: unknown) => void,
  ): R | PromiseLike<R> {
    const remainingMs = this.#remainingMs();
    const shortestMs = Math.min(remainingMs, timeoutMs);
    if (shortestMs === Infinity && this.#signals.length === 0) return operation();
    return bounded(operation, {
      clock: this.#policy.clock,
      signals: this.#signals,
      timeoutMs: shortestMs,
      timeoutError: () => (remainingMs <= timeoutMs ? this.#missDeadline() : new TimeoutError('attempt', timeoutMs)),
      onCut,
    });
  }

  #aborted(): AbortSignal | undefined {
    return this.#signals.find((signal) => signal.aborted);
  }

  #remainingMs(): number {
    return this.#deadlineMs < Infinity ? this.#startedAt + this.#deadlineMs - this.#policy.clock.now() : Infinity;
  }

  #missDeadline(): TimeoutError {
    const cause = this.#errors.at(-1);
    this.#deadlineError ??= new TimeoutError('deadline', this.#deadlineMs, cause === undefined ? undefined : { cause });
    return this.#deadlineError;
  }
}

/** Pays the budget and tells the observer of a success. */
export function succeed({ budget, name, onEvent }: Policy, attempts: number): void {
  budget?.succeed();
  if (onEvent) observe(onEvent, { type: 'success', name, attempts });
}

function failure(outcome: Outcome<unknown>): Failure {
  return 'error' in outcome ? { error: outcome.error } : outcome;
}
