import { checkValue } from '@scry/internal/check-options';

/** One of a population, as the context of an evaluation. */
export type Unit = { readonly targetingKey: string };

/**
 * So many units, always the same ones, to see what a roll-out or an experiment makes of them.
 *
 * @param size how many.
 * @param prefix what their targeting keys begin with.
 * @throws TypeError or RangeError when `size` is no count.
 * @example
 * const share = population(10_000).filter((unit) => flags.on('newDashboard', unit)).length / 10_000;
 */
export function population(size: number, prefix = 'unit-'): Unit[] {
  checkValue('population: size', size, ['number', 'an integer >= 0', (n: number) => Number.isSafeInteger(n) && n >= 0]);
  return Array.from({ length: size }, (_, i) => ({ targetingKey: `${prefix}${i}` }));
}
