import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { evaluateUnleash, type UnleashContext, type UnleashDocument, type UnleashVariant } from '../src/unleash.ts';

interface Specification {
  readonly name: string;
  readonly state: UnleashDocument;
  readonly tests?: readonly Case<boolean>[];
  readonly variantTests?: readonly Case<UnleashVariant>[];
}

interface Case<Result> {
  readonly description: string;
  readonly context: UnleashContext;
  readonly toggleName: string;
  readonly expectedResult: Result;
}

const root = dirname(createRequire(import.meta.url).resolve('@unleash/client-specification/package.json'));
const read = <T>(name: string): T => JSON.parse(readFileSync(join(root, 'specifications', name), 'utf8'));
const specifications = read<readonly string[]>('index.json').map((name) => read<Specification>(name));

// https://github.com/Unleash/client-specification 6.1.0
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
  expect(specifications).toHaveLength(22);
  expect(specifications.flatMap(({ tests = [], variantTests = [] }) => [...tests, ...variantTests])).toHaveLength(279);
});
