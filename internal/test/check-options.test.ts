import { expect, test } from 'vitest';
import {
  aClock,
  aDelay,
  aFunction,
  aLimit,
  anAbortSignal,
  aString,
  checkOptions,
  checkValue,
  type OptionRule,
} from '../check-options.ts';

const rules = { delayMs: aDelay, name: aString };

test('accepts options that keep their rules, and absent ones', () => {
  expect(() => checkOptions('make', {}, rules)).not.toThrow();
  expect(() => checkOptions('make', { delayMs: 5, name: undefined }, rules)).not.toThrow();
});

test('refuses a name that is not among the rules, an inherited one included', () => {
  const message = 'make: unknown option delay, expected one of delayMs, name';
  const check = (options: object) => checkOptions<object>('make', options, rules);
  expect(() => check({ delay: 5 })).toThrow(new TypeError(message));
  expect(() => check({ constructor: 5 })).toThrow('unknown option constructor');
});

test.each<[unknown, string]>([
  [undefined, 'undefined'],
  [null, 'null'],
  ['x', '"x"'],
  [() => {}, 'a function'],
])('refuses the options %o', (options, shown) => {
  expect(() => checkOptions('make', options as object, rules)).toThrow(`make: options must be an object, got ${shown}`);
});

test.each<[OptionRule, unknown[], unknown[]]>([
  [aDelay, [0, 0.5, 1e300], [-1, Number.NaN, Infinity, '5', null]],
  [aLimit, [0, Infinity], [-0.1, Number.NaN, true]],
  [aFunction, [() => {}], [{}, null]],
  [aString, ['', 'x'], [5, Symbol('s')]],
  [aClock, [{ now: () => 0 }], [{}, null, 5]],
  [anAbortSignal, [new AbortController().signal], [new AbortController(), null, 'x']],
])('%o takes what it says and nothing else', (rule, right, wrong) => {
  for (const value of right) expect(() => checkValue('it', value, rule)).not.toThrow();
  for (const value of wrong) expect(() => checkValue('it', value, rule)).toThrow(/^it must be .*, got /);
});

test('throws RangeError for a wrong value of the right kind, TypeError for anything else', () => {
  expect(() => checkValue('it', -1, aDelay)).toThrow(new RangeError('it must be a finite number >= 0, got -1'));
  expect(() => checkValue('it', 'x', aDelay)).toThrow(new TypeError('it must be a finite number >= 0, got "x"'));
  expect(() => checkValue('it', {}, aClock)).toThrow(new TypeError('it must be a Clock, got an object'));
});

test('shows any value that came, also one that cannot be turned into text', () => {
  expect(() => checkValue('it', Object.create(null), aString)).toThrow('got an object');
  expect(() => checkValue('it', Symbol('s'), aString)).toThrow('got Symbol(s)');
  expect(() => checkValue('it', 5n, aString)).toThrow('got 5');
});
