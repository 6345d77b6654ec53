import { expect, test } from 'vitest';
import { differenceOf, leastConverted, leastGroup, liftOf } from './lift.ts';

// The worked examples (a) to (e) of table II in Newcombe's paper, column of method 10.
test.each([
  ['56/70 - 48/80', [70, 56], [80, 48], 0.0524, 0.3339],
  ['9/10 - 3/10', [10, 9], [10, 3], 0.1705, 0.809],
  ['6/7 - 2/7', [7, 6], [7, 2], 0.0582, 0.8062],
  ['5/56 - 0/29', [56, 5], [29, 0], -0.0381, 0.1926],
  ['0/10 - 0/20', [10, 0], [20, 0], -0.1611, 0.2775],
] as const)('the interval of %s is that of the paper', (_, [size, converted], [others, othersConverted], low, high) => {
  const interval = differenceOf({ size, converted }, { size: others, converted: othersConverted });
  expect(interval.low).toBeCloseTo(low, 4);
  expect(interval.high).toBeCloseTo(high, 4);
});

test('lift is the difference of the rates, absolute and in proportion to the control group', () => {
  expect(liftOf({ size: 1000, converted: 60 }, { size: 1000, converted: 40 })).toEqual({
    state: 'known',
    difference: expect.closeTo(0.02, 12),
    low: expect.closeTo(0.0008, 3),
    high: expect.closeTo(0.0394, 3),
    relative: expect.closeTo(0.5, 12),
  });
});

const enough = { size: leastGroup, converted: leastConverted };
test.each([
  ['few households', { ...enough, size: leastGroup - 1 }],
  ['few conversions', { ...enough, converted: leastConverted - 1 }],
  ['nobody', { size: 0, converted: 0 }],
])('is not told where a group has too %s', (_, group) => {
  expect(liftOf(enough, enough).state).toBe('known');
  expect(liftOf(group, enough)).toEqual({ state: 'not-enough-data' });
  expect(liftOf(enough, group)).toEqual({ state: 'not-enough-data' });
});
