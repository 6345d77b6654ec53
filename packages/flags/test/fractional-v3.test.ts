import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { compiled } from './compiled.ts';

// The scenarios @fractional-v3 of flagd's test bed 3.9.0 (gherkin/targeting.feature): the unit as JSON, and which of 25 equal
// shares it falls into.
const cases: readonly [string, number][] = JSON.parse(
  readFileSync(new URL('fractional-v3-cases.json', import.meta.url), 'utf8'),
);
const shares = Array.from({ length: 25 }, (_, i): [number, number] => [i + 1, 4]);
const suits: [string, number][] = ['clubs', 'diamonds', 'hearts', 'spades'].map((suit) => [suit, 25]);

describe('the 132 scenarios of v3', () => {
  const { rule } = compiled({ fractional: [{ var: 'unit' }, ...shares] }, { bucketing: 'v3' });

  test.each(cases)('%j is in share %i', (unit, share) => {
    expect(rule({ unit: JSON.parse(unit) })).toBe(share);
  });

  test('there are 111 of them about units', () => {
    expect(cases).toHaveLength(111);
  });

  test.each([
    ['fractional-flag', 'jack', 'diamonds'],
    ['fractional-flag', 'queen', 'diamonds'],
    ['fractional-flag', 'ten', 'clubs'],
    ['fractional-flag', 'nine', 'clubs'],
    ['fractional-flag', '3', 'spades'],
    ['shared-seed', 'seven', 'hearts'],
    ['shared-seed', 'eight', 'hearts'],
    ['shared-seed', 'nine', 'diamonds'],
    ['shared-seed', 'two', 'diamonds'],
  ])('the seed %s gives %s the suit %s', (seed, name, suit) => {
    const json = { fractional: [{ cat: [seed, { var: 'user.name' }] }, ...suits] };
    expect(compiled(json, { bucketing: 'v3' }).rule({ user: { name } })).toBe(suit);
  });

  test.each([
    [{ targetingKey: 'jon@company.com' }, 'tails'],
    [{ targetingKey: 'jane@company.com' }, 'tails'],
    [{ targetingKey: 'user-1' }, 'heads'],
    [{ targetingKey: 'user-2' }, 'tails'],
    [{ targetingKey: 'user-3' }, 'heads'],
    [{ irrelevant: 'none' }, null],
    [{ targetingKey: 12_345 }, null],
    [{ targetingKey: true }, null],
  ])('the flag and the targeting key together: %j gets %j', (context, side) => {
    const given = { bucketing: 'v3', flagKey: 'fractional-flag-shorthand' } as const;
    expect(compiled({ fractional: [['heads'], ['tails', 1]] }, given).rule(context)).toBe(side);
  });
});

test('a unit that is null or missing has no bucket, and is told of', () => {
  const { rule, missed } = compiled({ fractional: [{ var: 'unit' }, ...shares] }, { bucketing: 'v3' });
  expect(rule({ unit: null })).toBeNull();
  expect(rule({})).toBeNull();
  expect(missed()).toBe(2);
});
