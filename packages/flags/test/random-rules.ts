// Rules and contexts at random, of the kinds that flags have. What is known to differ between engines is not made here: it stands,
// one by one, in flagd-core.test.ts.
import fc from 'fast-check';
import type { Json } from '../src/json.ts';

const plans = ['free', 'pro', 'team', 'enterprise'];
const versions = ['1.0.0', '1.2.3', '2.0.0-beta.1', '2.0.0', 'v2.1.0', '3', '1.4', 'nonsense', '1.2.3.4'];
export const variants = ['a', 'b', 'c', 'true', 'false'];

const word = fc.constantFrom(...plans, 'de', 'us', 'example.com');
const amount = fc.integer({ min: 1, max: 60 });
const op = (name: string, ...args: fc.Arbitrary<Json>[]): fc.Arbitrary<Json> =>
  fc.tuple(...args).map((values) => ({ [name]: values }));
const variable = (...names: string[]): fc.Arbitrary<Json> => fc.constantFrom(...names).map((name) => ({ var: name }));
const withDefault = (name: string, fallback: Json): fc.Arbitrary<Json> => fc.constant({ var: [name, fallback] });

const sum: fc.Arbitrary<Json> = fc.constant({ '+': [{ var: 'current' }, { var: 'accumulator' }] });

const textVar = variable('plan', 'country', 'user.name', 'email', 'targetingKey', '$flagd.flagKey');
const numberVar = variable('age', 'user.visits', '$flagd.timestamp');
const list = withDefault('tags', []);
const wordList: fc.Arbitrary<Json> = fc.array(word, { maxLength: 4 });

const { text, number, condition, result } = fc.letrec<Record<'text' | 'number' | 'condition' | 'result', Json>>(
  (tie) => ({
    text: fc.oneof(
      { depthSize: 'small' },
      word,
      textVar,
      op('cat', word, withDefault('plan', 'none')),
      op('substr', op('cat', withDefault('email', 'nobody'), word), fc.integer({ min: -6, max: 6 })),
      op('substr', fc.constant('enterprise'), fc.integer({ min: -9, max: 9 }), fc.integer({ min: -4, max: 4 })),
      op('if', tie('condition'), word, textVar),
    ),
    number: fc.oneof(
      { depthSize: 'medium' },
      amount,
      numberVar,
      op('+', withDefault('age', 7), amount),
      op('-', numberVar, amount),
      op('*', withDefault('user.visits', 2), amount),
      op('/', amount, amount),
      op('%', numberVar, amount),
      op('max', amount, withDefault('age', 1)),
      op('min', amount, amount, withDefault('age', 1)),
      op('reduce', withDefault('scores', []), sum, fc.constant(0)),
    ),
    condition: fc.oneof(
      { depthSize: 'medium' },
      op('==', textVar, word),
      op('!=', word, textVar),
      op('===', textVar, tie('text')),
      op('!==', textVar, tie('text')),
      op('==', numberVar, amount),
      op('<', tie('number'), tie('number')),
      op('<=', tie('number'), tie('number')),
      op('>', tie('number'), tie('number')),
      op('>=', tie('number'), tie('number')),
      op('<', amount, numberVar, amount),
      op('<', tie('text'), tie('text')),
      op('in', tie('text'), wordList),
      op('in', word, list),
      op('in', word, withDefault('email', 'nobody')),
      op('starts_with', textVar, word),
      op('ends_with', textVar, tie('text')),
      op(
        'sem_ver',
        variable('version'),
        fc.constantFrom('=', '!=', '<', '<=', '>', '>=', '^', '~', '=='),
        fc.constantFrom(...versions),
      ),
      op('!', tie('condition')),
      op('!!', fc.oneof(textVar, numberVar, list)),
      op('and', tie('condition'), tie('condition')),
      op('or', tie('condition'), tie('condition'), tie('condition')),
      op('some', list, op('==', fc.constant({ var: '' }), word)),
      op('all', list, op('!=', fc.constant({ var: '' }), word)),
      op('none', list, op('in', fc.constant({ var: '' }), wordList)),
      op('!!', op('filter', list, op('starts_with', fc.constant({ var: '' }), word))),
      op('==', op('cat', op('map', list, fc.constant({ var: '' }))), word),
      op('in', word, op('merge', list, wordList)),
      fc
        .array(fc.constantFrom('plan', 'user.name', 'none.at.all'), { minLength: 1, maxLength: 3 })
        .map((missing) => ({ missing })),
      fc.constant({ missing_some: [1, ['plan', 'age', 'nothing']] }),
    ),
    result: fc.oneof(
      { depthSize: 'medium' },
      fc.constantFrom(...variants, 'unknown', null),
      tie('condition'),
      op('if', tie('condition'), tie('result')),
      op('if', tie('condition'), tie('result'), tie('result')),
      op('if', tie('condition'), tie('result'), tie('condition'), tie('result'), tie('result')),
      op('or', tie('condition'), tie('result')),
      fractional(fc.constant([])),
      fractional(
        fc
          .oneof(textVar, op('cat', fc.constant({ var: '$flagd.flagKey' }), withDefault('email', 'nobody')))
          .map((unit) => [unit]),
      ),
    ),
  }),
);

function fractional(unit: fc.Arbitrary<readonly Json[]>): fc.Arbitrary<Json> {
  const weight: fc.Arbitrary<Json> = fc.oneof(fc.integer({ min: -3, max: 90 }), op('-', amount, amount));
  const share = fc.oneof(fc.tuple(fc.constantFrom(...variants)), fc.tuple(fc.constantFrom(...variants, null), weight));
  return fc
    .tuple(unit, fc.array(share, { minLength: 1, maxLength: 4 }))
    .map(([units, shares]): Json => ({ fractional: [...units, ...shares] }));
}

/** A rule that answers with a variant, mostly. */
export const targeting = result.filter((rule) => typeof rule === 'object' && rule !== null);
export const rules = fc.oneof(result, condition, number, text);

const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 4 });

/** What is undefined is left out: no attribute is null. */
export const contexts = fc
  .record({
    targetingKey: maybe(fc.stringMatching(/^[\w@.-]{1,40}$/)),
    plan: maybe(word),
    country: maybe(word),
    email: maybe(fc.stringMatching(/^[a-z]{1,9}@(example\.com|pro\.de)$/)),
    age: maybe(fc.oneof(amount, fc.integer())),
    version: maybe(fc.oneof(fc.constantFrom(...versions), fc.integer({ min: 1, max: 3 }))),
    tags: maybe(fc.array(word, { maxLength: 3 })),
    scores: maybe(fc.array(amount, { maxLength: 3 })),
    user: maybe(fc.record({ name: word, visits: amount })),
  })
  .map((record) => Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)));
