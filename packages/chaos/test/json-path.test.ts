import { describe, expect, test } from 'vitest';
import { parseJsonPath } from '../src/experiment/json-path.ts';
import { valuesAt } from '../src/experiment/values-at.ts';

const find = (path: string, value: unknown) => valuesAt(parseJsonPath(path), value);

// The store of Goessner's article, in our own words.
const store = {
  book: [
    { title: 'A', price: 8, isbn: 'x' },
    { title: 'B', price: 12 },
    { title: 'C', price: 9, isbn: 'y' },
    { title: 'D', price: 23 },
  ],
  bicycle: { price: 20, colour: 'red' },
  'odd name': { "it's": 1 },
};
const titles = (path: string) => find(path, { store }).map((each) => (each as { title?: string }).title ?? each);

describe('a JSONPath', () => {
  test.each([
    ['$', [{ store }]],
    ['$.store.bicycle.colour', ['red']],
    ['store.bicycle.colour', ['red']],
    ["$['store']['bicycle']['colour']", ['red']],
    ['$["store"].bicycle["colour"]', ['red']],
    ["$.store['odd name']['it\\'s']", [1]],
    ['$.store["odd name"]["it\\u0027s"]', [1]],
    ['$.store.*.price', [20]],
    ['$..price', [8, 12, 9, 23, 20]],
    ['$..[0]', ['A']],
    ['$..*[?(@.colour)].colour', ['red']],
    ['$.store.book.*', ['A', 'B', 'C', 'D']],
    ['$.store.book[*]', ['A', 'B', 'C', 'D']],
    ['$.store.book.[0]', ['A']],
    ['$.store.book[0]', ['A']],
    ['$.store.book[-1]', ['D']],
    ['$.store.book[-2]', ['C']],
    ['$.store.book[9]', []],
    ['$.store.book[0, 2]', ['A', 'C']],
    ["$.store.bicycle['price', 'colour']", [20, 'red']],
    ['$.store.book[1:3]', ['B', 'C']],
    ['$.store.book[:2]', ['A', 'B']],
    ['$.store.book[-2:]', ['C', 'D']],
    ['$.store.book[::2]', ['A', 'C']],
    ['$.store.book[::-1]', ['D', 'C', 'B', 'A']],
    ['$.store.book[2:0:-1]', ['C', 'B']],
    ['$.store.book[9:-9:-2]', ['D', 'B']],
    ['$.store.book[-1:-3:-1]', ['D', 'C']],
    ['$.store.book[::0]', []],
    ['$.store.book[3:1]', []],
    ['$.store[0]', []],
    ['$.store[0:1]', []],
    ['$.store.nothing.at.all', []],
    ['$.store.bicycle.price.*', []],
    ['$.store.__proto__', []],
    ['$.store.book.length', []],
    ['$.store.book[?(@.isbn)]', ['A', 'C']],
    ['$.store.book[?@.isbn]', ['A', 'C']],
    ['$.store.book[?(!@.isbn)]', ['B', 'D']],
    ['$.store.book[?(not @.isbn)]', ['B', 'D']],
    ['$.store.book[?(@.price < 10)]', ['A', 'C']],
    ['$.store.book[?(@.price <= 12 && @.price >= 9)]', ['B', 'C']],
    ['$.store.book[?(@.price > 12 || @.isbn == "x")]', ['A', 'D']],
    ['$.store.book[?(@.price > 12 or @.isbn = "x")]', ['A', 'D']],
    ['$.store.book[?((@.price > 8) and (@.isbn))]', ['C']],
    ["$.store.book[?(@.title != 'A')]", ['B', 'C', 'D']],
    ['$.store.book[?(@.title >= "C")]', ['C', 'D']],
    ['$.store.book[?(@.title < 5)]', []],
    ['$.store.book[?(@.price == $.store.bicycle.price)]', []],
    ['$.store.book[?(@.price > $.store.bicycle.price)]', ['D']],
    ['$.store.book[?(@.nothing == null)]', []],
    ['$.store.book[?(@.nothing == @.none)]', ['A', 'B', 'C', 'D']],
    ['$.store.book[?(@.price == 1.2e1)]', ['B']],
    ['$.store.book[?(true == false)]', []],
    ['$.store.bicycle[?(@.colour="red")].price', [20]],
    ['$.store.bicycle[?(@.colour="blue")].price', []],
  ])('%s', (path, expected) => {
    expect(titles(path)).toEqual(expected);
  });

  test.each([
    ['', 'a segment at 0, got its end'],
    ['$.', 'a name at 2, got its end'],
    ['$[', 'a name, an index'],
    ['$[0', '] at 3'],
    ['$.a b', 'a segment at 3, got  b'],
    ['$x', 'a segment at 1'],
    ['$[?(@.a]', ') at 7'],
    ['$[?(@.a == )]', 'a value, @ or $'],
    ['$[?(@.a == undefined)]', 'a value, @ or $'],
    ['$[?(@.a == toString)]', 'a value, @ or $'],
    ['5', 'a name'],
    ["$['a]", 'a name, an index'],
  ])('%j is none: it says where', (path, message) => {
    expect(() => parseJsonPath(path)).toThrow(SyntaxError);
    expect(() => parseJsonPath(path)).toThrow(message);
  });

  test('has a bound', () => {
    expect(() => parseJsonPath(`$${'.a'.repeat(500)}`)).toThrow(
      'a JSONPath may have 1000 characters, this one has 1001',
    );
    expect(() => parseJsonPath(`$[?(${'('.repeat(990)}`)).toThrow(SyntaxError);
  });

  test('walks through an answer that is nested deep', () => {
    const deep = JSON.parse(`${'['.repeat(20_000)}1${']'.repeat(20_000)}`);
    expect(find('$..*', deep)).toHaveLength(20_000);
  });

  test('gives up an answer that has no end', () => {
    const cycle: Record<string, unknown> = { id: 1 };
    cycle['self'] = cycle;
    expect(find('$.self.self.id', cycle)).toEqual([1]);
    expect(() => find('$..id', cycle)).toThrow(new RangeError('the answer has more than 1000000 values'));
  });

  test('takes escapes in names for what they stand for', () => {
    expect(find('$["a\\nb"]', { 'a\nb': 1 })).toEqual([1]);
    expect(find('$["a\\\\b"]', { 'a\\b': 1 })).toEqual([1]);
  });
});
