import { expect, test } from 'vitest';
import { searchPattern } from '../src/experiment/search-pattern.ts';

// What Python's re.search answers to each.
test.each([
  ['\\Aone', 'one\none', true],
  ['\\Aone', 'two\none', false],
  ['(?m)\\Aone', 'two\none', false],
  ['one\\Z', 'one', true],
  ['one\\Z', 'one\n', false],
  ['one$', 'one\n', true],
  ['one$', 'one\n\n', false],
  ['(?m)one$', 'one\ntwo', true],
  ['(?P<a>x)(?P=a)', 'xx', true],
  ['(?P<a>x)(?P=a)', 'xy', false],
  ['(?P<a>x)(?P<b>y)(?P=b)', 'xyx', false],
  ['^[]a]+$', ']a', true],
  ['^[^]a]+$', 'b', true],
  ['^[^]a]+$', ']', false],
  ['^[a[]+]$', 'a[]', true],
  ['^[$]$', '$', true],
  ['(?i)ONE', 'one', true],
  ['\\$', '$', true],
])('%s finds something in %j: %s', (pattern, text, found) => {
  expect(searchPattern(pattern).test(text)).toBe(found);
});

test('what is none is refused', () => {
  expect(() => searchPattern(5 as never)).toThrow('must have a pattern');
  expect(() => searchPattern('(')).toThrow(SyntaxError);
});
