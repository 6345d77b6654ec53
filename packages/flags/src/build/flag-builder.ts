import { checkOptions, checkValue, type OptionRules } from '@scry/internal/check-options';
import type { Json, JsonObject } from '../json.ts';
import { aName, isIn, period, type Scalar } from './conditions.ts';
import { type BuiltFlag, checkSettings, definitionOf, type FlagSettings } from './flag-settings.ts';
import { fractional, percentOf, seed, unitIsThere } from './fractional.ts';

/** For whom a roll-out is, and what it is by. */
export interface RolloutOptions {
  /** Only for those of whom this holds; who it does not hold of goes on to the next rule. */
  readonly when?: JsonObject;
  /** The attribute whose values get one variant together, such as `tenantId`. @default 'targetingKey' */
  readonly by?: string;
}

/** A flag in the making: every method answers with a new one. Rules are asked in their order, those of `allow` first. */
export interface FlagBuilder<V extends string = string> extends BuiltFlag {
  /** A variant for those whose attribute is one of these: above every roll-out. @default variant 'on', or the first but the default */
  allow(attribute: string, values: readonly Scalar[], variant?: V): FlagBuilder<V>;
  /** A variant for those of whom this holds. */
  when(condition: JsonObject, variant: V): FlagBuilder<V>;
  /** A variant for so many percent; the others have the default one. Raising the number throws nobody out. */
  rollout(variant: V, percent: number, options?: RolloutOptions): FlagBuilder<V>;
  /** A roll-out that goes from 0 to 100 percent by itself, second by second, between two times. */
  ramp(variant: V, from: Date | string, to: Date | string, options?: RolloutOptions): FlagBuilder<V>;
}

interface State {
  readonly key: string;
  readonly variants: Readonly<Record<string, Json>>;
  readonly defaultVariant: string;
  readonly settings: FlagSettings;
  readonly allowed: readonly Json[];
  readonly rules: readonly Json[];
  /** The roll-out to everybody, after which no rule is asked. */
  readonly rest?: JsonObject;
}

const rolloutRules: OptionRules<RolloutOptions> = { when: ['object', 'a condition'], by: aName };

/**
 * A flag that is on or off, and off where no rule says so.
 *
 * @throws TypeError or RangeError for a wrong argument, here and in each method.
 * @example
 * bool('new-dashboard').allow('userId', ['u1']).when(eq('plan', 'pro'), 'on').rollout('on', 25);
 */
export function bool(key: string, settings: FlagSettings<'on' | 'off'> = {}): FlagBuilder<'on' | 'off'> {
  return start('bool', key, { on: true, off: false }, { default: 'off', ...checkSettings('bool', settings) });
}

/**
 * A flag with variants of your own, all of one type; the first is the default, unless the settings name another.
 *
 * @throws TypeError or RangeError for a wrong argument, here and in each method.
 * @example
 * choice('page-size', { small: 20, large: 100 }).rollout('large', 10);
 */
export function choice<V extends string>(
  key: string,
  variants: Readonly<Record<V, Json>>,
  settings: FlagSettings<V> = {},
): FlagBuilder<V> {
  checkValue('choice: variants', variants, [
    'object',
    'an object with a variant',
    (all: object) => Object.keys(all).length > 0,
  ]);
  return start('choice', key, { ...variants }, checkSettings('choice', settings));
}

function start<V extends string>(
  caller: string,
  key: string,
  variants: Readonly<Record<string, Json>>,
  settings: FlagSettings<V>,
): FlagBuilder<V> {
  checkValue(`${caller}: key`, key, aName);
  // There is at least one.
  const { default: defaultVariant = Object.keys(variants)[0] as string, ...rest } = settings;
  checkVariant(`${caller}: default`, variants, defaultVariant);
  return builder({ key, variants, defaultVariant, settings: rest, allowed: [], rules: [] });
}

function builder<V extends string>(state: State): FlagBuilder<V> {
  const { key, variants, defaultVariant, settings, allowed, rules, rest } = state;

  function put(name: string, variant: V, shares: readonly [Json, Json], options: RolloutOptions): FlagBuilder<V> {
    checkVariant(`${name}: variant`, variants, variant);
    const { when, by } = checkOptions(name, options, rolloutRules);
    const pair = [
      [variant, shares[0]],
      [defaultVariant, shares[1]],
    ] as const;
    const split = by
      ? { if: [unitIsThere(by), fractional(seed(by, { var: '$flagd.flagKey' }), pair), null] }
      : fractional(undefined, pair);
    if (when) return builder({ ...state, rules: [...rules, when, split] });
    if (rest) throw new RangeError(`${name}: there is a roll-out to everybody already; give the first one a condition`);
    return builder({ ...state, rest: split });
  }

  return {
    key,
    allow(attribute, values, variant) {
      const given = variant ?? Object.keys(variants).find((each) => each !== defaultVariant) ?? defaultVariant;
      checkVariant('allow: variant', variants, given);
      return builder({ ...state, allowed: [...allowed, isIn(attribute, values), given] });
    },
    when(condition, variant) {
      checkVariant('when: variant', variants, variant);
      return builder({ ...state, rules: [...rules, condition, variant] });
    },
    rollout: (variant, percent, options = {}) => put('rollout', variant, percentOf('rollout', percent), options),
    ramp(variant, from, to, options = {}) {
      const [start, end] = period('ramp', from, to);
      const now = { var: '$flagd.timestamp' };
      // flagd takes a weight below zero for zero: before the start nobody, after the end everybody.
      return put('ramp', variant, [{ '-': [now, start] }, { '-': [end, now] }], options);
    },
    toJSON: () => definitionOf(settings, variants, defaultVariant, targetingOf([...allowed, ...rules], rest)),
  };
}

/** The conditions with their variants, and what holds for all others. */
export function targetingOf(pairs: readonly Json[], rest: JsonObject | undefined): JsonObject | undefined {
  return pairs.length > 0 ? { if: [...pairs, rest ?? null] } : rest;
}

export function checkVariant(subject: string, variants: object, variant: string): void {
  const names = Object.keys(variants);
  checkValue(subject, variant, ['string', `one of ${names.join(', ')}`, (name: string) => names.includes(name)]);
}
