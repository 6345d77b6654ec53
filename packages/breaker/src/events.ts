import type { BreakerState } from './breaker-state.ts';

/** What the one observer of a breaker is told. `name` is the breaker's. A new state comes before the call that led to it. */
export type BreakerEvent =
  /** It opened for `openMs` milliseconds, jitter included, the `streak`-th time in a row; `cause`: the failure that did it. */
  | {
      readonly type: 'open';
      readonly name: string;
      readonly openMs: number;
      readonly streak: number;
      readonly cause: unknown;
    }
  /** It entered another state. */
  | { readonly type: 'closed' | 'half-open' | 'forced-open' | 'disabled'; readonly name: string }
  /** A call ended so; `stale`: it began in an earlier state, and changed nothing but the metrics. */
  | { readonly type: 'success'; readonly name: string; readonly slow: boolean; readonly stale: boolean }
  | {
      readonly type: 'failure';
      readonly name: string;
      readonly slow: boolean;
      readonly stale: boolean;
      readonly error: unknown;
    }
  | { readonly type: 'ignored'; readonly name: string; readonly stale: boolean }
  /** A call was not let in. */
  | {
      readonly type: 'rejected';
      readonly name: string;
      readonly state: BreakerState;
      readonly retryAfterMs: number;
    }
  /** The store failed or did not answer; the breaker goes on alone. */
  | { readonly type: 'store-error'; readonly name: string; readonly error: unknown };
