import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { allocate, basisPointsOf, costOfImpressions } from './proportion.ts';

const amount = fc.integer({ min: 0, max: 1_000_000_000_000 });

describe('the cost of impressions', () => {
  test.each([
    [1000, 2500, 2500],
    [0, 2500, 0],
    [1, 499, 0],
    [1, 500, 1],
    [3, 500, 2],
    [999, 1, 1],
    [12_345, 1999, 24_678], // 24,677.655
    [9_007_199_254_740, 1000, 9_007_199_254_740],
  ])('of %d at %d for a thousand is %d', (impressions, cpm, cost) => {
    expect(costOfImpressions(impressions, cpm)).toBe(cost);
  });

  test('is never off by more than half a minor unit, and a half goes up', () => {
    fc.assert(
      fc.property(amount, fc.integer({ min: 0, max: 1_000_000 }), (impressions, cpm) => {
        fc.pre(BigInt(impressions) * BigInt(cpm) < 9_007_199_254_740_991_000n);
        const off = BigInt(costOfImpressions(impressions, cpm)) * 1000n - BigInt(impressions) * BigInt(cpm);
        expect(off > -500n && off <= 500n).toBe(true);
      }),
      { seed: 1000 },
    );
  });

  test.each([
    [-1, 5],
    [1, -5],
    [1.5, 5],
    [1, Number.NaN],
    [Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
  ])('of %d at %d is refused', (impressions, cpm) => {
    expect(() => costOfImpressions(impressions, cpm)).toThrow(RangeError);
  });
});

describe('a share in basis points', () => {
  test.each([
    [10_000, 1900, 1900],
    [50, 1900, 10], // 9.5
    [1, 4999, 0],
    [1, 5000, 1],
    [12_345, 0, 0],
  ])('of %d by %d is %d', (total, basisPoints, share) => {
    expect(basisPointsOf(total, basisPoints)).toBe(share);
  });
});

describe('an allocation', () => {
  test.each([
    [100, [1, 1, 1], [34, 33, 33]],
    [5, [3, 7], [2, 3]], // 1.5 and 3.5: the first of equal remainders
    [-100, [1, 1, 1], [-34, -33, -33]],
    [0, [1, 2], [0, 0]],
    [7, [0, 1, 0], [0, 7, 0]],
  ])('of %d by %j is %j', (total, weights, parts) => {
    expect(allocate(total, weights)).toEqual(parts);
  });

  test.each([
    [10, []],
    [10, [0, 0]],
    [10, [1, -1]],
    [10, [0.5, 0.5]],
    [0.5, [1]],
  ])('of %d by %j is refused', (total, weights) => {
    expect(() => allocate(total, weights)).toThrow(RangeError);
  });

  test('adds up to the total, and gives nobody a whole unit more or less than the exact share', () => {
    const weights = fc.array(fc.integer({ min: 0, max: 1_000_000 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(
        fc.maxSafeInteger(),
        weights.filter((some) => some.some(Boolean)),
        (total, some) => {
          const parts = allocate(total, some);
          const sum = some.reduce((before, weight) => before + weight, 0);
          expect(parts.reduce((before, part) => before + BigInt(part), 0n)).toBe(BigInt(total));
          for (const [index, part] of parts.entries()) {
            const off = BigInt(part) * BigInt(sum) - BigInt(total) * BigInt(some[index] ?? 0);
            expect(off < BigInt(sum) && off > -BigInt(sum)).toBe(true);
          }
        },
      ),
      { seed: 1792 },
    );
  });
});
