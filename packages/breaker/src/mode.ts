// The states, each with what it needs to know. A new object is a new generation: what began in an earlier one is stale.

/** How long the breaker is going to be open: what `openMs` says, and with its spread. */
export interface Pause {
  readonly plainMs: number;
  readonly openMs: number;
}

export interface Closed {
  readonly type: 'closed';
  consecutiveFailures: number;
}

export interface Open {
  readonly type: 'open';
  readonly untilMs: number;
  readonly pause: Pause;
  /** How often in a row it opened, this time included. */
  readonly streak: number;
  readonly cause: unknown;
}

export interface HalfOpen {
  readonly type: 'half-open';
  readonly streak: number;
  readonly cause: unknown;
  /** When the lease of each probe under way ends; all are equally long, so the first one ends first. */
  readonly leases: Map<object, number>;
  readonly leaseMs: number;
  /** The pause that it comes from, and the one that a failure would begin: drawn ahead, so that reading the state draws nothing. */
  readonly pause: Pause;
  readonly next: Pause;
  successes: number;
}

export interface Overridden {
  readonly type: 'forced-open' | 'disabled';
}

export type Mode = Closed | Open | HalfOpen | Overridden;

/** The same state in a new generation, without what was under way in it. */
export function renewed(mode: Mode): Mode {
  if (mode.type !== 'half-open') return { ...mode };
  const { pause, streak, cause } = mode;
  return { type: 'open', untilMs: Number.NEGATIVE_INFINITY, pause, streak, cause };
}

/** Open again, as of then. */
export function reopened({ next, streak, cause }: HalfOpen, sinceMs: number, newCause = cause): Open {
  return { type: 'open', untilMs: sinceMs + next.openMs, pause: next, streak: streak + 1, cause: newCause };
}

/** The lease of a probe that ran out by then; the breaker has been open since its end. */
export function expiredLease({ leases }: HalfOpen, nowMs: number): number | undefined {
  const [first = Infinity] = leases.values();
  return first <= nowMs ? first : undefined;
}

/** What time has made of a state by then, whether it has been noticed or not. */
export function seenAt(mode: Mode, nowMs: number): Mode {
  if (mode.type !== 'half-open') return mode;
  const expired = expiredLease(mode, nowMs);
  return expired === undefined ? mode : reopened(mode, expired);
}

/** Whether an open state has run its time, and waits for a call to probe with. */
export function isOver(mode: Mode, nowMs: number): boolean {
  return mode.type === 'open' && mode.untilMs <= nowMs;
}
