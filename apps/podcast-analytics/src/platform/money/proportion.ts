import { checkAmount } from './amount.ts';

/** What impressions cost at a price for a thousand, in minor units; rounded once, half up. */
export function costOfImpressions(impressions: number, cpmMinor: number): number {
  return proportion(cpmMinor, impressions, 1000);
}

/** A share in basis points (1900 is 19 %), in minor units; rounded once, half up. */
export function basisPointsOf(amountMinor: number, basisPoints: number): number {
  return proportion(amountMinor, basisPoints, 10_000);
}

/**
 * `amount × numerator / denominator` in integers, rounded once, half up; a product beyond 2^53 is exact as well.
 * @throws {RangeError} for anything below 0: what is owed the other way is computed as it was and then negated.
 */
function proportion(amount: number, numerator: number, denominator: number): number {
  for (const value of [amount, numerator]) {
    if (!Number.isSafeInteger(value) || value < 0) {
      throw new RangeError(`expected a whole number from 0 to 2^53 - 1, got ${value}`);
    }
  }
  const twice = 2n * BigInt(amount) * BigInt(numerator);
  return checkAmount(Number((twice + BigInt(denominator)) / (2n * BigInt(denominator))));
}

/**
 * Splits a total into whole parts in proportion to the weights, which add up to it exactly: each gets the whole of its share, and
 * what is left goes one by one to the largest remainders, of equal ones to the first (the method of Hamilton).
 * @throws {RangeError} for weights that are not whole numbers from 0 on, or that are all 0.
 */
export function allocate(total: number, weights: readonly number[]): number[] {
  const exact = weights.map((weight) => {
    if (!Number.isSafeInteger(weight) || weight < 0) {
      throw new RangeError(`expected weights that are whole numbers from 0 on, got ${weight}`);
    }
    return BigInt(weight);
  });
  const sum = exact.reduce((before, weight) => before + weight, 0n);
  if (sum === 0n) throw new RangeError(`expected at least one weight above 0, got ${weights.length} of 0`);
  const size = BigInt(Math.abs(checkAmount(total)));
  const shares = exact.map((weight, index) => ({ index, whole: (size * weight) / sum, rest: (size * weight) % sum }));
  const left = size - shares.reduce((before, { whole }) => before + whole, 0n);
  const favoured = new Set(
    [...shares]
      .sort((a, b) => (a.rest === b.rest ? a.index - b.index : a.rest < b.rest ? 1 : -1))
      .slice(0, Number(left))
      .map(({ index }) => index),
  );
  return shares.map(({ index, whole }) => {
    const part = Number(whole) + (favoured.has(index) ? 1 : 0);
    return total < 0 && part !== 0 ? -part : part;
  });
}
