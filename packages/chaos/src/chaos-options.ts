import {
  aClock,
  aFunction,
  anAbortSignal,
  checkOptions,
  type OptionRule,
  type OptionRules,
} from '@scry/internal/check-options';
import { type Clock, systemClock } from '@scry/internal/clock';
import type { Budget } from './budget.ts';
import { environment } from './environment.ts';
import type { ChaosEvent } from './events.ts';

/** What decides chance, and what bounds the damage. */
export interface ChaosOptions {
  /** Decides all chance: the same seed brings the same faults. @default the variable SCRY_CHAOS_SEED, else a new one */
  readonly seed?: number | string;
  /** @default the platform's monotonic clock and timers */
  readonly clock?: Clock;
  /** Whether anything may be armed, and armed scenarios act; a function is asked each time. @default true */
  readonly enabled?: boolean | (() => boolean);
  /** One of the two keys to production; the other one is the variable SCRY_CHAOS_ALLOW=1. @default false */
  readonly allowInProduction?: boolean;
  /** The longest time to live of a scenario, and the default of it. @default 600_000 */
  readonly maxTtlMs?: number;
  /** How much may be disturbed, whatever the scenarios say. @default no bound */
  readonly budget?: Budget;
  /** Switches everything off when it aborts, for good. */
  readonly killSwitch?: AbortSignal;
  /** Told of what is armed, injected, skipped and disarmed. */
  readonly onEvent?: (event: ChaosEvent) => void;
}

/** Options that have been checked, with every default in place. */
export interface Settings extends Omit<ChaosOptions, 'seed'> {
  readonly seed: string;
  readonly clock: Clock;
  readonly enabled: () => boolean;
  readonly allowInProduction: boolean;
  readonly maxTtlMs: number;
}

/** Milliseconds for which something is armed. */
const aTtl: OptionRule = ['number', 'a finite number > 0', (ms: number) => ms > 0 && ms < Infinity];

const rules: OptionRules<ChaosOptions> = {
  seed: [
    'number or string',
    'a finite number or a string',
    (seed: number | string) => typeof seed === 'string' || Number.isFinite(seed),
  ],
  clock: aClock,
  enabled: ['boolean or function', 'a boolean or a function'],
  allowInProduction: ['boolean', 'a boolean'],
  maxTtlMs: aTtl,
  budget: ['object', 'an object'],
  killSwitch: anAbortSignal,
  onEvent: aFunction,
};

/** Checks options and fills in the defaults. */
export function readSettings(options: ChaosOptions): Settings {
  const given = checkOptions('createChaos', options, rules);
  const { enabled = true } = given;
  return {
    clock: systemClock,
    allowInProduction: false,
    maxTtlMs: 600_000,
    ...given,
    seed: String(given.seed ?? environment('SCRY_CHAOS_SEED') ?? Math.floor(Math.random() * 2 ** 32)),
    // Only true is a yes: the promise of an answer, which no type forbids in JavaScript, is none.
    enabled: typeof enabled === 'function' ? () => enabled() === true : () => enabled,
  };
}
