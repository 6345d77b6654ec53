import { describe, expect, test } from 'vitest';
import { isInRange } from '../src/unleash/ip-range.ts';
import { linearRegex } from '../src/unleash/linear-regex.ts';
import { evaluateUnleash, toFlagd, type UnleashDocument } from '../src/unleash.ts';

describe('patterns of RE2', () => {
  const has = (pattern: string, text: string, fold = false) => linearRegex(pattern, fold)(text);

  test.each([
    ['a|b|', '', true],
    ['^(?:a|b)+$', 'abab', true],
    ['^(?:a|b)+$', 'abc', false],
    ['^(?P<year>\\d{4})-(?<month>\\d\\d)$', '2026-11', true],
    ['^a{2}$', 'aa', true],
    ['^a{2}$', 'aaa', false],
    ['^a{2,}$', 'aaaa', true],
    ['^a{0,2}b$', 'aaab', false],
    ['a{,2}', 'a{,2}', true],
    ['^.$', '\n', false],
    ['(?s)^.$', '\n', true],
    ['^a$', 'b\na', false],
    ['(?m)^a$', 'b\na', true],
    ['^(?i:a)b$', 'Ab', true],
    ['^(?i:a)b$', 'AB', false],
    ['(?i)a(?-i)b', 'Ab', true],
    ['(?i)a(?-i)b', 'AB', false],
    ['^(?i)ä$', 'Ä', true],
    ['\\Afoo\\z', 'foo', true],
    ['\\Bat\\b', 'cat', true],
    ['\\Bat', 'at', false],
    ['^[[:alpha:]_-]+$', 'a_b-c', true],
    ['^[^[:digit:]\\s]+$', 'a1', false],
    ['^[]a]+$', 'a]', true],
    ['^[^]a]$', 'b', true],
    ['^[\\]\\-\\\\]+$', ']-\\', true],
    ['^[a-z[]+$', 'a[', true],
    ['^\\x41\\x{1F600}$', 'A😀', true],
    ['^[\\x{1F600}-\\x{1F64F}]$', '😀', true],
    ['^.$', '😀', true],
    ['^\\p{Greek}\\pL\\P{Lu}$', 'αBc', true],
    ['^\\.\\@\\#\\"$', '.@#"', true],
    ['a@b#c', 'a@b#c', true],
    ['^\\w\\W\\d\\D\\S\\s\\t$', 'a-1ab \t', true],
    ['}]', '}]', true],
    ['^[!-/:-@[-`{-~]$', '/', true],
    ['^[[:punct:]]+$', '/[`~', true],
    ['', 'anything', true],
  ])('%s in %j: %s', (pattern, text, found) => {
    expect(has(pattern, text)).toBe(found);
  });

  test.each([
    '(a',
    'a)',
    '*a',
    'a**',
    '(?=a)',
    '(?!a)',
    '(?<=a)',
    '(?<!a)',
    '(a)\\1',
    'a{3,2}',
    'a{1001}',
    'a{1,1001}',
    '[a',
    '[[:nope:]]',
    '[[:constructor:]]',
    '\\',
    '(?i',
    '\\q',
    '(?z)',
    '\\p{Nonsense}',
    'a'.repeat(1_001),
    '((((a{100}){100}){100}){100}){100}',
  ])('%s is refused', (pattern) => {
    expect(() => linearRegex(pattern, false)).toThrow();
  });

  test('a pattern may have 1,000 characters', () => {
    expect(has('a'.repeat(1_000), 'a'.repeat(1_000))).toBe(true);
    expect(() => has('a'.repeat(1_001), '')).toThrow('a pattern must not be longer than 1000 characters');
  });

  test('a pattern minds the case unless it is told otherwise', () => {
    expect([has('^ab$', 'AB'), has('^ab$', 'AB', true)]).toEqual([false, true]);
  });

  test('a pattern that takes others minutes takes as many steps as the text is long', () => {
    const text = `${'a'.repeat(2_000)}!`;
    expect(has('^(a+)+$', text)).toBe(false);
    expect(has('^(?:a?){50}a{50}$', 'a'.repeat(50))).toBe(true);
    expect(has('^(a|aa)*$', text)).toBe(false);
  });
});

