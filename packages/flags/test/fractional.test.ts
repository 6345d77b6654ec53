import { describe, expect, test } from 'vitest';
import type { Json } from '../src/json.ts';
import { compiled } from './compiled.ts';

const suits: Json[] = ['clubs', 'diamonds', 'hearts', 'spades'].map((suit) => [suit, 25]);
const answer = (fractional: Json, context: object, flagKey = 'flag') =>
  compiled({ fractional }, { flagKey }).rule(context);

// The scenarios @fractional-v2 of flagd's test bed 3.9.0 (evaluator/gherkin/fractional.feature).
describe('the scenarios of v2', () => {
  test.each([
    ['fractional-flag', 'jack', 'hearts'],
    ['fractional-flag', 'queen', 'spades'],
    ['fractional-flag', 'ten', 'clubs'],
    ['fractional-flag', 'nine', 'diamonds'],
    ['fractional-flag', '3', 'clubs'],
    ['shared-seed', 'seven', 'hearts'],
    ['shared-seed', 'eight', 'diamonds'],
    ['shared-seed', 'nine', 'clubs'],
    ['shared-seed', 'two', 'spades'],
  ])('the seed %s gives %s the suit %s', (seed, name, suit) => {
    expect(answer([{ cat: [seed, { var: 'user.name' }] }, ...suits], { user: { name } })).toBe(suit);
  });

  test.each([
    ['jon@company.com', 'heads'],
    ['jane@company.com', 'tails'],
  ])('the key of the flag and the targeting key: %s gets %s', (targetingKey, side) => {
    expect(answer([['heads'], ['tails', 1]], { targetingKey }, 'fractional-flag-shorthand')).toBe(side);
  });

  test.each([
    ['ejOoVL', 'lower'],
    ['bY9fO-', 'lower'],
    ['SI7p-', 'lower'],
    ['6LvT0', 'upper'],
    ['ceQdGm', 'upper'],
  ])('a hash at a bound: %s is in the %s half', (targetingKey, half) => {
    const shares = [
      ['lower', 50],
      ['upper', 50],
    ];
    expect(answer([{ var: 'targetingKey' }, ...shares], { targetingKey })).toBe(half);
    const computed = [
      ['lower', { '+': [50] }],
      ['upper', 50],
    ];
    expect(answer([{ var: 'targetingKey' }, ...computed], { targetingKey })).toBe(half);
  });

  test.each([
    ['jon@company.com', 'premium', 'premium'],
    ['jon@company.com', 'basic', 'standard'],
    ['user1', 'premium', 'standard'],
  ])('a rule in the place of a variant: %s, %s gets %s', (targetingKey, tier, variant) => {
    const either = { if: [{ '==': [{ var: 'tier' }, 'premium'] }, 'premium', 'standard'] };
    const shares: Json[] = [
      [either, 50],
      ['standard', 50],
    ];
    expect(answer([{ var: 'targetingKey' }, ...shares], { targetingKey, tier })).toBe(variant);
  });

  test.each([
    ['jon@company.com', 'premium', 'red'],
    ['jon@company.com', 'basic', 'blue'],
    ['user1', 'premium', 'red'],
    ['user1', 'basic', 'blue'],
  ])('a rule in the place of a weight: %s, %s gets %s', (targetingKey, tier, variant) => {
    const weight = { if: [{ '==': [{ var: 'tier' }, 'premium'] }, 100, 0] };
    expect(answer([{ var: 'targetingKey' }, ['red', weight], ['blue', 10]], { targetingKey, tier })).toBe(variant);
  });

  test('as a condition, with shares that are true or false', () => {
    const whole = (yes: number, no: number): Json => ({
      if: [
        {
          fractional: [
            [false, no],
            [true, yes],
          ],
        },
        'big',
        'small',
      ],
    });
    expect(compiled(whole(100, 0)).rule({ targetingKey: 'some' })).toBe('big');
    expect(compiled(whole(0, 100)).rule({ targetingKey: 'some' })).toBe('small');
  });

  test.each<[string, Json]>([
    ['weights that are all 0', [{ var: 'targetingKey' }, ['one', 0], ['two', 0]]],
    ['computed weights that are all 0', [{ var: 'targetingKey' }, ['one', { '-': [0] }]]],
    ['a unit that is missing', [{ var: 'missing' }, ['one', 50], ['two', 50]]],
    ['a unit that is a number', [{ var: 'age' }, ['one', 50], ['two', 50]]],
    ['a unit that is null', [null, ['one']]],
    ['nothing at all', []],
  ])('%s: null, so that the default holds', (_, fractional) => {
    expect(answer(fractional, { targetingKey: 'any-user', age: 3 })).toBeNull();
  });

  test('a weight below 0 counts as 0', () => {
    expect(
      answer(
        [
          ['one', -50],
          ['two', 100],
        ],
        { targetingKey: 'any-user' },
      ),
    ).toBe('two');
    expect(
      answer(
        [
          ['one', { '-': [50] }],
          ['two', 100],
        ],
        { targetingKey: 'any-user' },
      ),
    ).toBe('two');
  });
});

