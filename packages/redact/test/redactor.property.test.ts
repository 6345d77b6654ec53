import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRedactor } from '../src/index.ts';

/** `npm run proof -- redact` asks for the long form. */
const objects = process.env['SCRY_PROOF_RUNS'] === undefined ? 3_000 : 1_000_000;
const hours = 3_600_000;

/** In every secret, and in nothing else. */
const marker = 'qzxv';
const secret = fc.stringMatching(/^[a-z0-9]{0,12}$/).map((rest) => marker + rest);
const inText = fc.tuple(fc.stringMatching(/^[a-z ]{0,10}$/), secret).map(([text, s]) => `${text} ${s}@example.com `);

const styles: readonly ((words: readonly string[]) => string)[] = [
  (words) => words.join('_'),
  (words) => words.join('-').toUpperCase(),
  (words) => words.join('.'),
  (words) => words.map((word, i) => (i === 0 ? word : word[0]?.toUpperCase() + word.slice(1))).join(''),
  (words) => `${words.map((word) => word[0]?.toUpperCase() + word.slice(1)).join('')}2`,
];
const secretName = fc
  .tuple(
    fc.constantFrom(
      'password',
      'api key',
      'access token',
      'client secret',
      'cvv',
      'session id',
      'authorization',
      'pin',
    ),
    fc.constantFrom('', 'user ', 'my db '),
    fc.constantFrom(...styles),
  )
  .map(([name, prefix, style]) => style(`${prefix}${name}`.split(' ')));
const innocentName = fc.stringMatching(/^[a-z]{1,3}(?:Count|Id|_at)?$/);

class Holder {
  constructor(properties: object) {
    Object.assign(this, properties);
  }
}

/** Values of all kinds; what is secret in them has the marker. */
const planted = fc.letrec<{ value: unknown; properties: Record<string, unknown> }>((tie) => ({
  properties: fc
    .tuple(
      fc.dictionary(innocentName, tie('value'), { maxKeys: 4 }),
      fc.dictionary(secretName, fc.oneof(secret, fc.record({ value: secret }), fc.array(secret, { maxLength: 2 })), {
        maxKeys: 2,
      }),
    )
    .map(([innocent, secrets]) => ({ ...innocent, ...secrets })),
  value: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    fc.oneof(
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
      fc.constant(undefined),
      fc.string({ maxLength: 5 }),
      inText,
    ),
    tie('properties'),
    tie('properties').map((properties) => new Holder(properties)),
    tie('properties').map((properties) => Object.assign(Object.create(null), properties)),
    tie('properties').map((properties) => new Map(Object.entries(properties))),
    tie('properties').map((properties) => Object.assign(new Error('failed'), properties)),
    tie('properties').map((properties) => ({ toJSON: () => properties })),
    tie('properties').map((properties) => Object.freeze(properties)),
    tie('value').map((value) => new Error('failed', { cause: value })),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.array(tie('value'), { maxLength: 3 }).map((values) => new Set(values)),
    fc.dictionary(secretName, secret, { maxKeys: 3 }).map((properties) => JSON.stringify({ list: [properties] })),
  ),
}));

const everything = { depth: 12, maxArrayLength: 1_000, maxStringLength: 10_000 };

test('no planted secret survives, and no original changes', { timeout: 5 * hours }, () => {
  const redact = createRedactor();
  fc.assert(
    fc.property(planted.properties, (value) => {
      const before = inspect(value, everything);
      expect(inspect(redact(value), everything)).not.toContain(marker);
      expect(redact.stringify(value)).not.toContain(marker);
      expect(inspect(value, everything)).toBe(before);
    }),
    { numRuns: objects },
  );
});

const anything = fc.anything({
  withBigInt: true,
  withBoxedValues: true,
  withDate: true,
  withMap: true,
  withSet: true,
  withNullPrototype: true,
  withObjectString: true,
  withSparseArray: true,
  withTypedArray: true,
});

