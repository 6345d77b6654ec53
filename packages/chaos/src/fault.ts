import { aDelay, checkValue, type OptionRule } from '@scry/internal/check-options';
import type { Clock } from '@scry/internal/clock';
import type { ChaosMark } from './chaos-mark.ts';
import { type ErrorName, errors } from './errors.ts';
import type { Distribution } from './latency.ts';
import { type Ramp, rampAt } from './ramp.ts';
import type { CallContext } from './scenario.ts';
import type { Turn } from './selector.ts';

/** What happens to a call. Made by the functions of `fault`. */
export type Fault =
  | { readonly kind: 'error'; readonly make: (call: CallContext) => unknown }
  | { readonly kind: 'latency'; readonly distribution: Distribution }
  | { readonly kind: 'result'; readonly answer: (call: CallContext, injected: Injected) => unknown }
  | { readonly kind: 'drop' }
  | { readonly kind: 'hang' }
  | { readonly kind: 'slowdown'; readonly ramp: Ramp }
  | { readonly kind: 'oneOf'; readonly choices: readonly (readonly [weight: number, fault: Fault])[] }
  | { readonly kind: 'chain'; readonly faults: readonly Fault[] };

/** A call that is being disturbed, for an answer that is more than a value. */
export interface Injected {
  readonly mark: ChaosMark;
  readonly clock: Clock;
  /** What is called when the scenario ends. */
  readonly ending: Set<() => void>;
}

/** A fault for one call: chance has spoken, and what was to be chosen is chosen. */
export type Step =
  | Extract<Fault, { kind: 'error' | 'result' | 'drop' | 'hang' }>
  | { readonly kind: 'latency'; readonly ms: number }
  | { readonly kind: 'slowdown'; readonly multiplier: number };

const aMultiplier: OptionRule = ['number', 'a finite number >= 1', (n: number) => n >= 1 && n < Infinity];
const aFault: OptionRule = ['object', 'a fault', (value: object) => 'kind' in value];
const aList: OptionRule = [
  'object',
  'a list that is not empty',
  (list: object) => Array.isArray(list) && list.length > 0,
];
const aWeight: OptionRule = ['number', 'a finite number > 0', (weight: number) => weight > 0 && weight < Infinity];

function error(spec: Error | ErrorName | ((call: CallContext) => unknown)): Fault {
  if (typeof spec === 'function') return { kind: 'error', make: spec };
  if (typeof spec !== 'string') {
    checkValue('fault.error: spec', spec, ['object', 'an Error, a function or a name in errors', isError]);
    return { kind: 'error', make: () => spec };
  }
  const names = Object.keys(errors);
  checkValue('fault.error: spec', spec, ['string', names.join(', '), (name: string) => names.includes(name)]);
  return { kind: 'error', make: () => errors[spec]() };
}

function delay(ms: number | Distribution): Fault {
  if (typeof ms === 'function') return { kind: 'latency', distribution: ms };
  checkValue('fault.latency: ms', ms, aDelay);
  return { kind: 'latency', distribution: () => ms };
}

function result(value: unknown): Fault {
  // The body of a Response can be read once; by the tag, which other implementations of fetch have too.
  if (Object.prototype.toString.call(value) !== '[object Response]') return { kind: 'result', answer: () => value };
  return { kind: 'result', answer: () => (value as Response).clone() };
}

function slowdown(multiplier: number | Ramp): Fault {
  const ramp = typeof multiplier === 'number' ? { from: multiplier, to: multiplier, overMs: 0 } : multiplier;
  checkValue('fault.slowdown: multiplier', ramp, ['object', 'a number or a ramp', (value: object) => 'from' in value]);
  checkValue('fault.slowdown: multiplier', ramp.from, aMultiplier);
  checkValue('fault.slowdown: multiplier.to', ramp.to, aMultiplier);
  checkValue('fault.slowdown: multiplier.overMs', ramp.overMs, aDelay);
  return { kind: 'slowdown', ramp: { ...ramp } };
}

function oneOf(weighted: readonly (readonly [weight: number, fault: Fault])[]): Fault {
  checkValue('fault.oneOf: weighted', weighted, aList);
  for (const [weight, each] of weighted) {
    checkValue('fault.oneOf: a weight', weight, aWeight);
    checkValue('fault.oneOf: a fault', each, aFault);
  }
  return { kind: 'oneOf', choices: [...weighted] };
}

function chain(...faults: readonly Fault[]): Fault {
  checkValue('fault.chain: faults', faults, aList);
  for (const each of faults) checkValue('fault.chain: a fault', each, aFault);
  return { kind: 'chain', faults };
}

/**
 * What happens to a call that is disturbed.
 *
 * - `error(spec)`: it fails with an `Error`, with what a function of the call makes, or with one of `errors` by name
 * - `latency(ms)`: it takes so much longer; a number or a distribution of `latency`
 * - `result(value)`: this is its answer, and the function is not called; a `Response` is copied for each call
 * - `drop()`: it is swallowed: the function is not called, and the answer is `undefined`
 * - `hang()`: nothing happens until the scenario ends or the call's signal aborts
 * - `slowdown(multiplier)`: it takes so many times as long as it really does; a number >= 1, or a ramp
 * - `oneOf([[weight, fault], …])`: one of them by chance
 * - `chain(…faults)`: one after the other
 *
 * @throws TypeError or RangeError when a parameter is wrong.
 * @example
 * const timeout = fault.chain(fault.latency(1_000), fault.error('timedOut'));
 */
export const fault = { error, latency: delay, result, drop, hang, slowdown, oneOf, chain } as const;

function drop(): Fault {
  return { kind: 'drop' };
}

function hang(): Fault {
  return { kind: 'hang' };
}

/** Rolls for a fault, once. */
export function stepsOf(given: Fault, turn: Turn): readonly Step[] {
  switch (given.kind) {
    case 'latency':
      return [{ kind: 'latency', ms: delayOf(given.distribution, turn) }];
    case 'slowdown':
      return [{ kind: 'slowdown', multiplier: rampAt(given.ramp, turn.elapsedMs) }];
    case 'oneOf':
      return stepsOf(choose(given.choices, turn.random()), turn);
    case 'chain':
      return given.faults.flatMap((each) => stepsOf(each, turn));
    default:
      return [given];
  }
}

function delayOf(distribution: Distribution, turn: Turn): number {
  const ms = distribution(() => turn.random());
  checkValue('fault.latency: a delay of the distribution', ms, ['number', 'a finite number', Number.isFinite]);
  return Math.max(0, ms);
}

function choose<T>(choices: readonly (readonly [weight: number, item: T])[], random: number): T {
  let left = random * choices.reduce((sum, [weight]) => sum + weight, 0);
  const index = choices.findIndex(([weight]) => {
    left -= weight;
    return left < 0;
  });
  // The list is not empty; -1, which rounding may leave, is its last one.
  const [, item] = choices.at(index) as readonly [number, T];
  return item;
}

function isError(value: object): boolean {
  return value instanceof Error;
}
