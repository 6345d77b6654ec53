import { describe, expect, test } from 'vitest';
import { type Json, type ParseResult, parseDocument } from '../src/index.ts';

const good = { state: 'ENABLED', variants: { on: true, off: false }, defaultVariant: 'on' };
const issuesOf = (result: ParseResult) =>
  result.ok ? [] : result.issues.map(({ path, message }) => `${path} ${message}`);
const warningsOf = (result: ParseResult) =>
  result.ok ? result.warnings.map(({ path, message }) => `${path} ${message}`) : [];
const flagWith = (more: object) => parseDocument({ flags: { f: { ...good, ...more } } });

const throwing = {
  get flags(): never {
    throw 'words';
  },
};

describe('a document', () => {
  test('is accepted as text and as data, and frozen', () => {
    const text = JSON.stringify({ $schema: 'https://flagd.dev/schema/v0/flags.json', flags: { f: good } });
    expect(parseDocument(text)).toEqual({ ok: true, document: JSON.parse(text), warnings: [] });
    const result = parseDocument(JSON.parse(text));
    expect(result.ok && Object.isFrozen(result.document.flags['f']?.variants)).toBe(true);
  });

  test('is a copy: what happens to the data later changes nothing', () => {
    const data = { flags: { f: structuredClone(good) } };
    const result = parseDocument(data);
    data.flags.f.state = 'BROKEN';
    expect(result.ok && result.document.flags['f']?.state).toBe('ENABLED');
  });

  test('without flags is refused, for {} must not wipe them, and with none of them is accepted', () => {
    expect(issuesOf(parseDocument('{}'))).toEqual(['flags must be an object, got nothing']);
    expect(parseDocument({ flags: {} })).toMatchObject({ ok: true });
  });

  test.each<[string, unknown, string]>([
    ['empty text', '', ' must be JSON: Unexpected end of JSON input'],
    ['half a text', '{"flags":{"f":{"state":"ENA', ' must be JSON: Unterminated string in JSON'],
    ['a list', '[]', ' must be an object, got []'],
    ['null', 'null', ' must be an object, got null'],
    ['nothing', undefined, ' must be a flag document, got undefined'],
    ['a function', () => 1, ' must be a flag document, got function'],
    ['a big integer', 10n, ' must be JSON: Do not know how to serialize a BigInt'],
    ['an object that throws words', throwing, ' must be JSON: words'],
    ['a list of flags', { flags: [] }, 'flags must be an object, got []'],
    ['a flag that is a number', { flags: { f: 7 } }, 'flags.f must be an object, got 7'],
    ['a list of evaluators', { flags: {}, $evaluators: [] }, '$evaluators must be an object, got []'],
    ['an evaluator that is true', { flags: {}, $evaluators: { e: true } }, '$evaluators.e must be an object, got true'],
    ['metadata that is text', { flags: {}, metadata: 'v1' }, 'metadata must be an object, got "v1"'],
    [
      'old buckets',
      { flags: {}, metadata: { scryBucketing: 'v1' } },
      'metadata.scryBucketing must be v2 or v3, got "v1"',
    ],
  ])('%s is none', (_, raw, issue) => {
    expect(issuesOf(parseDocument(raw))).toEqual([expect.stringContaining(issue)]);
  });

  test('is no longer than 5 million characters', () => {
    const document = { flags: {}, $evaluators: { e: { cat: 'x'.repeat(5_000_000) } } };
    expect(issuesOf(parseDocument(document))).toEqual([
      expect.stringContaining(' must not be longer than 5000000 characters'),
    ]);
  });

  test('is told of with every problem at once', () => {
    const result = parseDocument({
      metadata: { list: [] },
      flags: {
        a: {
          state: 'on',
          variants: { x: 1, y: 'z', n: null },
          defaultVariant: 'q',
          targeting: [],
          metadata: { o: {} },
        },
        b: null,
      },
    });
    expect(issuesOf(result)).toEqual([
      'metadata.list must be a string, a number or a boolean, got []',
      'flags.a.state must be ENABLED or DISABLED, got "on"',
      'flags.a.variants.y must be a number like the first variant, got "z"',
      'flags.a.variants.n must be a boolean, a string, a number or an object, got null',
      'flags.a.defaultVariant must be null or one of x, y, n, got "q"',
      'flags.a.targeting must be an object, got []',
      'flags.a.metadata.o must be a string, a number or a boolean, got {}',
      'flags.b must be an object, got null',
    ]);
  });

  test('is quoted in part only', () => {
    expect(issuesOf(parseDocument({ flags: 'x'.repeat(500) }))).toEqual([
      `flags must be an object, got "${'x'.repeat(59)}…`,
    ]);
  });
});

