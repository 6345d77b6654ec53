import {
  aClock,
  aDelay,
  aFunction,
  aLimit,
  anAbortSignal,
  aString,
  checkOptions,
  type OptionRules,
} from '@scry/internal/check-options';
import { type Clock, systemClock } from '@scry/internal/clock';
import type { BackoffOptions, Jitter } from './backoff.ts';
import type { RetryEvent } from './events.ts';
import { isTransient } from './is-transient.ts';
import { expandPreset, type PresetName } from './presets.ts';
import { createRetryBudget, type RetryBudget } from './retry-budget.ts';

/** How often, when and for which failures an operation is run again. */
export interface RetryOptions {
  /** Tries in all, the first one included; Infinity needs a deadline or a signal. @default 3 */
  readonly attempts?: number;
  /** The delay before the first retry. @default 1_000 */
  readonly minDelayMs?: number;
  /** What the delay is multiplied by from one retry to the next. @default 2 */
  readonly factor?: number;
  /** No delay of the schedule, jitter included, is ever longer. @default 10_000 */
  readonly maxDelayMs?: number;
  /** How a delay is spread at random. @default 'full' */
  readonly jitter?: Jitter;
  /** The time one attempt may take; its `TimeoutError` is retried like any other. @default Infinity */
  readonly attemptTimeoutMs?: number;
  /** The time the whole call may take: it cuts the running attempt, and no delay is begun that cannot fit. @default Infinity */
  readonly deadlineMs?: number;
  /** Whether an error is worth another attempt; a number: yes, after this many milliseconds. @default isTransient */
  readonly retryIf?: (error: unknown, attempt: number) => boolean | number | PromiseLike<boolean | number>;
  /** Whether a result is worth another attempt, such as a Response with status 503; a number: after so many milliseconds. */
  readonly retryResult?: (value: unknown, attempt: number) => boolean | number;
  /** A server that asks for a longer wait than this ends the retrying. @default 60_000 */
  readonly maxRetryAfterMs?: number;
  /** What retries draw from, so that an outage is not multiplied. @default true for createRetry, false for retry */
  readonly budget?: RetryBudget | boolean;
  /** Ends the call at once when it aborts. */
  readonly signal?: AbortSignal;
  /** Stands in the events. @default 'retry' */
  readonly name?: string;
  /** Told of every success, retry and give-up. */
  readonly onEvent?: (event: RetryEvent) => void;
  /** @default the platform's monotonic clock and timers */
  readonly clock?: Clock;
  /** Random numbers in [0, 1). @default Math.random */
  readonly random?: () => number;
}

/** What may be different from call to call. */
export interface CallOptions {
  /** Ends this call at once when it aborts, as does the policy's own signal. */
  readonly signal?: AbortSignal;
  /** Takes the place of the policy's deadline. */
  readonly deadlineMs?: number;
}

/** Options that have been checked, with every default in place. */
export interface Policy extends BackoffOptions {
  readonly attempts: number;
  readonly attemptTimeoutMs: number;
  readonly deadlineMs: number;
  readonly retryIf: NonNullable<RetryOptions['retryIf']>;
  readonly retryResult?: RetryOptions['retryResult'];
  readonly maxRetryAfterMs: number;
  readonly budget: RetryBudget | undefined;
  readonly signal?: AbortSignal;
  readonly name: string;
  readonly onEvent?: RetryOptions['onEvent'];
  readonly clock: Clock;
}

const defaults: Omit<Policy, 'budget'> = {
  attempts: 3,
  minDelayMs: 1_000,
  factor: 2,
  maxDelayMs: 10_000,
  jitter: 'full',
  attemptTimeoutMs: Infinity,
  deadlineMs: Infinity,
  retryIf: isTransient,
  maxRetryAfterMs: 60_000,
  name: 'retry',
  clock: systemClock,
  random: () => Math.random(),
};

const rules: OptionRules<RetryOptions> = {
  attempts: ['number', 'an integer >= 1 or Infinity', (n: number) => n >= 1 && (n === Infinity || Number.isInteger(n))],
  minDelayMs: aDelay,
  factor: ['number', 'a finite number >= 1', (factor: number) => factor >= 1 && factor < Infinity],
  maxDelayMs: aDelay,
  jitter: [
    'string',
    'full, equal, decorrelated or none',
    (jitter: string) => /^(full|equal|decorrelated|none)$/.test(jitter),
  ],
  attemptTimeoutMs: aLimit,
  deadlineMs: aLimit,
  retryIf: aFunction,
  retryResult: aFunction,
  maxRetryAfterMs: aLimit,
  budget: [
    'boolean or object',
    'a boolean or a RetryBudget',
    (b: boolean | RetryBudget) => typeof b === 'boolean' || 'tryTake' in b,
  ],
  signal: anAbortSignal,
  name: aString,
  onEvent: aFunction,
  clock: aClock,
  random: aFunction,
};
const callRules: OptionRules<CallOptions> = { signal: anAbortSignal, deadlineMs: aLimit };

/** Checks options, or looks a preset up, and fills in the defaults. */
export function readOptions(caller: string, options: RetryOptions | PresetName, defaultBudget: boolean): Policy {
  const given = checkOptions(caller, expandPreset(caller, options), rules);
  const { budget = defaultBudget } = given;
  return {
    ...defaults,
    ...given,
    budget: typeof budget === 'object' ? budget : budget ? createRetryBudget() : undefined,
  };
}

export function checkCall(options: CallOptions): void {
  checkOptions('run', options, callRules);
}
