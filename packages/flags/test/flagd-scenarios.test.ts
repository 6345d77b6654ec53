// The scenarios of flagd's test bed 3.9.0 (evaluator/gherkin and gherkin/targeting.feature) that are not about fractional, as
// tables; `fallback` stands for the default variant, and a caller's own value for its code default.
import { describe, expect, test } from 'vitest';
import { createFlags, defineFlags, type EvaluationContext, type FlagDefinition, flag } from '../src/index.ts';
import type { Json, JsonObject } from '../src/json.ts';

type Row = [context: EvaluationContext, variant: string];

/** Variants are called as their values. */
function flagsWith(targeting: JsonObject, names: readonly string[], more: Partial<FlagDefinition> = {}) {
  const variants = Object.fromEntries([...names, 'fallback'].map((name) => [name, name]));
  const $evaluators = { is_ballmer: { '==': ['ballmer@macrosoft.com', { var: ['email'] }] } };
  const f: FlagDefinition = { state: 'ENABLED', variants, defaultVariant: 'fallback', targeting, ...more };
  return createFlags({ definitions: defineFlags({}), source: { flags: { f }, $evaluators }, now: () => 1_000_500 });
}

function answers(targeting: JsonObject, names: readonly string[], rows: readonly Row[]): void {
  test.each(rows)('%j is %s', (context, variant) => {
    const reason = variant === 'fallback' ? 'DEFAULT' : 'TARGETING_MATCH';
    expect(flagsWith(targeting, names).evaluate('f', context)).toMatchObject({ value: variant, variant, reason });
  });
}

const versions = (...found: string[]): Row[] =>
  found.map((each) => each.split(' ')).map(([version, to = '']) => [{ version }, to]);
const chain = (...pairs: [Json, string][]): JsonObject => ({ if: [...pairs.flat(), null] });
const semVer = (operator: string, to: string): Json => ({ sem_ver: [{ var: 'version' }, operator, to] });

describe('sem_ver', () => {
  answers(
    chain([semVer('=', '2.0.0'), 'equal'], [semVer('>', '2.0.0'), 'greater'], [semVer('<', '2.0.0'), 'lesser']),
    ['equal', 'greater', 'lesser'],
    versions('2.0.0 equal', '2.1.0 greater', '1.9.0 lesser', '2.0.0-alpha lesser', '2.0.0.0 fallback'),
  );
  answers(
    chain([semVer('~', '3.0.0'), 'minor'], [semVer('^', '3.0.0'), 'major']),
    ['minor', 'major'],
    versions('3.0.1 minor', '3.1.0 major', '4.0.0 fallback'),
  );
  answers(
    chain([semVer('=', 'v1.0.0'), 'match']),
    ['match'],
    versions('1.0.0 match', 'v1.0.0 match', 'V1.0.0 match', '2.0.0 fallback'),
  );
  answers(
    chain([semVer('^', '1'), 'match']),
    ['match'],
    [
      ...versions('1.5.0 match', '1.0.0 match', '1.0 match', '1 match', '2.0.0 fallback'),
      [{ version: 1 }, 'match'],
      [{ version: 1.2 }, 'match'],
    ],
  );
  answers(
    chain([semVer('>', '1.1'), 'match']),
    ['match'],
    [
      [{ version: 1.2 }, 'match'],
      [{ version: 1.1 }, 'fallback'],
      [{ version: 2 }, 'match'],
      [{ version: 1 }, 'fallback'],
      [{ version: '1.2' }, 'match'],
    ],
  );
  answers(
    chain([semVer('=', '1.0.0+build'), 'match']),
    ['match'],
    versions('1.0.0 match', '1.0.0+other match', '2.0.0 fallback'),
  );
  answers(
    { sem_ver: [{ var: 'version' }, '=', '1.0.0'] },
    ['true', 'false'],
    versions('not-a-version fallback', '1.0.0 true', '1.0.1 false'),
  );
  answers({ sem_ver: [{ var: 'version' }, '===', '1.0.0'] }, ['true', 'false'], versions('1.0.0 fallback'));
  answers({ sem_ver: [{ var: 'version' }, '='] }, ['true', 'false'], versions('1.0.0 fallback'));
  answers(
    { sem_ver: ['1.0.0', '=', { var: 'version' }] },
    ['true', 'false'],
    versions('1.0.0 true', '2.0.0 false', 'x fallback'),
  );

  // semver.org 2.0.0, section 11, and what is no version at all.
  const inOrder =
    '1.0.0-alpha 1.0.0-alpha.1 1.0.0-alpha.beta 1.0.0-beta 1.0.0-beta.2 1.0.0-beta.11 1.0.0-rc.1 1.0.0 1.0.1 1.1.0 2.0.0'.split(
      ' ',
    );
  test.each(inOrder.slice(1).map((version, i) => [inOrder[i] ?? '', version]))('%s comes before %s', (low, high) => {
    const compare = (a: string, operator: string, b: string) =>
      flagsWith({ sem_ver: [a, operator, b] }, ['true', 'false']).evaluate('f').variant;
    expect([compare(low, '<', high), compare(high, '>', low), compare(low, '>=', high)]).toEqual([
      'true',
      'true',
      'false',
    ]);
    expect([compare(low, '!=', high), compare(low, '<=', low), compare(low, '=', low)]).toEqual([
      'true',
      'true',
      'true',
    ]);
    expect([compare(low, '<', low), compare(low, '>', low), compare(high, '<=', low)]).toEqual([
      'false',
      'false',
      'false',
    ]);
  });
  answers(
    { sem_ver: [{ var: 'version' }, '>=', '0.0.0'] },
    ['true', 'false'],
    versions(
      '01.0.0 fallback',
      '1.0.0-01 fallback',
      '1.0.0-a..b fallback',
      '1.0.0- fallback',
      '99999999999999999.0.0 fallback',
      `1.0.0-${'a'.repeat(260)} fallback`,
      '1.0.0-0 true',
      '1.0.0-0a true',
      '1.0.0-01a true',
      '1.0.0-101 true',
      '1.0.0-001 fallback',
      '10.20 true',
      '1v.0.0 fallback',
      `1.0.0-${'a'.repeat(250)} true`,
      `1.0.0-${'a'.repeat(251)} fallback`,
      '1.0.0-1.a true',
    ),
  );
});

