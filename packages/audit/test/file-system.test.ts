import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { nodeFileSystem } from '../src/file-system.ts';
import { listLog } from '../src/log-files.ts';
import { firstTime } from '../src/prune-log.ts';
import { linesOf, readLines } from '../src/read-lines.ts';
import { temporaryDirectory } from './temporary-directory.ts';

test('an error of the system is a rejection', async () => {
  const file = await nodeFileSystem.open(temporaryDirectory(), 'read');
  await expect(file.read(new Uint8Array(1), 0)).rejects.toMatchObject({ code: 'EISDIR' });
  await file.close();
});

test('a path that leads nowhere has no inode', async () => {
  expect(await nodeFileSystem.inode(join(temporaryDirectory(), 'x'))).toBeUndefined();
});

test('a line that spans many reads, and one without end, come out whole or in pieces', async () => {
  const directory = temporaryDirectory();
  writeFileSync(join(directory, 'a'), `${'a'.repeat(700_000)}\nb\n${'c'.repeat(18_000_000)}`);
  const lengths: [number, boolean][] = [];
  for await (const lines of readLines(nodeFileSystem, directory, 'a')) {
    for (const { from, to, whole } of linesOf(lines)) lengths.push([to - from, whole]);
  }
  expect(lengths.slice(0, 2)).toEqual([
    [700_000, true],
    [1, true],
  ]);
  expect(lengths.slice(2).every(([, whole]) => !whole)).toBe(true);
  expect(lengths.slice(2).reduce((sum, [length]) => sum + length, 0)).toBe(18_000_000);
});

test('a file without events is later than all', async () => {
  const directory = temporaryDirectory();
  writeFileSync(join(directory, '0000000000000001.ndjson'), '');
  expect(await firstTime(await listLog(nodeFileSystem, directory), '0000000000000001.ndjson')).toBe('~');
});
