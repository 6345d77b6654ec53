import { describe, expect, test } from 'vitest';
import {
  all,
  bool,
  choice,
  eq,
  experiment,
  flagDocument,
  gt,
  isIn,
  lt,
  schedule,
  semVer,
  startsWith,
} from '../src/build.ts';

test('a document is plain JSON of flagd, with its bucketing pinned', () => {
  const dashboard = bool('new-dashboard', { owner: 'growth', expires: '2027-03-01', metadata: { team: 'web' } })
    .allow('userId', ['u1'])
    .when(eq('plan', 'pro'), 'on')
    .rollout('on', 25);
  expect(JSON.parse(JSON.stringify(flagDocument([dashboard], { metadata: { stage: 'live' } })))).toEqual({
    flags: {
      'new-dashboard': {
        state: 'ENABLED',
        variants: { on: true, off: false },
        defaultVariant: 'off',
        targeting: {
          if: [
            { in: [{ var: 'userId' }, ['u1']] },
            'on',
            { '===': [{ var: 'plan' }, 'pro'] },
            'on',
            {
              fractional: [
                ['on', 25],
                ['off', 75],
              ],
            },
          ],
        },
        metadata: { team: 'web' },
        $scry: { owner: 'growth', expires: '2027-03-01' },
      },
    },
    metadata: { scryBucketing: 'v2', stage: 'live' },
  });
});

test('keys and variants such as __proto__ are names like any other', () => {
  const document = flagDocument([bool('__proto__'), choice('constructor', { toString: 'a' })]);
  expect(Object.keys(document.flags)).toEqual(['__proto__', 'constructor']);
});

test('who is allowed gets the first variant that is not the default, where none is named', () => {
  const page = choice('page-size', { small: 20, large: 100, huge: 500 }).allow('userId', ['u1']);
  expect(page.toJSON().targeting).toEqual({ if: [isIn('userId', ['u1']), 'large', null] });
  expect(choice('it', { only: 1 }).allow('userId', ['u1']).toJSON().targeting?.['if']).toContain('only');
});

test('a builder is not changed by what is made of it', () => {
  const start = bool('it');
  start.rollout('on', 10).allow('userId', ['u1']);
  expect(start.toJSON()).not.toHaveProperty('targeting');
});

test('the greatest weight and a version of many digits are taken', () => {
  expect(experiment('it').split({ a: 1_000_000 }).toJSON().variants).toEqual({ a: 'a' });
  expect(semVer('app', '>=', 'v10.20.30')).toEqual({ sem_ver: [{ var: 'app' }, '>=', 'v10.20.30'] });
});

test('the seeds of an experiment are the same for good: others would deal everybody anew', () => {
  const unit = { var: 'targetingKey' };
  const seed = (purpose: string) => ({ cat: [{ var: '$flagd.flagKey' }, purpose, unit] });
  const shares = [
    ['in', 20],
    ['out', 80],
  ];
  const isEnrolled = { '===': [{ fractional: [seed('/enroll/'), ...shares] }, 'in'] };
  const arms = { fractional: [seed('/variant/'), ['a', 1], ['b', 1]] };
  expect(experiment('it').split({ a: 1, b: 1 }).enroll(20).toJSON()).toMatchObject({
    targeting: { if: [{ and: [{ '!!': [unit] }, isEnrolled] }, arms, null] },
  });
});

