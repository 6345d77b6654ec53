import { checkValue, type OptionRule } from '@scry/internal/check-options';
import { rampAt } from './ramp.ts';

/** What a selector may know of the call that it decides on. */
export interface Turn {
  /** The name of the injection point. */
  readonly point: string;
  /** Which call of this point it is since the scenario was armed: 1, 2, … */
  readonly call: number;
  /** Milliseconds since the scenario was armed. */
  readonly elapsedMs: number;
  /** The next number in [0, 1) of this call; the same ones for the same seed. */
  random(): number;
}

/** Whether a call is disturbed. */
export type Selector = (turn: Turn) => boolean;

export const aProbability: OptionRule = ['number', 'a number in [0, 1]', (p: number) => p >= 0 && p <= 1];
const aCount: OptionRule = ['number', 'an integer >= 0', (n: number) => n >= 0 && Number.isInteger(n)];
const aPeriod: OptionRule = ['number', 'a finite number > 0', (ms: number) => ms > 0 && ms < Infinity];

function probability(p: number | (() => number)): Selector {
  checkValue('when.probability: p', p, [
    'number or function',
    'a number in [0, 1] or a function',
    (given: number | (() => number)) => typeof given === 'function' || (given >= 0 && given <= 1),
  ]);
  if (typeof p === 'number') return (turn) => turn.random() < p;
  return (turn) => {
    const now = p();
    checkValue('when.probability: the result of p', now, aProbability);
    return turn.random() < now;
  };
}

function everyNth(n: number): Selector {
  checkValue('when.everyNth: n', n, [
    'number',
    'an integer >= 1',
    (value: number) => value >= 1 && Number.isInteger(value),
  ]);
  return ({ call }) => call % n === 0;
}

function first(n: number): Selector {
  checkValue('when.first: n', n, aCount);
  return ({ call }) => call <= n;
}

function sequence(bits: string | readonly (boolean | 0 | 1)[]): Selector {
  checkValue('when.sequence: bits', bits, ['string or object', 'a string or list of 0 and 1', isSequence]);
  const hits = [...bits].map((bit) => Boolean(Number(bit)));
  return ({ call }) => hits[call - 1] ?? false;
}

function ramp(from: number, to: number, overMs: number): Selector {
  checkValue('when.ramp: from', from, aProbability);
  checkValue('when.ramp: to', to, aProbability);
  checkValue('when.ramp: overMs', overMs, aPeriod);
  return (turn) => turn.random() < rampAt({ from, to, overMs }, turn.elapsedMs);
}

function window(onMs: number, offMs: number): Selector {
  checkValue('when.window: onMs', onMs, aPeriod);
  checkValue('when.window: offMs', offMs, aPeriod);
  return ({ elapsedMs }) => elapsedMs % (onMs + offMs) < onMs;
}

/**
 * Which calls are disturbed. Calls are counted from 1 at each point, anew each time that a scenario is armed.
 *
 * - `probability(p)`: each one by chance; `p` may be a function that is asked each time, such as a feature flag
 * - `everyNth(n)`, `first(n)`: exactly these
 * - `sequence('1101')`: call by call, and none after its end
 * - `ramp(from, to, overMs)`: by a chance that moves from one probability to the other
 * - `window(onMs, offMs)`: all for `onMs`, then none for `offMs`, and again
 *
 * @throws TypeError or RangeError when a parameter is wrong.
 * @example
 * const scenario = { name: 'flaky', points: 'db.*', fault: fault.error('reset'), when: when.everyNth(3) };
 */
export const when = { probability, everyNth, first, sequence, ramp, window } as const;

function isSequence(bits: string | object): boolean {
  if (typeof bits === 'string') return /^[01]*$/.test(bits);
  return Array.isArray(bits) && bits.every((bit) => [true, false, 0, 1].includes(bit));
}
