import { checkOptions, checkValue, type OptionRule, type OptionRules } from '@scry/internal/check-options';
import { type Arms, type ConversionArm, checkArms, isConversions } from './arm.ts';
import { aConfidence } from './compare.ts';

/** What is fixed before the first look, and what the look before this one answered. */
export interface SequentialOptions {
  /** The size of a difference that matters, in the unit of the metric: there the test is fastest. Fixed before the first look. */
  readonly effect: number;
  /** How often the intervals of all looks together hold the true difference. @default 0.95 */
  readonly confidence?: number;
  /** What the look before this one answered: evidence and interval are never lost again. */
  readonly previous?: SequentialLook;
}

/** What can be said at this look, however many there were and will be. */
export interface SequentialLook {
  /** Treatment minus control. */
  readonly difference: number;
  /** Holds the true difference at every look at once. */
  readonly interval: readonly [low: number, high: number];
  /** Never rises from look to look; to stop when it is below 1 − confidence is no cheating. */
  readonly pValue: number;
}

const anEffect: OptionRule = ['number', 'a finite number > 0', (effect: number) => effect > 0 && effect < Infinity];
const rules: OptionRules<SequentialOptions> = {
  effect: anEffect,
  confidence: aConfidence,
  previous: ['object', 'what the last look answered', (look: object) => 'pValue' in look && 'interval' in look],
};

/**
 * A test that may be looked at as often as one likes, and stopped at any look: the mixture sequential probability ratio test
 * with always-valid p-values and intervals (Johari, Koomen, Pekelis and Walsh, Operations Research 70, 2022), with a normal
 * mixture of deviation `effect`. It wants a few hundred units before the first look: it rests on the central limit theorem.
 *
 * @throws TypeError or RangeError for a wrong option, or numbers that no sample has.
 * @example
 * const monday = sequential(
 *   { control: { conversions: 96, units: 2_000 }, treatment: { conversions: 165, units: 2_000 } },
 *   { effect: 0.01 },
 * );
 * monday.pValue < 0.05; //=> true
 */
export function sequential(arms: Arms, options: SequentialOptions): SequentialLook {
  const { effect, confidence = 0.95, previous } = checkOptions('sequential', options, rules);
  checkValue('sequential: effect', effect, anEffect);
  checkArms('sequential', arms);
  const { difference, variance } = seen(arms);
  const mixed = variance + effect ** 2;
  const lnRatio = (effect * difference) ** 2 / (2 * variance * mixed) - Math.log(mixed / variance) / 2;
  const reach = Math.sqrt(
    ((variance * mixed) / effect ** 2) * (Math.log(mixed / variance) - 2 * Math.log(1 - confidence)),
  );
  const { pValue, interval } = previous ?? { pValue: 1, interval: [-Infinity, Infinity] };
  return {
    difference,
    interval: [Math.max(interval[0], difference - reach), Math.min(interval[1], difference + reach)],
    pValue: Math.min(pValue, Math.exp(-lnRatio)),
  };
}

function seen(arms: Arms): { readonly difference: number; readonly variance: number } {
  if (isConversions(arms)) {
    const { control, treatment } = arms;
    return {
      difference: treatment.conversions / treatment.units - control.conversions / control.units,
      variance: rateVariance(control) + rateVariance(treatment),
    };
  }
  const { control, treatment } = arms;
  return {
    difference: treatment.mean - control.mean,
    variance: control.variance / control.units + treatment.variance / treatment.units,
  };
}

/** With one conversion and one failure more: a rate of zero among few units has a variance all the same. */
function rateVariance({ conversions, units }: ConversionArm): number {
  const rate = (conversions + 1) / (units + 2);
  return (rate * (1 - rate)) / units;
}