test('whatever it is given, it returns, changes nothing, and finds nothing in what it returned', () => {
  const redact = createRedactor({ paths: ['**.a', '*.b.*'] });
  fc.assert(
    fc.property(anything, (value) => {
      const before = inspect(value, everything);
      const copy = redact(value);
      expect(() => JSON.parse(redact.stringify(value))).not.toThrow();
      expect(redact.explain(value).length === 0).toBe(Object.is(copy, value));
      expect(inspect(value, everything)).toBe(before);
    }),
    { numRuns: 2_000 },
  );
});

test('JSON of what is clean is the JSON of JSON.stringify', () => {
  const { stringify } = createRedactor({ keys: ['no such name'], values: false });
  fc.assert(
    fc.property(fc.anything({ withDate: true, withNullPrototype: true, withBoxedValues: true }), (value) => {
      expect(stringify(value)).toBe(JSON.stringify(value) ?? 'null');
    }),
    { numRuns: 2_000 },
  );
});

describe('the model', () => {
  // The rules as their definition reads, for plain data: cut every name into words, compare the last ones.
  const words = (name: string): string[] => name.match(/[A-Z]?[a-z]+|[A-Z]+/g)?.map((word) => word.toLowerCase()) ?? [];
  const model = (value: unknown, rules: readonly string[][]): unknown => {
    if (Array.isArray(value)) return value.map((element) => model(element, rules));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, child]) => {
        const last = words(name);
        const hit = rules.some((rule) => rule.length <= last.length && rule.join() === last.slice(-rule.length).join());
        const stays = typeof child === 'boolean' || child === null;
        return [name, hit && !stays ? '[REDACTED]' : model(child, rules)];
      }),
    );
  };
  const name = fc
    .array(fc.constantFrom('one', 'two', 'three'), { minLength: 1, maxLength: 4 })
    .chain((list) => fc.constantFrom(...styles.map((style) => style(list))));
  const data = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      fc.oneof(fc.integer(), fc.boolean(), fc.constant(null), fc.constant('text')),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(name, tie('value'), { maxKeys: 4 }),
    ),
  })).value;

  test('redacts the same names', () => {
    const rules = [['two'], ['three', 'one']];
    const redact = createRedactor({ keys: rules.map((rule) => rule.join(' ')), values: false, jsonStrings: false });
    fc.assert(
      fc.property(data, (value) => {
        expect(redact(value)).toEqual(model(value, rules));
        expect(redact.stringify(value)).toBe(JSON.stringify(model(value, rules)));
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('paths', () => {
  const names = fc.constantFrom('a', 'b', 'c');
  const path = fc.array(fc.oneof(names, fc.constantFrom('*', '**')), { minLength: 1, maxLength: 4 });
  const data = fc.letrec((tie) => ({
    value: fc.oneof({ maxDepth: 5 }, fc.integer(), fc.dictionary(names, tie('value'), { maxKeys: 3 })),
  })).value;
  // A path as a pattern over the names that lead to a value, each followed by a dot.
  const pattern = (segments: readonly string[]): RegExp =>
    new RegExp(
      `^${segments.map((s, i) => (s === '*' || (s === '**' && i === segments.length - 1) ? '[abc]\\.' : s === '**' ? '(?:[abc]\\.)*' : `${s}\\.`)).join('')}$`,
    );
  const model = (value: unknown, patterns: readonly RegExp[], place = ''): unknown => {
    if (patterns.some((each) => each.test(place))) return '[REDACTED]';
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, child]) => [name, model(child, patterns, `${place}${name}.`)]),
    );
  };

  test('redact what a pattern over all paths would', () => {
    fc.assert(
      fc.property(fc.array(path, { minLength: 1, maxLength: 3 }), data, (paths, value) => {
        const redact = createRedactor({ keys: [], values: false, paths: paths.map((segments) => segments.join('.')) });
        const expected = model(value, paths.map(pattern));
        expect(redact(value)).toEqual(expected);
        expect(redact.stringify(value)).toBe(JSON.stringify(expected));
      }),
      { numRuns: 1_000 },
    );
  });
});
