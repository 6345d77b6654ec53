import { checkValue, type OptionRule } from '@scry/internal/check-options';
import type { Json, JsonObject } from '../json.ts';
import { all, aName, isIn, type Scalar } from './conditions.ts';
import { checkVariant, targetingOf } from './flag-builder.ts';
import { type BuiltFlag, checkSettings, definitionOf, type FlagSettings } from './flag-settings.ts';
import { aPercentage, aWeight, fractional, integers, percentOf, seed, unitIsThere } from './fractional.ts';

/** An experiment in the making: every method answers with a new one. `split` comes first: it names the variants. */
export interface ExperimentBuilder<V extends string = string> extends BuiltFlag {
  /** How the enrolled are divided, by weight. To change it later moves people between the variants. */
  split<const W extends string>(weights: Readonly<Record<W, number>>): ExperimentBuilder<W>;
  /** So many percent take part; raising it brings more in, and moves nobody. @default 100 */
  enroll(percent: number): ExperimentBuilder<V>;
  /** Only those of whom this holds take part. */
  audience(condition: JsonObject): ExperimentBuilder<V>;
  /** Takes part of a layer, from one percentage to another: experiments on other parts of it never share a unit. */
  layer(name: string, slice: readonly [from: number, to: number]): ExperimentBuilder<V>;
  /** A variant for those whose attribute is one of these; they are no part of the experiment. */
  allow(attribute: string, values: readonly Scalar[], variant: V): ExperimentBuilder<V>;
}

interface State {
  readonly key: string;
  readonly settings: FlagSettings;
  readonly values: Readonly<Record<string, Json>> | undefined;
  readonly weights: Readonly<Record<string, number>>;
  readonly gates: readonly JsonObject[];
  readonly enrolled: number;
  readonly allowed: readonly Json[];
}

/** Settings of an experiment. */
export interface ExperimentSettings extends FlagSettings {
  /** The values of the variants. @default each variant's own name */
  readonly values?: Readonly<Record<string, Json>>;
}

const unit = 'targetingKey';
const flagKey = { var: '$flagd.flagKey' };
const aSlice: OptionRule = ['object', 'two percentages, the smaller one first', isSlice];

/**
 * A flag that divides those who take part at random. It is drawn twice: who takes part, and who gets which variant. With one
 * draw for both, going from 10 to 50 percent moves half of those who are in to another variant.
 *
 * The first variant is the default, and what everybody else has.
 *
 * @throws TypeError or RangeError for a wrong argument, here and in each method.
 * @example
 * experiment('checkout').split({ control: 50, treatment: 50 }).enroll(20).layer('payment', [0, 50]);
 */
export function experiment(key: string, settings: ExperimentSettings = {}): ExperimentBuilder {
  checkValue('experiment: key', key, aName);
  const { values, ...rest } = settings;
  if (values !== undefined) checkValue('experiment: values', values, ['object', 'an object']);
  return builder({
    key,
    settings: checkSettings('experiment', rest),
    values,
    weights: {},
    gates: [],
    enrolled: 100,
    allowed: [],
  });
}

function builder<V extends string>(state: State): ExperimentBuilder<V> {
  const { key, settings, values, weights, gates, enrolled, allowed } = state;
  return {
    key,
    split(given) {
      for (const [name, weight] of Object.entries(given)) checkValue(`split: ${name}`, weight, aWeight);
      if (!Object.values<number>(given).some((weight) => weight > 0)) {
        throw new RangeError('split: one of the weights must be > 0');
      }
      return builder({ ...state, weights: { ...given } });
    },
    enroll(percent) {
      checkValue('enroll: percent', percent, aPercentage);
      return builder({ ...state, enrolled: percent });
    },
    audience: (condition) => builder({ ...state, gates: [...gates, condition] }),
    layer(name, slice) {
      checkValue('layer: name', name, aName);
      checkValue('layer: slice', slice, aSlice);
      return builder({ ...state, gates: [...gates, inSlice(name, slice)] });
    },
    allow(attribute, given, variant) {
      checkVariant('allow: variant', weights, variant);
      return builder({ ...state, allowed: [...allowed, isIn(attribute, given), variant] });
    },
    toJSON() {
      const names = Object.keys(weights);
      if (names.length === 0) throw new RangeError(`experiment: ${key} must have a split before it is built`);
      const { default: defaultVariant = String(names[0]), ...others } = settings;
      checkVariant('experiment: default', weights, defaultVariant);
      const variants = Object.fromEntries(names.map((name) => [name, valueOfVariant(name, values)]));
      const takesPart = all(unitIsThere(unit), ...gates, ...(enrolled < 100 ? [isEnrolled(enrolled)] : []));
      const shares = integers(Object.values(weights)).map((weight, i) => [String(names[i]), weight] as const);
      const arm = fractional(seed(unit, flagKey, '/variant/'), shares);
      return definitionOf(others, variants, defaultVariant, targetingOf([...allowed, takesPart, arm], undefined));
    },
  };
}

function isEnrolled(percent: number): JsonObject {
  const [share, rest] = percentOf('enroll', percent);
  return isAt(
    'in',
    fractional(seed(unit, flagKey, '/enroll/'), [
      ['in', share],
      ['out', rest],
    ]),
  );
}

/** The seed of a layer has no flag in it: all of its experiments see the same place of a unit. */
function inSlice(name: string, [from, to]: readonly [number, number]): JsonObject {
  const [before, width, after] = integers([from, to - from, 100 - to].map((each) => Math.round(each * 1_000) / 1_000));
  const shares = [
    ['before', Number(before)],
    ['in', Number(width)],
    ['after', Number(after)],
  ] as const;
  return isAt('in', fractional(seed(unit, `layer/${name}/`), shares));
}

function isAt(place: string, drawn: JsonObject): JsonObject {
  return { '===': [drawn, place] };
}

function valueOfVariant(name: string, values: State['values']): Json {
  if (!values) return name;
  const value = Object.hasOwn(values, name) ? values[name] : undefined;
  if (value === undefined)
    throw new RangeError(`experiment: values must have one for ${name}, got ${Object.keys(values).join(', ')}`);
  return value;
}

function isSlice(slice: readonly unknown[]): boolean {
  const [, , isPercentage] = aPercentage;
  const [from, to] = slice;
  return (
    slice.length === 2 &&
    [from, to].every((each) => typeof each === 'number' && isPercentage?.(each as never)) &&
    Number(from) < Number(to)
  );
}