describe('a flag', () => {
  test.each<[object, string]>([
    [{ variants: {}, defaultVariant: null }, 'flags.f.variants must be an object with at least one variant, got {}'],
    [
      { variants: { on: true, off: 'false' } },
      'flags.f.variants.off must be a boolean like the first variant, got "false"',
    ],
    [{ defaultVariant: 7 }, 'flags.f.defaultVariant must be null or one of on, off, got 7'],
    [{ defaultVariant: 'constructor' }, 'flags.f.defaultVariant must be null or one of on, off, got "constructor"'],
    [{ $scry: 'me' }, 'flags.f.$scry must be an object, got "me"'],
    [{ $scry: { owner: 7 } }, 'flags.f.$scry.owner must be a string, got 7'],
    [{ $scry: { env: true } }, 'flags.f.$scry.env must be a string, got true'],
    [{ $scry: { expires: 'soon' } }, 'flags.f.$scry.expires must be a date, got "soon"'],
    [{ $scry: { prerequisites: {} } }, 'flags.f.$scry.prerequisites must be a list, got {}'],
    [
      { $scry: { prerequisites: [{ flag: 'f' }] } },
      'flags.f.$scry.prerequisites[0] must have a flag and a variant, got {"flag":"f"}',
    ],
    [{ $scry: { prerequisites: [7] } }, 'flags.f.$scry.prerequisites[0] must have a flag and a variant, got 7'],
    [
      { $scry: { prerequisites: [{ flag: 'g', variant: 'on' }] } },
      'flags.f.$scry.prerequisites[0] must name a flag of the document, got g',
    ],
    [
      { $scry: { prerequisites: [{ flag: 'toString', variant: 'on' }] } },
      'flags.f.$scry.prerequisites[0] must name a flag of the document, got toString',
    ],
  ])('with %j is refused', (more, issue) => {
    expect(issuesOf(flagWith(more))).toEqual([issue]);
  });

  test('may have all the extras', () => {
    const $scry = { owner: 'growth', description: 'd', expires: '2027-01-01', prerequisites: [], env: false };
    expect(flagWith({ $scry })).toMatchObject({ ok: true, warnings: [] });
    expect(flagWith({ $scry: { env: 'MY_FLAG' }, defaultVariant: null })).toMatchObject({ ok: true, warnings: [] });
  });

  test('with members that nobody reads is accepted with a warning', () => {
    expect(warningsOf(flagWith({ defaultVarient: 'on', $scry: { owners: 'us' } }))).toEqual([
      'flags.f.$scry.owners is not known, and not looked at',
      'flags.f.defaultVarient is not known, and not looked at',
    ]);
  });
});

describe('prerequisites', () => {
  const on = (flag: string, variant = 'on') => ({ ...good, $scry: { prerequisites: [{ flag, variant }] } });

  test('name a variant of the other flag', () => {
    expect(issuesOf(parseDocument({ flags: { a: good, b: on('a', 'maybe') } }))).toEqual([
      'flags.b.$scry.prerequisites[0] must name a variant of a, got maybe',
    ]);
  });

  test('do not lead in a circle, not even of one', () => {
    expect(issuesOf(parseDocument({ flags: { a: on('b'), b: on('c'), c: on('a'), d: on('d') } }))).toEqual([
      'flags.c.$scry.prerequisites[0] must not lead back to c, as a does',
      'flags.d.$scry.prerequisites[0] must not lead back to d, as d does',
    ]);
  });

  test('that double with every step are refused before they are a thousand', () => {
    const twice = (flag: string) => ({
      ...good,
      $scry: {
        prerequisites: [
          { flag, variant: 'on' },
          { flag, variant: 'on' },
        ],
      },
    });
    const flags = {
      f0: good,
      ...Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`f${i + 1}`, twice(`f${i}`)])),
    };
    expect(issuesOf(parseDocument({ flags }))[0]).toBe(
      'flags.f10.$scry.prerequisites[0] must lead to fewer than 1000 evaluations',
    );
  });
});

