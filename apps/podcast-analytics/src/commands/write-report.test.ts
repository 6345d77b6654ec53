import { describe, expect, test } from 'vitest';
import { csvLine } from '../platform/csv-line.ts';
import { type Report, writeReport } from './write-report.ts';

const report: Report = {
  by: 'app',
  unit: 'downloads',
  rows: [
    { key: 'a', label: 'A', n: 1200 },
    { key: 'b', label: 'B', n: 30 },
    { key: 'c', label: 'C', n: 4 },
  ],
};

describe('a report as a table', () => {
  test('ends with the sum of its rows', () => {
    expect(writeReport([report], 'table')).toMatch(/total +1,234\n$/);
  });

  test('sums up the rows that it leaves out', () => {
    const text = writeReport([report], 'table', 1);
    expect(text).toMatch(/2 more, see --by app +34\n/);
    expect(text).toMatch(/total +1,234\n$/);
    expect(text).not.toContain(' B ');
  });
});

describe('a report as data', () => {
  test('has every row and the total as JSON', () => {
    expect(JSON.parse(writeReport([report], 'json', 1))).toEqual({ reports: [{ ...report, total: 1234 }] });
  });

  test('has one line a row as CSV', () => {
    expect(writeReport([report], 'csv', 1).split('\r\n')).toEqual([
      'by,key,label,unit,n',
      'app,a,A,downloads,1200',
      'app,b,B,downloads,30',
      'app,c,C,downloads,4',
      '',
    ]);
  });
});

describe('a cell of CSV', () => {
  test.each([['=1+1'], ['+1'], ['-1'], ['@SUM(A1)'], ['\t=1'], [' =1']])('is no formula: %j', (text) => {
    expect(csvLine([text])).toMatch(/^"?'/);
  });

  test('is quoted where it holds a comma, a quote or a line break', () => {
    expect(csvLine(['a,b', 'say "hi"', 'two\nlines', 'plain'])).toBe('"a,b","say ""hi""","two\nlines",plain\r\n');
  });

  test('stays as it is where it is a number or harmless', () => {
    expect(csvLine([-5, 'a-b', 'x=1', 'one; two'])).toBe('-5,a-b,x=1,one; two\r\n');
  });

  test.each([
    ['behind a mark that nobody sees', '\u200b=1+1', "'\u200b=1+1"],
    ['in the width of East Asian letters', '＝1+1', "'＝1+1"],
    ['in the next cell, where semicolons part them', 'a;=1+1', "a;'=1+1"],
    ['in the next cell, in quotes', 'a; "@SUM(1)', `"a; ""'@SUM(1)"`],
    ['in the next line, where quotes are not heeded', 'a\n+1', `"a\n'+1"`],
  ])('is nothing that a spreadsheet runs %s', (_, text, cell) => {
    expect(csvLine([text])).toBe(`${cell}\r\n`);
  });

  test.each([`;${' '.repeat(1_000_000)}`, `${' '.repeat(1_000_000)}a`])(
    'takes no more than linear time: else this one ends with the patience of the test',
    (text) => {
      expect(csvLine([text])).toBe(`${text}\r\n`);
    },
  );
});
