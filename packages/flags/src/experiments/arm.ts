import { checkValue, type OptionRule } from '@scry/internal/check-options';

/** Units of which some converted: a rate is compared. */
export interface ConversionArm {
  readonly conversions: number;
  readonly units: number;
}

/** Units with a measured value each, such as revenue: means are compared. */
export interface MeanArm {
  readonly mean: number;
  /** Of the sample, with n − 1. */
  readonly variance: number;
  readonly units: number;
}

/** What was seen of the units of one variant. */
export type Arm = ConversionArm | MeanArm;

/** The two variants of a comparison, both of one kind. */
export type Arms =
  | { readonly control: ConversionArm; readonly treatment: ConversionArm }
  | { readonly control: MeanArm; readonly treatment: MeanArm };

const aCount: OptionRule = ['number', 'an integer >= 1', (n: number) => Number.isSafeInteger(n) && n >= 1];
const aFiniteNumber: OptionRule = ['number', 'a finite number', Number.isFinite];
const aVariance: OptionRule = ['number', 'a finite number >= 0', (n: number) => n >= 0 && n < Infinity];

/**
 * The arms, as rates or as means.
 *
 * @throws TypeError or RangeError for numbers that no sample has.
 */
export function checkArms(caller: string, arms: Arms): void {
  for (const name of ['control', 'treatment'] as const) {
    const arm = arms[name];
    checkValue(`${caller}: ${name}`, arm, ['object', 'an object']);
    checkValue(`${caller}: ${name}.units`, arm.units, aCount);
    if ('conversions' in arm) {
      const valid = (n: number) => Number.isSafeInteger(n) && n >= 0 && n <= arm.units;
      checkValue(`${caller}: ${name}.conversions`, arm.conversions, [
        'number',
        `an integer from 0 to ${arm.units}`,
        valid,
      ]);
    } else {
      checkValue(`${caller}: ${name}.mean`, arm.mean, aFiniteNumber);
      checkValue(`${caller}: ${name}.variance`, arm.variance, aVariance);
      if (arm.units < 2) throw new RangeError(`${caller}: ${name}.units must be at least 2 to have a variance, got 1`);
    }
  }
  const { control, treatment } = arms;
  if ('conversions' in control !== 'conversions' in treatment) {
    throw new TypeError(`${caller}: control and treatment must both have conversions, or both a mean and a variance`);
  }
  if (!isConversions(arms) && arms.control.variance + arms.treatment.variance === 0) {
    throw new RangeError(
      `${caller}: one of the variances must be > 0: values that are all alike have no spread to judge by`,
    );
  }
}

export function isConversions(arms: Arms): arms is Extract<Arms, { readonly control: ConversionArm }> {
  return 'conversions' in arms.control;
}

/**
 * The mean and the variance of measured values, in one pass (Welford, Technometrics 4, 1962).
 *
 * @returns an arm for `compare` and `sequential`.
 * @throws RangeError for fewer than two values, or one that is not finite.
 * @example
 * compare({ control: summarize([9.5, 12, 8]), treatment: summarize([14, 11.5, 13]) });
 */
export function summarize(values: Iterable<number>): MeanArm {
  let [units, mean, squares] = [0, 0, 0];
  for (const value of values) {
    checkValue('summarize: each value', value, aFiniteNumber);
    units++;
    const distance = value - mean;
    mean += distance / units;
    squares += distance * (value - mean);
  }
  if (units < 2) throw new RangeError(`summarize: values must be at least 2 to have a variance, got ${units}`);
  return { mean, variance: squares / (units - 1), units };
}