test('prerequisites in a chain without an end are refused, and end no stack', () => {
  const flags = Object.fromEntries(
    Array.from({ length: 20_000 }, (_, i) => [
      `f${i}`,
      { ...good, $scry: { prerequisites: [{ flag: `f${i + 1}`, variant: 'on' }] } },
    ]),
  );
  const issues = issuesOf(parseDocument({ flags: { ...flags, f20000: good } }));
  expect(issues[0]).toBe('flags.f999.$scry.prerequisites[0] must lead to fewer than 1000 evaluations');
});

test('prerequisites in a chain of a thousand are the longest', () => {
  const flags = Object.fromEntries(
    Array.from({ length: 999 }, (_, i) => [
      `f${i}`,
      { ...good, $scry: { prerequisites: [{ flag: `f${i + 1}`, variant: 'on' }] } },
    ]),
  );
  expect(issuesOf(parseDocument({ flags: { ...flags, f999: good } }))).toEqual([]);
});

describe('a rule that is none', () => {
  const targeting = (rule: Json) => warningsOf(flagWith({ targeting: rule }));

  test.each<[Json, string]>([
    [{ frobnicate: [1] }, 'flags.f.targeting has the unknown operator frobnicate'],
    [{ constructor: [1] }, 'flags.f.targeting has the unknown operator constructor'],
    [{ '==': [1, 1], '!=': [1, 2] }, 'flags.f.targeting must have one operator, got ==, !='],
    [{ if: [{ $ref: 'nobody' }, 'on'] }, 'flags.f.targeting.if[0] refers to the unknown evaluator "nobody"'],
    [{ if: [{ $ref: ['a'] }, 'on'] }, 'flags.f.targeting.if[0] refers to the unknown evaluator ["a"]'],
    [{ '!': { nope: 1 } }, 'flags.f.targeting.! has the unknown operator nope'],
    [{ in: ['a', [{ nope: 1 }, 'b']] }, 'flags.f.targeting.in[1][0] has the unknown operator nope'],
  ])('%j is a warning, and its document is accepted', (rule, warning) => {
    expect(targeting(rule)).toEqual([warning]);
  });

  test('answers that are no variant are warned of, where they can be known', () => {
    const rule = {
      if: [
        { var: 'a' },
        'onn',
        { var: 'b' },
        { fractional: [{ var: 'c' }, ['on', 1], ['of', 1], [null, 1]] },
        { if: [true, 'x', null] },
      ],
    };
    expect(targeting(rule)).toEqual([
      'flags.f.targeting.if[1] answers onn, which is none of the variants on, off',
      'flags.f.targeting.if[3].fractional[2][0] answers of, which is none of the variants on, off',
      'flags.f.targeting.if[4].if[1] answers x, which is none of the variants on, off',
    ]);
    expect(targeting({ if: 'on' })).toEqual([]);
    expect(targeting({ cat: ['o', 'n'] })).toEqual([]);
    expect(targeting({})).toEqual([]);
  });

  test('an evaluator that leads back to itself is found', () => {
    const $evaluators = { a: { '!': [{ $ref: 'b' }] }, b: { '!': [{ $ref: 'a' }] } };
    const flags = { f: { ...good, targeting: { if: [{ $ref: 'a' }, 'on'] } } };
    expect(warningsOf(parseDocument({ flags, $evaluators }))).toEqual([
      'flags.f.targeting.if[0].$ref(a).![0].$ref(b).![0] refers to itself by the evaluator a',
    ]);
  });

  test('evaluators that double with every step are too many rules', () => {
    const steps = Array.from({ length: 20 }, (_, i) => [`e${i + 1}`, { and: [{ $ref: `e${i}` }, { $ref: `e${i}` }] }]);
    const $evaluators = { e0: { var: 'a' }, ...Object.fromEntries(steps) };
    const flags = { f: { ...good, targeting: { if: [{ $ref: 'e20' }, 'on'] } } };
    expect(warningsOf(parseDocument({ flags, $evaluators }))[0]).toMatch(/ makes it more than 10000 rules$/);
  });
});