describe('ranges of addresses', () => {
  test.each([
    ['10.1.2.3', '10.0.0.0/8', true],
    ['11.1.2.3', '10.0.0.0/8', false],
    ['10.1.2.3', '0.0.0.0/0', true],
    ['10.1.2.3', '10.1.2.3/32', true],
    ['10.1.2.3', '10.1.2.3/33', false],
    ['10.1.2.3', '10.1.2.3/x', false],
    ['10.1.2.3', '10.1.2.3/x8', false],
    ['10.1.2.3', '10.1.2.3/8x', false],
    ['10.1.2.3', '10.0.0.0/8/8', false],
    ['10.1.2.256', '10.1.2.256', false],
    ['10.1.2', '10.1.2', false],
    ['::1', '::1', true],
    ['::1', '0:0:0:0:0:0:0:1', true],
    ['2001:DB8::ff', '2001:db8::/32', true],
    ['::', '::/0', true],
    ['10.0.0.1', '::/0', false],
    ['::ffff:10.0.0.1', '::ffff:a00:1', true],
    ['1:2:3:4:5:6:7:8::', '::/0', false],
    ['1::2::3', '::/0', false],
    ['1:2:3', '::/0', false],
    ['12345::', '::/0', false],
    [undefined, '10.0.0.0/8', false],
  ])('%s in %s: %s', (address, range, found) => {
    expect(isInRange(address, range)).toBe(found);
  });
});

describe('documents', () => {
  test.each([
    null,
    7,
    {},
    { features: 'all' },
    { features: [{}] },
    { features: [{ name: 'a' }] },
    { features: [null] },
  ])('%j is refused', (document) => {
    expect(() => evaluateUnleash(document as never)).toThrow(TypeError);
    expect(() => toFlagd(document as never)).toThrow('toFlagd: ');
  });

  test('events may remove segments, and a strategy without its segment never holds', () => {
    const segment = { id: 1, constraints: [] };
    const feature = { name: 'f', enabled: true, strategies: [{ name: 'default', segments: [1] }] };
    const events = [
      { type: 'segment-updated', segment },
      { type: 'feature-updated', feature },
    ] as const;
    expect(evaluateUnleash({ events }).isEnabled('f')).toBe(true);
    const removed: UnleashDocument = { events: [...events, { type: 'segment-removed', segmentId: 1 }] };
    expect(evaluateUnleash(removed).isEnabled('f')).toBe(false);
    expect(toFlagd(removed).document.flags['f']?.targeting).toEqual({ if: [false, 'on', 'off'] });
  });

  test('a segment without constraints is one that everybody is in', () => {
    const features = [{ name: 'f', enabled: true, strategies: [{ name: 'default', segments: [1] }] }];
    expect(evaluateUnleash({ features, segments: [{ id: 1 }] }).isEnabled('f')).toBe(true);
    expect(toFlagd({ features, segments: [{ id: 1 }] }).document.$evaluators).toEqual({
      'segment-1': { '!!': [true] },
    });
  });
});

