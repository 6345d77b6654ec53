import { expect, test } from 'vitest';
import {
  createFlags,
  defineFlags,
  type EvaluationContext,
  type FlagDocument,
  type JsonObject,
  parseDocument,
} from '../src/index.ts';
import { toFlagd, type UnleashContext, type UnleashFeature, type UnleashStrategy } from '../src/unleash.ts';
import { specifications } from './unleash-specifications.ts';

/** How an application would hand its context over: the properties flat, the user as the targeting key. */
function flat({ properties, currentTime, ...context }: UnleashContext): EvaluationContext {
  return { ...properties, ...context, targetingKey: context.userId };
}

function evaluate(source: FlagDocument, { currentTime }: UnleashContext = {}) {
  const now = () => (currentTime ? Number(new Date(currentTime)) : 1.8e12);
  return createFlags({ definitions: defineFlags({}), source, now });
}

test('where nothing is said to move, the specification holds in flagd too: 148 of its 279 tests', () => {
  let held = 0;
  for (const { state, tests = [], variantTests = [] } of specifications) {
    const { document, moved } = toFlagd(state);
    expect(parseDocument(document)).toMatchObject({ ok: true, warnings: [] });
    const stays = (name: string) => !moved.some(({ feature }) => feature === name || feature.startsWith('segment-'));
    for (const { toggleName, context, expectedResult, description } of tests.filter((each) => stays(each.toggleName))) {
      const { value, variant } = evaluate(document, context).evaluate(toggleName, flat(context));
      expect(value === true || (value !== false && variant !== undefined), description).toBe(expectedResult);
      held++;
    }
    for (const { toggleName, context, expectedResult, description } of variantTests.filter((each) =>
      stays(each.toggleName),
    )) {
      const { variant, value } = evaluate(document, context).evaluate(toggleName, flat(context));
      const isBoolean = typeof value === 'boolean';
      expect(isBoolean ? 'disabled' : (variant ?? 'disabled'), description).toBe(expectedResult.name);
      held++;
    }
  }
  expect(held).toBe(148);
});

function reasons(strategies: readonly UnleashStrategy[], more: Partial<UnleashFeature> = {}): string[] {
  return toFlagd({ features: [{ name: 'f', enabled: true, strategies, ...more }] }).moved.map(({ reason }) => reason);
}

test.each<[UnleashStrategy, string]>([
  [{ name: 'flexibleRollout', parameters: { rollout: '25', groupId: 'g' } }, 'a roll-out of 25 % by default'],
  [{ name: 'gradualRolloutUserId', parameters: { percentage: 25 } }, 'a roll-out of 25 % by userId'],
  [{ name: 'gradualRolloutSessionId', parameters: { percentage: 25 } }, 'a roll-out of 25 % by sessionId'],
  [{ name: 'gradualRolloutRandom', parameters: { percentage: 25 } }, 'a roll-out of 25 % by random'],
  [{ name: 'remoteAddress', parameters: { IPs: '10.0.0.0/8' } }, 'ranges of addresses have no counterpart'],
  [{ name: 'applicationHostname' }, 'the strategy applicationHostname has no counterpart'],
  [{ name: 'default', constraints: [{ contextName: 'a', operator: 'REGEX', value: '^a' }] }, 'the constraint REGEX'],
  [{ name: 'default', constraints: [{ contextName: 'a.b', operator: 'IN', values: ['1'] }] }, 'the constraint IN'],
  [
    { name: 'default', constraints: [{ contextName: 'a', operator: 'SEMVER_GT', value: '1.0.0' }] },
    'sem_ver also reads',
  ],
])('%j is said to move', (strategy, reason) => {
  expect(reasons([strategy])).toEqual([expect.stringContaining(reason)]);
});

