import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRetryBudget } from '../src/index.ts';

test('starts with its reserve and gives one token a retry', () => {
  const budget = createRetryBudget({ reserve: 2 });
  expect([budget.tokens, budget.tryTake(), budget.tryTake(), budget.tryTake(), budget.tokens]).toEqual([
    2,
    true,
    true,
    false,
    0,
  ]);
});

test('has a reserve of 100 and a ratio of 0.1 by default', () => {
  const budget = createRetryBudget();
  expect(budget.tokens).toBe(100);
  budget.tryTake();
  budget.succeed();
  expect(budget.tokens).toBe(99.1);
});

test('sells exactly one retry for ten successes', () => {
  const budget = createRetryBudget({ reserve: 1 });
  budget.tryTake();
  for (let i = 0; i < 9; i++) budget.succeed();
  expect(budget.tryTake()).toBe(false);
  budget.succeed();
  expect(budget.tryTake()).toBe(true);
  expect(budget.tokens).toBe(0);
});

test('never holds more than its reserve', () => {
  const budget = createRetryBudget({ reserve: 3, ratio: 1 });
  budget.tryTake();
  for (let i = 0; i < 9; i++) budget.succeed();
  expect(budget.tokens).toBe(3);
});

test('agrees with counting in tenths, for any order of retries and successes', () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { maxLength: 500 }), fc.integer({ min: 1, max: 20 }), (steps, reserve) => {
      const budget = createRetryBudget({ reserve });
      let tenths = reserve * 10;
      for (const isSuccess of steps) {
        if (isSuccess) {
          budget.succeed();
          tenths = Math.min(reserve * 10, tenths + 1);
        } else {
          expect(budget.tryTake()).toBe(tenths >= 10);
          if (tenths >= 10) tenths -= 10;
        }
        expect(budget.tokens).toBe(tenths / 10);
      }
    }),
  );
});

test.each([
  [{ ratio: 1.5 }, 'createRetryBudget: ratio must be a number in [0, 1], got 1.5'],
  [{ ratio: -0.1 }, 'createRetryBudget: ratio must be a number in [0, 1], got -0.1'],
  [{ reserve: 0 }, 'createRetryBudget: reserve must be a finite number >= 1, got 0'],
  [{ reserve: Infinity }, 'createRetryBudget: reserve must be a finite number >= 1, got Infinity'],
])('refuses %o', (options, message) => {
  expect(() => createRetryBudget(options)).toThrow(new RangeError(message));
});
