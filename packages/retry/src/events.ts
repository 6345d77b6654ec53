import type { GiveUpReason } from './retry-info.ts';

/** What an attempt ended with: an error it threw, or a value that `retryResult` refused. */
export type Failure = { readonly error: unknown } | { readonly value: unknown };

/** What the one observer of a policy is told. `name` is the policy's. */
export type RetryEvent =
  /** A call succeeded, after this many attempts. */
  | { readonly type: 'success'; readonly name: string; readonly attempts: number }
  /** Attempt number `attempt` failed, and another one follows after `delayMs`. */
  | ({ readonly type: 'retry'; readonly name: string; readonly attempt: number; readonly delayMs: number } & Failure)
  /** The call is over without success; `errors` are the last 100 of its attempts. */
  | ({
      readonly type: 'give-up';
      readonly name: string;
      readonly attempts: number;
      readonly elapsedMs: number;
      readonly errors: readonly unknown[];
      readonly reason: GiveUpReason;
    } & Failure);
