import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Json } from '../src/json.ts';
import { compiled } from './compiled.ts';

// The tests that JsonLogic publishes (https://jsonlogic.com/tests.json): a rule, the data and the result.
const cases: readonly [Json, Json, Json][] = JSON.parse(
  readFileSync(new URL('json-logic-cases.json', import.meta.url), 'utf8'),
);

describe('the published tests of JsonLogic', () => {
  test.each(cases)('%j of %j is %j', (rule, data, result) => {
    const found: unknown = compiled(rule).rule(data);
    expect(found).toEqual(result);
  });
});

test('there are 280 of them', () => {
  expect(cases).toHaveLength(280);
});
