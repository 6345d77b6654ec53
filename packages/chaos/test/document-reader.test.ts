import { describe, expect, test } from 'vitest';
import { DocumentReader } from '../src/experiment/document-reader.ts';

/** What a reader says to a document, problem by problem. */
function problemsOf(read: (reader: DocumentReader) => unknown): string[] {
  const reader = new DocumentReader();
  read(reader);
  return reader.problems.map(({ path, message }) => `${path}: ${message}`);
}
const nested = (depth: number): object => (depth === 1 ? [] : [nested(depth - 1)]);

describe('a document', () => {
  test('has 100,000 parts at most', () => {
    const reader = new DocumentReader();
    expect(reader.fits(Array(99_999).fill(0))).toBe(true);
    expect(problemsOf((each) => expect(each.fits(Array(100_000).fill(0))).toBe(false))).toEqual([
      ': has more than 100000 parts',
    ]);
  });

  test('has 64 levels at most', () => {
    const reader = new DocumentReader();
    expect(reader.fits(nested(64))).toBe(true);
    expect(problemsOf((each) => expect(each.fits(nested(65))).toBe(false))).toEqual([': is nested deeper than 64']);
  });

  test('is told of a hundred problems at most', () => {
    const wrong = problemsOf((reader) =>
      reader.list(Array(101).fill(5), 'a', (each, path) => reader.object(each, path, [])),
    );
    expect([wrong.length, wrong.at(-1)]).toEqual([100, 'a[99]: must be an object, got number']);
  });

  test('names what is known where a member is not', () => {
    expect(problemsOf((reader) => reader.object({ c: 1 }, 'a', ['b'], ['d']))).toEqual([
      'a.c: is not known here, expected one of b, d',
      'a.b: is missing',
    ]);
    expect(problemsOf((reader) => reader.object({ c: 1 }, '', ['b']))).toEqual([
      'c: is not known here, expected one of b',
      'b: is missing',
    ]);
  });
});

test('a list is read without what is none of its kind, and is empty where it is none', () => {
  const reader = new DocumentReader();
  const even = (each: unknown) => (Number(each) % 2 === 0 ? each : undefined);
  expect(reader.list([1, 2, 3, 4], 'a', even)).toEqual([2, 4]);
  expect(reader.list(undefined, 'a', even)).toEqual([]);
  expect(reader.problems).toEqual([]);
  expect(reader.list({}, 'a', even)).toEqual([]);
  expect(reader.problems).toEqual([{ path: 'a', message: 'must be a list, got object' }]);
});

test.each([
  [0, 0],
  [1.5, 1_500],
  [-1, undefined],
  [Number.POSITIVE_INFINITY, undefined],
  [Number.NaN, undefined],
  ['5', undefined],
  [null, undefined],
])('%j seconds are %j milliseconds', (seconds, ms) => {
  const reader = new DocumentReader();
  expect(reader.seconds(seconds, 'a')).toBe(ms);
  expect(reader.problems.length).toBe(ms === undefined ? 1 : 0);
});

test('a word is a text', () => {
  expect(problemsOf((reader) => reader.oneOf(['red'], 'a', ['red']))).toEqual(['a: must be one of red, got a list']);
  expect(problemsOf((reader) => reader.oneOf('rde', 'a', ['red', 'blue']))).toEqual([
    'a: must be one of red, blue, got "rde"',
  ]);
  expect(problemsOf((reader) => reader.oneOf('red', 'a', ['red']))).toEqual([]);
});
