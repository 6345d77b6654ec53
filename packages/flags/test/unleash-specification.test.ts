import { describe, expect, test } from 'vitest';
import { evaluateUnleash } from '../src/unleash.ts';
import { specifications, version } from './unleash-specifications.ts';

describe.each(specifications)('$name', ({ state, tests = [], variantTests = [] }) => {
  const unleash = evaluateUnleash(state);

  test.each(tests.map((each) => [each.description, each] as const))(
    '%s',
    (_, { toggleName, context, expectedResult }) => {
      expect(unleash.isEnabled(toggleName, context)).toBe(expectedResult);
    },
  );

  test.each(variantTests.map((each) => [each.description, each] as const))('%s', (_, each) => {
    expect(unleash.getVariant(each.toggleName, each.context)).toEqual(each.expectedResult);
  });
});

test('there are 279 tests in 22 specifications', () => {
  expect(version).toBe('6.1.0');
  expect(specifications).toHaveLength(22);
  expect(specifications.flatMap(({ tests = [], variantTests = [] }) => [...tests, ...variantTests])).toHaveLength(279);
});
