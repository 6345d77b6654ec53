import { expect, test } from 'vitest';
import { byteStream } from '../../../test/byte-stream.ts';
import type { Line } from './line.ts';
import { readLines } from './read-lines.ts';
import { readRecords } from './read-records.ts';

async function recordsOf(text: string): Promise<readonly Line[]> {
  const all: Line[] = [];
  for await (const records of readRecords(readLines(byteStream(text, 7)))) all.push(...records);
  return all;
}

test('a quoted field goes on over line breaks, and the record has the number of its first line', async () => {
  expect(await recordsOf('a,b\n1,"two\nlines ""\n",x\n2,y\n')).toEqual([
    { number: 1, text: 'a,b' },
    { number: 2, text: '1,"two\nlines ""\n",x' },
    { number: 5, text: '2,y' },
  ]);
});

test('a stray quote sets aside the lines that it might hold, each with its number, and no more', async () => {
  const records = await recordsOf(`"open\n${'line\n'.repeat(150)}`);
  const faults = records.filter((record) => 'fault' in record);
  expect(faults.map(({ number }) => number)).toEqual(Array.from({ length: 101 }, (_, n) => n + 1));
  expect(faults[0]?.fault).toContain('the quoted field that begins in line 1');
  expect(records.slice(101)).toEqual(Array.from({ length: 50 }, (_, n) => ({ number: 102 + n, text: 'line' })));
});

test('an open field at the end of the file is set aside', async () => {
  expect(await recordsOf('a\n"b\nc')).toMatchObject([
    { number: 1, text: 'a' },
    { number: 2, raw: '"b' },
    { number: 3, raw: 'c' },
  ]);
});

test('a quote within a field that has none around it opens nothing', async () => {
  expect(await recordsOf('a 5" disk,b\nc\n')).toEqual([
    { number: 1, text: 'a 5" disk,b' },
    { number: 2, text: 'c' },
  ]);
});
