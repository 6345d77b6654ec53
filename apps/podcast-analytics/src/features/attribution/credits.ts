import { allocate } from '../../platform/money/proportion.ts';

export const models = ['last', 'first', 'linear', 'time-decay'] as const;
/** Which of the exposures before a conversion it is owed to. */
export type Model = (typeof models)[number];

/** A credit of 1, in the millionths that are dealt out. */
export const wholeCredit = 1_000_000;

const dayMs = 86_400_000;
const halfLifeMs = 7 * dayMs;
/** Weights of the time-decay model become whole numbers at this scale: 52 bits, as many as a double holds. */
const weightScale = 2 ** 52;

/**
 * Millionths of a conversion for each of its exposures, which sum up to exactly one.
 *
 * Time decay halves the credit with each seven days between exposure and conversion: 2^(-t / 7 days), as Google Analytics has it
 * (support.google.com/analytics/answer/1662518, "Time Decay").
 *
 * @param times of the exposures in their order, epoch milliseconds, none after the conversion
 */
export function creditsOf(model: Model, times: readonly number[], convertedAt: number): readonly number[] {
  if (times.length === 0) return [];
  return allocate(wholeCredit, weightsOf(model, times, convertedAt));
}

function weightsOf(model: Model, times: readonly number[], convertedAt: number): readonly number[] {
  switch (model) {
    case 'first':
      return times.map((_, index) => (index === 0 ? 1 : 0));
    case 'last':
      return times.map((_, index) => (index === times.length - 1 ? 1 : 0));
    case 'linear':
      return times.map(() => 1);
    case 'time-decay':
      return times.map((time) => Math.round(weightScale * 2 ** (-(convertedAt - time) / halfLifeMs)));
    default:
      return model satisfies never;
  }
}

export const modelNames: Readonly<Record<Model, string>> = {
  last: 'Last exposure',
  first: 'First exposure',
  linear: 'Equal shares',
  'time-decay': 'Time decay',
};

export const howCredited: Readonly<Record<Model, string>> = {
  last: 'All of a conversion goes to the last exposure before it.',
  first: 'All of a conversion goes to the first exposure in the window.',
  linear: 'Each exposure in the window gets the same share of a conversion.',
  'time-decay': 'Each exposure in the window gets a share that halves with every seven days before the conversion.',
};