describe('the builder refuses', () => {
  const it = () => bool('it');
  const split = () => experiment('it').split({ a: 1, b: 1 });

  test.each<[() => unknown, string]>([
    [() => bool(''), 'bool: key must be a text that is not empty, got ""'],
    [() => bool('it', { default: 'maybe' as never }), 'bool: default must be one of on, off, got "maybe"'],
    [() => bool('it', { onwer: 'me' } as never), 'bool: unknown option onwer'],
    [() => bool('it', { expires: 'soon' }), 'bool: expires must be a day in ISO 8601, got "soon"'],
    [() => bool('it', { expires: '2026-13-45' }), 'bool: expires must be a day in ISO 8601, got "2026-13-45"'],
    [() => bool('it', { env: true as never }), 'bool: env must be a name or false, got true'],
    [() => choice('it', {}), 'choice: variants must be an object with a variant'],
    [() => it().when(eq('a', 1), 'oh' as never), 'when: variant must be one of on, off, got "oh"'],
    [() => it().rollout('on', 101), 'rollout: percent must be a number from 0 to 100 with at most 3 decimals, got 101'],
    [() => it().rollout('on', 0.0001), 'rollout: percent must be a number from 0 to 100'],
    [() => it().rollout('on', Number.NaN), 'rollout: percent must be a number from 0 to 100'],
    [() => it().rollout('on', 1).rollout('on', 2), 'rollout: there is a roll-out to everybody already'],
    [() => it().rollout('on', 1, { by: '' }), 'rollout: by must be a text that is not empty'],
    [() => it().rollout('on', 1, { where: 1 } as never), 'rollout: unknown option where'],
    [() => it().ramp('on', '2026-11-02', '2026-11-01'), 'ramp: from must be before to'],
    [() => schedule('2026-11-02', 'tomorrow'), 'schedule: to must be a Date or ISO 8601, got tomorrow'],
    [() => schedule(new Date(Number.NaN), '2026-11-01'), 'schedule: from must be a Date or ISO 8601, got Invalid Date'],
    [() => lt('a', '18' as never), 'lt: value must be a finite number (for versions there is semVer), got "18"'],
    [() => eq('', 1), 'eq: attribute must be a text that is not empty'],
    [() => eq('a', null as never), 'eq: value must be a text, a number or a boolean, got null'],
    [() => isIn('a', 'abc' as never), 'isIn: values must be a list, got "abc"'],
    [() => isIn('a', [null] as never), 'isIn: each value must be a text, a number or a boolean'],
    [() => startsWith('a', ''), 'startsWith: value must be a text that is not empty'],
    [() => semVer('a', '=>' as never, '1.0.0'), 'semVer: operator must be one of = != < <= > >= ~ ^, got "=>"'],
    [() => semVer('a', '>', '1.0'), 'semVer: version must be a version such as 1.2.3, got "1.0"'],
    [() => all(), 'all: conditions must be at least one, got none'],
    [() => experiment('it').toJSON(), 'experiment: it must have a split before it is built'],
    [() => experiment('it').split({ a: 0 }), 'split: one of the weights must be > 0'],
    [() => experiment('it').split({ a: -1 }), 'split: a must be a number from 0 to 1000000'],
    [() => experiment('it').split({ a: 1_000_001 }), 'split: a must be a number from 0 to 1000000'],
    [() => gt('', 1), 'gt: attribute must be a text that is not empty'],
    [() => isIn('', ['a']), 'isIn: attribute must be a text that is not empty'],
    [() => semVer('', '>', '1.0.0'), 'semVer: attribute must be a text that is not empty'],
    [() => semVer('a', '>', 'app1.0.0'), 'semVer: version must be a version such as 1.2.3, got "app1.0.0"'],
    [
      () => experiment('it', { default: 'c' }).split({ a: 1 }).toJSON(),
      'experiment: default must be one of a, got "c"',
    ],
    [
      () =>
        experiment('it', { values: { a: 1 } })
          .split({ a: 1, b: 1 })
          .toJSON(),
      'values must have one for b, got a',
    ],
    [() => experiment('it', { values: 'a' as never }), 'experiment: values must be an object, got "a"'],
    [() => split().enroll(-1), 'enroll: percent must be a number from 0 to 100'],
    [() => split().layer('', [0, 1]), 'layer: name must be a text that is not empty'],
    [() => split().layer('x', [50, 20]), 'layer: slice must be two percentages, the smaller one first'],
    [() => split().layer('x', [0, 101]), 'layer: slice must be two percentages'],
    [() => split().layer('x', [0] as never), 'layer: slice must be two percentages'],
    [() => split().layer('x', ['0', 1] as never), 'layer: slice must be two percentages'],
    [() => split().allow('userId', ['u1'], 'c' as never), 'allow: variant must be one of a, b, got "c"'],
    [() => flagDocument([it(), it()]), 'flagDocument: flags must each have a key of their own, got it twice'],
  ])('%s', (build, message) => {
    expect(build).toThrow(message);
  });
});
