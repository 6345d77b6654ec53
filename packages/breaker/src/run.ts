import { anAbortSignal, checkOptions, type OptionRules } from '@scry/internal/check-options';
import { createOpenError } from './breaker-open-error.ts';
import type { BreakerOptions, CallOptions } from './breaker-options.ts';
import type { Verdict } from './breaker-state.ts';
import { begin, beginWithin, LazyCall, type Operation } from './call.ts';
import type { Circuit, Refusal, Ticket } from './circuit.ts';
import { guarded } from './guarded.ts';

/** What follows the end of a call. */
export interface Handlers {
  onSuccess<T>(value: T): T;
  /** Throws, or answers in place of the operation. */
  onFailure<T>(error: unknown): T | PromiseLike<T>;
}

type Classify = NonNullable<BreakerOptions['classify']>;
type Outcome = Parameters<Classify>[0];

export type Run = <T>(operation: Operation<T>, call?: CallOptions) => Promise<T>;

const callRules: OptionRules<CallOptions> = { signal: anAbortSignal };

/** Calls operations through a circuit. */
export function createRun(circuit: Circuit): Run {
  return function run<T>(operation: Operation<T>, call?: CallOptions): Promise<T> {
    // Closed, and nothing to watch over: one pair of handlers serves all calls until the state changes.
    const handlers = call ? undefined : circuit.direct;
    if (handlers) return begin(operation, new LazyCall()).then<T, T>(handlers.onSuccess, handlers.onFailure);
    return call ? runUnlessAborted(circuit, operation, call) : runWatched(circuit, operation);
  };
}

async function runUnlessAborted<T>(circuit: Circuit, operation: Operation<T>, call: CallOptions): Promise<T> {
  const { signal } = checkOptions('run', call, callRules);
  signal?.throwIfAborted();
  return runWatched(circuit, operation, signal);
}

function runWatched<T>(circuit: Circuit, operation: Operation<T>, signal?: AbortSignal): Promise<T> {
  const { name, clock, timeoutMs, store } = circuit.settings;
  const admission = circuit.admit();
  if ('retryAfterMs' in admission) return refuse(circuit, admission);
  const handlers = handlersOf(circuit, admission, signal);
  const isLimited = signal || timeoutMs < Infinity;
  if (!isLimited && !circuit.isTimed && !store && admission.mode.type === 'closed') circuit.direct = handlers;
  const begun = isLimited
    ? beginWithin(operation, { name, clock, timeoutMs, signal })
    : begin(operation, new LazyCall());
  return begun.then<T, T>(handlers.onSuccess, handlers.onFailure);
}

function refuse<T>({ settings }: Circuit, { state, retryAfterMs, cause }: Refusal): Promise<T> {
  const { name, fallback } = settings;
  const error = createOpenError(name, state, retryAfterMs, cause === undefined ? undefined : { cause });
  if (!fallback) return Promise.reject(error);
  // Whoever gives a fallback says that it answers for the operation; its type cannot be told to the breaker.
  return new Promise<T>((resolve) => resolve(fallback(error) as T));
}

/** For the calls of one ticket: a single one, or all plain ones of a closed state. */
function handlersOf(circuit: Circuit, ticket: Ticket, signal: AbortSignal | undefined): Handlers {
  return {
    onSuccess(value) {
      const { classify } = circuit.settings;
      const durationMs = circuit.isTimed ? circuit.elapsedMs(ticket) : 0;
      const verdict = classify ? judged(classify, { value }, durationMs, signal) : 'success';
      circuit.conclude(ticket, verdict, verdict === 'success' ? undefined : value, durationMs);
      return value;
    },
    onFailure<T>(error: unknown) {
      const { classify, fallback } = circuit.settings;
      const durationMs = circuit.isTimed ? circuit.elapsedMs(ticket) : 0;
      const isAborted = signal?.aborted;
      const verdict = classify ? judged(classify, { error }, durationMs, signal) : isAborted ? 'ignore' : 'failure';
      circuit.conclude(ticket, verdict, error, durationMs);
      // As in `refuse`.
      if (fallback && !isAborted) return fallback(error) as T;
      throw error;
    },
  };
}

function judged(classify: Classify, outcome: Outcome, durationMs: number, signal: AbortSignal | undefined): Verdict {
  return guarded(() => classify(outcome, { durationMs, aborted: signal?.aborted ?? false }), 'failure');
}
