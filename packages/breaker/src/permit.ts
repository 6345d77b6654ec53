import type { Verdict } from './breaker-state.ts';
import type { Circuit, Ticket } from './circuit.ts';
import type { Disposing } from './disposing.ts';

/**
 * Leave for one call, to be ended once, in any of four ways; ends after the first one do nothing. Each tells whether the end
 * counted: `false` where the permit has ended before, or the breaker's state has changed since. `using` ends it as `ignore`.
 */
export interface Permit extends Disposing {
  success(): boolean;
  /** `error` is going to be the `cause` of the errors while the breaker is open. */
  failure(error?: unknown): boolean;
  /** Says nothing about the health of what was called. */
  ignore(): boolean;
}

export function createPermit(circuit: Circuit, ticket: Ticket): Permit {
  let hasEnded = false;
  const end = (verdict: Verdict, error?: unknown): boolean => {
    if (hasEnded) return false;
    hasEnded = true;
    return circuit.conclude(ticket, verdict, error, circuit.isTimed ? circuit.elapsedMs(ticket) : 0);
  };
  return {
    success: () => end('success'),
    failure: (error) => end('failure', error),
    ignore: () => end('ignore'),
    [Symbol.dispose]: () => void end('ignore'),
  };
}
