import { checkOptions, type OptionRule, type OptionRules } from '@scry/internal/check-options';
import { type Arms, type ConversionArm, checkArms, isConversions, type MeanArm } from './arm.ts';
import { normalQuantile, normalTails, studentQuantile, studentTails } from './distributions.ts';

/** How sure an interval is. */
export interface CompareOptions {
  /** How often the interval holds the true difference. @default 0.95 */
  readonly confidence?: number;
}

/** What a treatment changed, as far as one look at the finished experiment can tell. */
export interface Comparison {
  readonly method: 'newcombe' | 'welch';
  /** Treatment minus control: of the rates, or of the means. */
  readonly difference: number;
  readonly interval: readonly [low: number, high: number];
  /** How likely a difference at least as large is, if there is none. */
  readonly pValue: number;
}

export const aConfidence: OptionRule = ['number', 'a number above 0 and below 1', (c: number) => c > 0 && c < 1];
const rules: OptionRules<CompareOptions> = { confidence: aConfidence };

/**
 * The difference that a treatment made, with its confidence interval and p-value, for an experiment of a length that was set
 * beforehand; who looks while it runs uses `sequential`.
 *
 * Rates: the hybrid score interval (Newcombe, Statistics in Medicine 17, 1998, method 10), and the z test with the pooled rate.
 * Means: Welch's unequal variances (Biometrika 34, 1947).
 *
 * @throws TypeError or RangeError for numbers that no sample has.
 * @example
 * const { difference, interval } = compare({
 *   control: { conversions: 480, units: 10_000 },
 *   treatment: { conversions: 560, units: 10_000 },
 * });
 * difference; //=> 0.008
 */
export function compare(arms: Arms, options: CompareOptions = {}): Comparison {
  const { confidence = 0.95 } = checkOptions('compare', options, rules);
  checkArms('compare', arms);
  return isConversions(arms)
    ? compareRates(arms.control, arms.treatment, 1 - confidence)
    : compareMeans(arms.control, arms.treatment, 1 - confidence);
}

function compareRates(control: ConversionArm, treatment: ConversionArm, tails: number): Comparison {
  const z = normalQuantile(tails);
  const [c, t] = [wilson(control, z), wilson(treatment, z)];
  const difference = t.rate - c.rate;
  const pooled = (control.conversions + treatment.conversions) / (control.units + treatment.units);
  const deviation = Math.sqrt(pooled * (1 - pooled) * (1 / control.units + 1 / treatment.units));
  return {
    method: 'newcombe',
    difference,
    interval: [
      difference - Math.hypot(t.rate - t.low, c.high - c.rate),
      difference + Math.hypot(t.high - t.rate, c.rate - c.low),
    ],
    // Where nobody or everybody converted, the two are alike, and nothing deviates.
    pValue: deviation === 0 ? 1 : normalTails(difference / deviation),
  };
}

/** The score interval of one rate (Wilson, JASA 22, 1927). */
function wilson({ conversions, units }: ConversionArm, z: number) {
  const rate = conversions / units;
  const middle = conversions + (z * z) / 2;
  const reach = z * Math.sqrt((conversions * (units - conversions)) / units + (z * z) / 4);
  return { rate, low: (middle - reach) / (units + z * z), high: (middle + reach) / (units + z * z) };
}

function compareMeans(control: MeanArm, treatment: MeanArm, tails: number): Comparison {
  const [c, t] = [control.variance / control.units, treatment.variance / treatment.units];
  const deviation = Math.sqrt(c + t);
  // By the shares of the two in the sum: the squares of variances such as 1e-200 are 0.
  const share = c / (c + t);
  const degreesOfFreedom = 1 / (share ** 2 / (control.units - 1) + (1 - share) ** 2 / (treatment.units - 1));
  const difference = treatment.mean - control.mean;
  const reach = studentQuantile(tails, degreesOfFreedom) * deviation;
  return {
    method: 'welch',
    difference,
    interval: [difference - reach, difference + reach],
    pValue: studentTails(difference / deviation, degreesOfFreedom),
  };
}
