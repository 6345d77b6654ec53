import {
  aClock,
  aDelay,
  aFunction,
  aLimit,
  aString,
  checkOptions,
  checkValue,
  type OptionRule,
  type OptionRules,
} from '@scry/internal/check-options';
import { type Clock, systemClock } from '@scry/internal/clock';
import type { Verdict } from './breaker-state.ts';
import type { BreakerStore } from './breaker-store.ts';
import type { BreakerEvent } from './events.ts';
import { expandPreset, type PresetName } from './presets.ts';
import { type BreakerSnapshot, checkSnapshot } from './snapshot.ts';

/** What a rate is taken of: the last `calls` calls, or those of the last `windowMs`, in `buckets` (10) steps. */
export type WindowOptions = { readonly calls: number } | { readonly windowMs: number; readonly buckets?: number };

/** What opens a breaker, for how long, and what closes it again. */
export interface BreakerOptions {
  /** Stands in events, errors and the store. @default 'breaker' */
  readonly name?: string;
  /** Failures in a row that open it, where there is no `window`; a slow call is one of them. @default 5 */
  readonly failureThreshold?: number;
  /** With it, a rate of failures or slow calls opens the breaker, and `failureThreshold` does not count. */
  readonly window?: WindowOptions;
  /** Share of failures in the window that opens it, in (0, 1]. @default 0.5 */
  readonly failureRate?: number;
  /** Calls in the window before a rate counts. @default 10, or `window.calls` where that is less */
  readonly minimumCalls?: number;
  /** A call that takes so long is slow, and a slow probe is a failure. */
  readonly slowCallMs?: number;
  /** Share of slow calls in the window that opens it, in (0, 1]. @default 0.5 */
  readonly slowCallRate?: number;
  /** How long it stays open, ± 10 % at random; `streak`: how often in a row it opened. @default 30_000 */
  readonly openMs?: number | ((streak: number) => number);
  /** Successful probes that close it. @default 2 */
  readonly successThreshold?: number;
  /** Probes at a time; other calls are rejected meanwhile. @default 1 */
  readonly halfOpenCalls?: number;
  /** A probe without an answer after this time has failed. @default openMs, without its spread */
  readonly probeTimeoutMs?: number;
  /** The time a call may take before it rejects with a `TimeoutError`. @default Infinity */
  readonly timeoutMs?: number;
  /** What an outcome says about the health of what was called. @default errors are failures, but not after the caller's abort */
  readonly classify?: (
    outcome: { readonly error: unknown } | { readonly value: unknown },
    call: { readonly durationMs: number; readonly aborted: boolean },
  ) => Verdict;
  /** Answers in place of any rejection but the caller's abort. */
  readonly fallback?: (error: unknown) => unknown;
  /** The state to begin with, from `snapshot()`. */
  readonly initial?: BreakerSnapshot;
  /** Shares the open state and the probes with other processes. */
  readonly store?: BreakerStore;
  /** Told of every new state, call and rejection. */
  readonly onEvent?: (event: BreakerEvent) => void;
  /** @default the platform's monotonic clock and timers */
  readonly clock?: Clock;
  /** Random numbers in [0, 1). @default Math.random */
  readonly random?: () => number;
}

/** What may be different from call to call. */
export interface CallOptions {
  /** Rejects the call at once when it aborts; that says nothing about the health of what was called. */
  readonly signal?: AbortSignal;
}

/** Options that have been checked, with every default in place. */
export type Settings = BreakerOptions & typeof defaults;

export const defaultOpenMs = 30_000;
const defaults = {
  name: 'breaker',
  failureThreshold: 5,
  failureRate: 0.5,
  minimumCalls: 10,
  slowCallMs: Infinity,
  slowCallRate: 0.5,
  openMs: defaultOpenMs as NonNullable<BreakerOptions['openMs']>, // or a number would be its only type
  successThreshold: 2,
  halfOpenCalls: 1,
  timeoutMs: Infinity,
  clock: systemClock,
  random: () => Math.random(),
};

export const aCount: OptionRule = [
  'number',
  'an integer >= 1',
  (count: number) => Number.isInteger(count) && count > 0,
];
const aRate: OptionRule = ['number', 'a number in (0, 1]', (rate: number) => rate > 0 && rate <= 1];
const isDuration = (ms: unknown): boolean => typeof ms === 'number' && ms > 0 && ms < Infinity;
export const aDuration: OptionRule = ['number', 'a finite number > 0', isDuration];

const rules: OptionRules<BreakerOptions> = {
  name: aString,
  failureThreshold: aCount,
  window: ['object', '{ calls } or { windowMs }', (window: object) => 'calls' in window !== 'windowMs' in window],
  failureRate: aRate,
  minimumCalls: aCount,
  slowCallMs: aDelay,
  slowCallRate: aRate,
  openMs: [
    'number or function',
    'a finite number > 0 or a function',
    (ms: unknown) => typeof ms === 'function' || isDuration(ms),
  ],
  successThreshold: aCount,
  halfOpenCalls: aCount,
  probeTimeoutMs: aDuration,
  timeoutMs: aLimit,
  classify: aFunction,
  fallback: aFunction,
  initial: ['object', 'a BreakerSnapshot'],
  store: ['object', 'a BreakerStore', (store: object) => 'leaseProbe' in store],
  onEvent: aFunction,
  clock: aClock,
  random: aFunction,
};
const windowRules = { calls: aCount, windowMs: aDuration, buckets: aCount };

/** Checks options, or looks a preset up, and fills in the defaults. */
export function readOptions(caller: string, options: BreakerOptions | PresetName): Settings {
  const given = checkOptions(caller, expandPreset(caller, options), rules);
  const { window, minimumCalls, initial } = given;
  const settings = {
    ...defaults,
    ...given,
    ...(initial && { initial: checkSnapshot(`${caller}: initial`, initial) }),
  };
  if (!window) return settings;
  const { calls } = checkOptions<Partial<Record<keyof typeof windowRules, number>>>(
    `${caller}: window`,
    window,
    windowRules,
  );
  if (!calls) return settings;
  const fits: OptionRule = ['number', `at most window.calls (${calls})`, (count: number) => count <= calls];
  if (minimumCalls) checkValue(`${caller}: minimumCalls`, minimumCalls, fits);
  return { ...settings, minimumCalls: Math.min(settings.minimumCalls, calls) };
}
