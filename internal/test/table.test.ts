import { expect, test } from 'vitest';
import { table } from '../table.ts';

test('each column is as wide as its longest text, and no line ends in blanks', () => {
  expect(
    table([
      ['role', 'may', ''],
      ['viewer', 'read', 'all'],
      ['x', '', ''],
    ]),
  ).toEqual(['role    may', 'viewer  read  all', 'x']);
  expect(table([])).toEqual([]);
});