test.each<[UnleashStrategy, JsonObject]>([
  [
    { name: 'flexibleRollout', parameters: { rollout: '25', groupId: 'g', stickiness: 'userId' } },
    {
      and: [
        { '!!': [{ or: [{ var: 'userId' }, { var: 'targetingKey' }] }] },
        {
          fractional: [
            { cat: ['g', ':', { or: [{ var: 'userId' }, { var: 'targetingKey' }] }] },
            [true, 25],
            [false, 75],
          ],
        },
      ],
    },
  ],
  [
    { name: 'default', constraints: [{ contextName: 'a', operator: 'SEMVER_GT', value: '1.0.0' }] },
    { '!!': [{ sem_ver: [{ var: 'a' }, '>', '1.0.0'] }] },
  ],
])('%j has the nearest rule that flagd has', (strategy, rule) => {
  const { document } = toFlagd({ features: [{ name: 'f', enabled: true, strategies: [strategy] }] });
  expect(document.flags['f']).toEqual({
    state: 'ENABLED',
    variants: { on: true, off: false },
    defaultVariant: 'off',
    targeting: { if: [rule, 'on', 'off'] },
  });
});

test('a description is kept, and a strategy that flagd cannot have is one that never holds', () => {
  const { document } = toFlagd({
    features: [{ name: 'f', description: 'for the fair', enabled: true, strategies: [{ name: 'mine' }] }],
  });
  expect(document.flags['f']).toMatchObject({
    $scry: { description: 'for the fair' },
    targeting: { if: [false, 'on', 'off'] },
  });
});

test('variants by weight are said to move, and one alone is not', () => {
  const [a, b] = [
    { name: 'a', weight: 50 },
    { name: 'b', weight: 50 },
  ];
  expect(reasons([], { variants: [a, b] })).toEqual([expect.stringContaining('variants by weight and default')]);
  expect(reasons([], { variants: [a] })).toEqual([]);
  expect(reasons([], { variants: [{ ...a, weight: 0 }] })).toEqual([]);
  const { document } = toFlagd({ features: [{ name: 'f', enabled: true, variants: [{ ...a, weight: 0 }] }] });
  expect(evaluate(document).evaluate('f').variant).toBeUndefined();
});

test('dependencies that flagd has no words for are never met, and said to be', () => {
  const variants = [{ name: 'a', weight: 1 }];
  const { document, moved } = toFlagd({
    features: [
      { name: 'parent', enabled: true, variants },
      { name: 'child', enabled: true, dependencies: [{ feature: 'parent', variants: ['a', 'b'] }] },
      { name: 'other', enabled: true, dependencies: [{ feature: 'parent', variants: ['a'] }] },
    ],
  });
  expect(moved).toEqual([{ feature: 'child', reason: 'the dependency on parent has no counterpart: it is never met' }]);
  const flags = evaluate(document);
  expect([flags.evaluate('child').value, flags.evaluate('other').value]).toEqual([false, true]);
});

test('values are the payloads where all are of one type, else the names', () => {
  const valuesOf = (...payloads: ({ type: string; value: string } | undefined)[]) => {
    const variants = payloads.map((payload, i) => ({ name: `v${i}`, weight: 1, payload }));
    return Object.values(
      toFlagd({ features: [{ name: 'f', enabled: true, variants }] }).document.flags['f']?.variants ?? {},
    );
  };
  expect(valuesOf({ type: 'number', value: '1.5' }, { type: 'number', value: '2' })).toEqual([1.5, 2]);
  expect(valuesOf({ type: 'json', value: '{"a":1}' })).toEqual([{ a: 1 }]);
  expect(valuesOf({ type: 'string', value: '' }, { type: 'csv', value: 'b,c' })).toEqual(['', 'b,c']);
  expect(valuesOf({ type: 'number', value: '1' }, { type: 'string', value: '2' })).toEqual(['v0', 'v1']);
  expect(valuesOf({ type: 'json', value: '{broken' })).toEqual(['v0']);
  expect(valuesOf({ type: 'json', value: 'null' })).toEqual(['v0']);
  expect(valuesOf(undefined)).toEqual(['v0']);
});
