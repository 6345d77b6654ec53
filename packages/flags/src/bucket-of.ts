import { hashText, murmur3 } from './murmur3.ts';

/**
 * Where a unit stands in [0, 1), the same for ever: murmur3-32 of the seed and the unit in UTF-8, as flagd hashes. A roll-out of
 * 25 % with the seed of a flag (its key) reaches the units below 0.25.
 *
 * @example
 * bucketOf('user-7', 'new-dashboard') < 0.25; // whether a roll-out of 25 % reaches the user
 */
export function bucketOf(unit: string, seed: string): number {
  return (hashText(murmur3(seed), unit) >>> 0) / 2 ** 32;
}