test.each<[string, Json]>([
  [
    'a weight that is no integer',
    [
      ['one', 0.5],
      ['two', 1],
    ],
  ],
  [
    'a weight that is text',
    [
      ['one', '50'],
      ['two', 50],
    ],
  ],
  [
    'a share of three',
    [
      ['one', 50, 1],
      ['two', 50],
    ],
  ],
  ['an empty share', [[], ['two', 50]]],
  ['a share that is no list', [['one', 50], 'two']],
  [
    'a variant that is a list',
    [
      [['one'], 50],
      ['two', 50],
    ],
  ],
  [
    'more than 2^31-1 in all',
    [
      ['one', 2 ** 30],
      ['two', 2 ** 30],
    ],
  ],
  [
    'more than 2^31-1 in all, computed',
    [
      ['one', { '*': [2 ** 30, 2] }],
      ['two', 1],
    ],
  ],
])('%s makes the whole answer null', (_, fractional) => {
  expect(answer(fractional, { targetingKey: 'user' })).toBeNull();
});

test('a first argument that turns out to be a list is a share: the unit is the targeting key', () => {
  const byKey = answer(
    [
      ['one', 50],
      ['two', 50],
    ],
    { targetingKey: 'user' },
  );
  expect(answer([{ merge: ['one', 50] }, ['two', 50]], { targetingKey: 'user' })).toBe(byKey);
});

test('a text that stands first is the unit, the same for everybody', () => {
  expect(answer(['ejOoVL', ['lower', 50], ['upper', 50]], {})).toBe('lower');
});

// A missing key hashed as "undefined" would put everybody without one into the same bucket.
test.each([{}, { targetingKey: undefined }, { targetingKey: '' }, { targetingKey: 7 }, { targetingKey: null }])(
  'without a targeting key there is no bucket, and it is told of: %j',
  (context) => {
    const { rule, missed } = compiled({
      fractional: [
        ['one', 50],
        ['two', 50],
      ],
    });
    expect(rule(context)).toBeNull();
    expect(missed()).toBe(1);
  },
);

test('an inherited targeting key is none', () => {
  expect(answer([['one', 1]], Object.create({ targetingKey: 'user' }))).toBeNull();
});

test('sorts a hash into the shares exactly, where the product needs 63 bits', () => {
  // 2^32-1 × (2^31-1) >> 32 is 2^31-2: the last of the weights.
  const shares: Json[] = [
    ['most', 2 ** 31 - 2],
    ['last', 1],
  ];
  expect(answer(['ceQdGm', ...shares], {})).toBe('last');
  expect(answer(['ceQdGm', ['most', { '+': [2 ** 31 - 2] }], ['last', 1]], {})).toBe('last');
  expect(answer(['6LvT0', ['low', 2 ** 30], ['high', 2 ** 30 - 1]], {})).toBe('low');
});

// 2^32 / 3 is 1431655765.33: these two ids have the whole numbers around it as their hash.
test.each([
  ['aahgAzTG', 'one'],
  ['aajiuE24', 'two'],
])('a share ends between two hashes where it does not end on one: %s gets %s', (unit, variant) => {
  expect(answer([unit, ['one', 1], ['two', 2]], {})).toBe(variant);
  expect(answer([unit, ['one', { '+': [1] }], ['two', 2]], {})).toBe(variant);
});
