import { createFakeClock } from '@scry/internal/fake-clock';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRetry, createRetryBudget, retry, retryInfo } from '../src/index.ts';
import { atOnce, failing, rejection, transient } from './operations.ts';

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

describe('the budget', () => {
  test('of a policy stops the retries when it is spent', async () => {
    const budget = createRetryBudget({ reserve: 1 });
    const policy = createRetry({ ...atOnce, budget });
    const { operation, errors } = failing(9);
    const error = await rejection(policy.run(operation));
    expect(operation).toHaveBeenCalledTimes(2);
    expect(error).toBe(errors[1]);
    expect(retryInfo(error)?.reason).toBe('budget');
  });

  test('of a policy is there by default, with a reserve of 100', async () => {
    const policy = createRetry({ ...atOnce, attempts: 11 });
    let calls = 0;
    for (let i = 0; i < 20; i++) {
      await policy
        .run(() => {
          calls++;
          throw transient();
        })
        .catch(() => {});
    }
    expect(calls).toBe(20 + 100);
  });

  test('of a single call is none by default, and one of its own when asked for', async () => {
    const { operation } = failing(200);
    await retry(operation, { ...atOnce, attempts: 150 }).catch(() => {});
    expect(operation).toHaveBeenCalledTimes(150);
    const another = failing(200);
    await retry(another.operation, { ...atOnce, attempts: 150, budget: true }).catch(() => {});
    expect(another.operation).toHaveBeenCalledTimes(101);
  });

  test('is paid back by successes, of first and later attempts', async () => {
    const budget = createRetryBudget({ reserve: 10, ratio: 0.5 });
    for (let i = 0; i < 4; i++) budget.tryTake();
    const policy = createRetry({ ...atOnce, budget });
    await policy.run(() => 1);
    expect(budget.tokens).toBe(6.5);
    await policy.run(failing(1).operation);
    expect(budget.tokens).toBe(6);
  });

  test('is not spent on a retry that the deadline does not allow', async () => {
    const budget = createRetryBudget();
    const policy = createRetry({ budget, deadlineMs: 100, minDelayMs: 500, jitter: 'none', clock: createFakeClock() });
    await policy.run(failing(9).operation).catch(() => {});
    expect(budget.tokens).toBe(100);
  });

  test('keeps three layers of policies from multiplying a full outage', async () => {
    let calls = 0;
    const layers = [1, 2, 3].map(() => createRetry({ ...atOnce, attempts: 3 }));
    const backend = (): Promise<never> => {
      calls++;
      return Promise.reject(transient());
    };
    const request = layers.reduce<() => Promise<never>>((inner, layer) => () => layer.run(inner), backend);
    for (let i = 0; i < 20_000; i++) await request().catch(() => {});
    expect(calls / 20_000).toBeLessThanOrEqual(1.05);
  });
});
