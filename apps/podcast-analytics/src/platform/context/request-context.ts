import { AsyncLocalStorage } from 'node:async_hooks';
import { continueTrace, type Trace, traceparentOf } from './trace-context.ts';

/** On whose behalf something is done. It stands in every log line, in events and in jobs. */
export interface RequestContext {
  readonly requestId?: string | undefined;
  readonly tenantId?: string | undefined;
  readonly userId?: string | undefined;
  /** When what it was answered with is not of now: ISO 8601. */
  readonly staleSince?: string | undefined;
}

/** A context with its place in a trace, as it is written down beside an event or a job. */
export interface StoredContext extends RequestContext {
  readonly traceparent?: string | undefined;
}

interface Running {
  context: RequestContext;
  readonly trace: Trace;
}

const storage = new AsyncLocalStorage<Running>();

/** Runs `work`, and all that it starts, in that context; the trace goes on where the caller's ended. */
export function runInContext<T>({ traceparent, ...context }: StoredContext, work: () => T): T {
  return storage.run({ context, trace: continueTrace(traceparent) }, work);
}

/** Adds what is learned of the caller later on, as by the log-in of a request. */
export function addToContext(known: RequestContext): void {
  const running = storage.getStore();
  if (running) running.context = { ...running.context, ...known };
}

/** The context that the caller runs in; empty outside of one. */
export function currentContext(): StoredContext {
  const running = storage.getStore();
  return running ? { ...running.context, traceparent: traceparentOf(running.trace) } : {};
}

/** What each log line says of its context. */
export function contextFields(): object {
  const running = storage.getStore();
  return running ? { ...running.context, traceId: running.trace.traceId } : {};
}