describe('strategies that the specification leaves open', () => {
  const one = (strategy: { name: string; parameters?: Record<string, string> }) => ({
    features: [{ name: 'f', enabled: true, strategies: [strategy] }],
  });

  test('applicationHostname compares the hostname it is given, without regard to case', () => {
    const document = one({ name: 'applicationHostname', parameters: { hostNames: 'Web-1, web-2' } });
    expect(evaluateUnleash(document, { hostname: 'WEB-1' }).isEnabled('f')).toBe(true);
    expect(evaluateUnleash(document).isEnabled('f')).toBe(false);
    expect(evaluateUnleash(one({ name: 'applicationHostname' }), { hostname: 'a' }).isEnabled('f')).toBe(false);
  });

  test('a date is compared with now where the context says no time', () => {
    const constraints = [{ contextName: 'currentTime', operator: 'DATE_AFTER', value: '2026-01-01' }];
    const features = [{ name: 'f', enabled: true, strategies: [{ name: 'default', constraints }] }];
    expect(evaluateUnleash({ features }, { now: () => Date.parse('2026-01-02') }).isEnabled('f')).toBe(true);
    expect(evaluateUnleash({ features }, { now: () => Date.parse('2025-12-31') }).isEnabled('f')).toBe(false);
  });

  test('values of a constraint have no blanks around them, and none is empty', () => {
    const constraints = [{ contextName: 'plan', operator: 'STR_CONTAINS', values: ['', ' pro '] }];
    const features = [{ name: 'f', enabled: true, strategies: [{ name: 'default', constraints }] }];
    const isOn = (plan: string) => evaluateUnleash({ features }).isEnabled('f', { properties: { plan } });
    expect([isOn('a pro'), isOn('free')]).toEqual([true, false]);
  });

  test.each([
    ['SEMVER_GT', [false, false, true]],
    ['SEMVER_GTE', [false, true, true]],
    ['SEMVER_EQ', [false, true, false]],
    ['SEMVER_LTE', [true, true, false]],
    ['SEMVER_LT', [true, false, false]],
  ])('%s compares versions', (operator, expected) => {
    const constraints = [{ contextName: 'app', operator, value: '1.1.0' }];
    const features = [{ name: 'f', enabled: true, strategies: [{ name: 'default', constraints }] }];
    const isOn = (app: string) => evaluateUnleash({ features }).isEnabled('f', { properties: { app } });
    expect(['1.0.9', '1.1.0', '1.1.1'].map(isOn)).toEqual(expected);
  });

  test('an unknown strategy never holds, not even one that every object has', () => {
    expect(evaluateUnleash(one({ name: 'mine' })).isEnabled('f')).toBe(false);
    expect(evaluateUnleash(one({ name: 'toString' })).isEnabled('f')).toBe(false);
  });

  test.each([
    ['gradualRolloutUserId', { userId: 'u' }],
    ['gradualRolloutSessionId', { sessionId: 's' }],
  ])('%s takes a group without a name', (name, context) => {
    const document = one({ name, parameters: { percentage: '100' } });
    expect(evaluateUnleash(document).isEnabled('f', context)).toBe(true);
    expect(evaluateUnleash(document).isEnabled('f')).toBe(false);
  });

  test.each([
    ['gradualRolloutRandom', { percentage: '50' }],
    ['flexibleRollout', { rollout: '50', stickiness: 'random', groupId: 'g' }],
    ['flexibleRollout', { rollout: '50' }],
  ])('%s with %j rolls the dice for whoever has no id', (name, parameters) => {
    const values = Array.from({ length: 40 }, (_, i) => i / 40);
    const on = values.filter((value) =>
      evaluateUnleash(one({ name, parameters }), { random: () => value }).isEnabled('f'),
    );
    expect(on.length).toBeGreaterThan(5);
    expect(on.length).toBeLessThan(35);
  });

  test('a unit that is not ASCII has the bucket that Unleash’s Node SDK gives it', () => {
    // What unleash-client 6.12.1 computes: it hashes the low byte of each UTF-16 unit.
    const at = (rollout: number) =>
      one({ name: 'flexibleRollout', parameters: { rollout: String(rollout), groupId: 'g' } });
    const buckets = ['Zoë', '李雷', '😀'].map((userId) => {
      let rollout = 1;
      while (!evaluateUnleash(at(rollout)).isEnabled('f', { userId })) rollout++;
      return rollout;
    });
    expect(buckets).toEqual([73, 74, 76]);
  });

  test('variants whose weights are all 0 are none, and one without an id is drawn', () => {
    const variants = [
      { name: 'a', weight: 0 },
      { name: 'b', weight: 0 },
    ];
    const feature = { name: 'f', enabled: true };
    expect(evaluateUnleash({ features: [{ ...feature, variants }] }).getVariant('f').name).toBe('disabled');
    const drawn = evaluateUnleash(
      { features: [{ ...feature, variants: [{ name: 'a', weight: 1 }] }] },
      { random: () => 0.5 },
    );
    expect(drawn.getVariant('f')).toEqual({ name: 'a', enabled: true, feature_enabled: true });
    expect(drawn.getVariant('unknown')).toEqual({ name: 'disabled', enabled: false, feature_enabled: false });
  });
});

describe('a context that cannot be read', () => {
  const constraints = [{ contextName: 'plan', operator: 'NOT_IN', values: ['free'] }];
  const strategies = [{ name: 'default', constraints }];
  const unleash = evaluateUnleash({ features: [{ name: 'f', enabled: true, strategies }] });

  test.each([null, undefined, {}])('is an empty one when it is %j', (context) => {
    expect(unleash.isEnabled('f', context as never)).toBe(true);
    expect(unleash.getVariant('f', context as never)).toMatchObject({ feature_enabled: true });
  });

  test.each([
    ['a value that is no text', { properties: { plan: Object.create(null) } }],
    [
      'a getter that throws',
      {
        get plan() {
          throw new Error('not loaded');
        },
      },
    ],
  ])('leaves the feature off for %s', (_, context) => {
    expect(unleash.isEnabled('f', context as never)).toBe(false);
    expect(unleash.getVariant('f', context as never)).toEqual({
      name: 'disabled',
      enabled: false,
      feature_enabled: false,
    });
  });
});