describe('starts_with and ends_with', () => {
  const id = { var: 'id' };
  answers(
    chain(
      [{ starts_with: [id, 'abc'] }, 'prefix'],
      [{ ends_with: [id, 'xyz'] }, 'postfix'],
      [{ ends_with: [id, 3] }, 'fail'],
    ),
    ['prefix', 'postfix', 'fail'],
    [
      [{ id: 'abcdef' }, 'prefix'],
      [{ id: 'uvwxyz' }, 'postfix'],
      [{ id: 'abcxyz' }, 'prefix'],
      [{ id: 'lmnopq' }, 'fallback'],
      [{ id: 3 }, 'fallback'],
    ],
  );
  for (const name of ['starts_with', 'ends_with']) {
    answers({ [name]: [{ var: 'num' }, 'abc'] }, ['true', 'false'], [[{ num: 123 }, 'fallback']]);
    answers({ [name]: ['abc'] }, ['true', 'false'], [[{}, 'fallback']]);
  }
});

describe('$evaluators, $flagd and the targeting key', () => {
  answers(
    { if: [{ $ref: 'is_ballmer' }, 'hi', 'bye'] },
    ['hi', 'bye'],
    [
      [{ email: 'ballmer@macrosoft.com' }, 'hi'],
      [{ email: 'user@example.com' }, 'bye'],
    ],
  );
  answers(
    chain([{ '==': [{ var: 'targetingKey' }, '5c3d8535'] }, 'hit']),
    ['hit'],
    [
      [{ targetingKey: '5c3d8535' }, 'hit'],
      [{ targetingKey: 'f20bd32d' }, 'fallback'],
    ],
  );
  answers(
    chain([{ '==': [{ var: '$flagd.flagKey' }, 'f'] }, 'own']),
    ['own'],
    [
      [{}, 'own'],
      [{ $flagd: { flagKey: 'another' } }, 'own'],
    ],
  );
  // 1000.5 seconds after 1970: flagd counts whole ones.
  answers(chain([{ '===': [{ var: '$flagd.timestamp' }, 1_000] }, 'now']), ['now'], [[{}, 'now']]);
  answers(chain([{ '===': [{ var: ['$flagd.nothing', 'none'] }, 'none'] }, 'none']), ['none'], [[{}, 'none']]);
  answers(
    chain([{ missing: ['$flagd.flagKey', 'email'] }, 'missing']),
    ['missing'],
    [
      [{}, 'missing'],
      [{ email: 'a' }, 'fallback'],
    ],
  );
  answers(
    chain([{ some: [{ var: 'list' }, { '==': [{ var: 'targetingKey' }, 7] }] }, 'own']),
    ['own'],
    [[{ list: [{ targetingKey: 7 }] as never }, 'own']],
  );
  answers(chain([{ '===': [{ var: { if: [true, '$flagd.flagKey'] } }, 'f'] }, 'own']), ['own'], [[{}, 'own']]);
  answers(
    chain([{ '!!': [{ reduce: [[1], { var: 'accumulator' }, { var: '' }] }] }, 'whole']),
    ['whole'],
    [[{}, 'whole']],
  );
});

