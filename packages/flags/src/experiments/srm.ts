import { checkValue, type OptionRule } from '@scry/internal/check-options';
import { chiSquareTail } from './distributions.ts';

/** How the numbers of units stand against the weights of their variants. */
export interface SampleRatio {
  readonly chiSquare: number;
  readonly degreesOfFreedom: number;
  /** How likely numbers at least as uneven are, if nothing but chance is at work. */
  readonly pValue: number;
  /** Whether the p-value is below 0.001: then something loses units, and the experiment's result means nothing. */
  readonly mismatch: boolean;
}

/** Checked every day, an experiment of a year with nothing wrong must not ring; a real loss is far below (Fabijan et al., KDD 2019). */
const alarmBelow = 0.001;

const aCount: OptionRule = ['number', 'an integer >= 0', (n: number) => Number.isSafeInteger(n) && n >= 0];
const aWeight: OptionRule = ['number', 'a finite number > 0', (n: number) => n > 0 && n < Infinity];

/**
 * Whether an experiment has the ratio of units that its weights ask for: Pearson's chi-square test of sample-ratio mismatch.
 * To be looked at before any result.
 *
 * @param counts units seen of each variant.
 * @param weights what the variants were to have, in any unit.
 * @throws TypeError or RangeError for counts and weights that do not fit each other, or too few of them.
 * @example
 * srm({ control: 50_210, treatment: 49_790 }, { control: 50, treatment: 50 }).mismatch; //=> false
 */
export function srm(counts: Readonly<Record<string, number>>, weights: Readonly<Record<string, number>>): SampleRatio {
  const names = Object.keys(weights);
  const strays = Object.keys(counts).filter((name) => !Object.hasOwn(weights, name));
  if (strays.length > 0)
    throw new RangeError(`srm: counts must name variants that have a weight, got ${strays.join(', ')}`);
  if (names.length < 2) throw new RangeError(`srm: weights must name at least 2 variants, got ${names.length}`);
  const arms = names.map((name) => {
    const [count, weight] = [Object.hasOwn(counts, name) ? counts[name] : undefined, weights[name]];
    checkValue(`srm: counts.${name}`, count, aCount);
    checkValue(`srm: weights.${name}`, weight, aWeight);
    // Both were just seen to be numbers.
    return { count: count as number, weight: weight as number };
  });
  const units = arms.reduce((sum, { count }) => sum + count, 0);
  if (units === 0) throw new RangeError('srm: counts must have at least one unit, got 0');
  const total = arms.reduce((sum, { weight }) => sum + weight, 0);
  const chiSquare = arms.reduce((sum, { count, weight }) => {
    const expected = (units * weight) / total;
    return sum + (count - expected) ** 2 / expected;
  }, 0);
  const degreesOfFreedom = names.length - 1;
  const pValue = chiSquareTail(chiSquare, degreesOfFreedom);
  return { chiSquare, degreesOfFreedom, pValue, mismatch: pValue < alarmBelow };
}
