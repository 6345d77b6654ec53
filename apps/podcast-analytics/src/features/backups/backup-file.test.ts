import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createBackupFile } from './backup-file.ts';
import { createBackupKey } from './backup-key.ts';

const key = createBackupKey(Buffer.alloc(32, 1));
let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'scry-backup-file-'));
  path = join(folder, 'a.backup');
});
afterEach(() => rmSync(folder, { recursive: true }));

test('a file that is discarded leaves nothing behind', async () => {
  const file = createBackupFile(path, key);
  await file.write('text\n');
  await file.discard();
  expect(readdirSync(folder)).toEqual([]);
});

test('what another process is writing under the same name is left to it', async () => {
  writeFileSync(`${path}.partial`, 'of another');
  const file = createBackupFile(path, key);
  await expect(file.finish()).rejects.toThrow('EEXIST');
  await file.discard();
  expect(readFileSync(`${path}.partial`, 'utf8')).toBe('of another');
});

test('a file that gets no name can be discarded', async () => {
  mkdirSync(path);
  const file = createBackupFile(path, key);
  await file.write('text\n');
  await expect(file.finish()).rejects.toThrow();
  await file.discard();
  expect(readdirSync(folder)).toEqual(['a.backup']);
});
