import { appendFileSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { listDataFiles, readDataFile } from './data-files.ts';

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'scry-data-files-'));
});
afterEach(() => rmSync(dataDir, { recursive: true }));

/** What a backup has of a file that changes between the listing and the reading. */
async function readAfter(name: string, change: () => void): Promise<string> {
  const file = (await listDataFiles(dataDir)).find(({ path }) => path === name);
  if (!file) return expect.unreachable();
  change();
  const pieces: Buffer[] = [];
  for await (const piece of readDataFile(dataDir, file)) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

test('a document that is replaced while a backup is made is in it as a whole', async () => {
  const path = join(dataDir, 'flags.json');
  writeFileSync(path, '{}');
  const longer = JSON.stringify({ flags: ['x'.repeat(100_000)] });
  const read = readAfter('flags.json', () => {
    writeFileSync(`${path}.tmp`, longer);
    renameSync(`${path}.tmp`, path);
  });
  expect(await read).toBe(longer);
});

test('a log that is written to meanwhile is in it up to its last whole line', async () => {
  const path = join(dataDir, 'a.ndjson');
  writeFileSync(path, '1\n2');
  expect(await readAfter('a.ndjson', () => appendFileSync(path, '2\n3\n'))).toBe('1\n');
});

test('a file that is gone meanwhile is empty in it', async () => {
  const path = join(dataDir, 'a.spool');
  writeFileSync(path, 'x');
  expect(await readAfter('a.spool', () => rmSync(path))).toBe('');
});