describe('what a rule may answer', () => {
  const evaluate = (targeting: JsonObject, more: Partial<FlagDefinition> = {}) =>
    flagsWith(targeting, ['true'], more).evaluate('f');

  test('null, or nothing, is the default variant', () => {
    expect(evaluate({ if: [true, null, 'true'] })).toMatchObject({ variant: 'fallback', reason: 'DEFAULT' });
    expect(evaluate({ if: [false, 'true'] })).toMatchObject({ variant: 'fallback', reason: 'DEFAULT' });
  });

  test('true is the variant of that name', () => {
    expect(evaluate({ if: [true, true] })).toMatchObject({ variant: 'true', reason: 'TARGETING_MATCH' });
  });

  test('an unknown variant is a GENERAL error, and an unknown operator a PARSE_ERROR', () => {
    expect(evaluate({ if: [true, 'three'] })).toMatchObject({
      value: undefined,
      reason: 'ERROR',
      errorCode: 'GENERAL',
    });
    expect(evaluate({ invalid: ['this is not valid'] })).toMatchObject({ reason: 'ERROR', errorCode: 'PARSE_ERROR' });
    expect(evaluate({ if: [{ $ref: 'nonexistent' }, 'true'] })).toMatchObject({ errorCode: 'PARSE_ERROR' });
  });

  test('an empty rule is none: the answer is static', () => {
    expect(evaluate({})).toMatchObject({ variant: 'fallback', reason: 'STATIC' });
  });

  test.each([null, undefined])('without a default variant (%j) the caller has its own', (defaultVariant) => {
    const { targeting, ...plain } = {
      state: 'ENABLED',
      variants: { normal: 'CFO', special: 'CEO' },
      defaultVariant,
      targeting: undefined,
    } as const;
    const rule = { if: [{ '==': ['jobs@orange.com', { var: ['email'] }] }, 'special', null] };
    const definitions = defineFlags({ plain: flag.string('Inventor'), ruled: flag.string('Inventor') });
    const source = JSON.parse(JSON.stringify({ flags: { plain, ruled: { ...plain, targeting: rule } } }));
    const flags = createFlags({ definitions, source });
    expect(flags.details('plain')).toMatchObject({ value: 'Inventor', reason: 'DEFAULT' });
    expect(flags.details('ruled', { email: 'wozniak@orange.com' })).toMatchObject({
      value: 'Inventor',
      reason: 'DEFAULT',
    });
    expect(flags.details('ruled', { email: 'jobs@orange.com' })).toMatchObject({
      value: 'CEO',
      reason: 'TARGETING_MATCH',
    });
  });
});

test.each<[string, Json]>([
  ['boolean', false],
  ['string', ''],
  ['number', 0],
  ['json', {}],
])('the empty value of a %s is a value', (type, zero) => {
  const other = { boolean: true, string: 'str', number: 1, json: { a: 1 } }[type] ?? null;
  const targeting = { if: [{ $ref: 'is_ballmer' }, 'zero'] };
  const flags = flagsWith(targeting, [], { variants: { zero, other }, defaultVariant: 'other' });
  expect(flags.evaluate('f', { email: 'ballmer@macrosoft.com' }).value).toEqual(zero);
  expect(flags.evaluate('f', { email: 'ballmer@none.com' })).toMatchObject({ value: other, reason: 'DEFAULT' });
});
