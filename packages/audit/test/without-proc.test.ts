import { readFileSync, writeFileSync } from 'node:fs';
import promises from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { lockDirectory } from '../src/directory-lock.ts';
import { nodeFileSystem } from '../src/file-system.ts';
import { temporaryDirectory } from './temporary-directory.ts';

/** A system that does not tell when a process began. */
function hideProc(): void {
  const reading = vi.spyOn(promises, 'readFile').mockRejectedValue(new Error('ENOENT'));
  syncBuiltinESMExports();
  onTestFinished(() => {
    reading.mockRestore();
    syncBuiltinESMExports();
  });
}

test('without /proc a lock is that of its process as long as its number is in use', async () => {
  hideProc();
  const directory = temporaryDirectory();
  await lockDirectory(nodeFileSystem, directory);
  expect(JSON.parse(readFileSync(join(directory, 'lock'), 'utf8')).started).toBe('');
  await expect(lockDirectory(nodeFileSystem, directory)).rejects.toMatchObject({ pid: process.pid });
  writeFileSync(join(directory, 'lock'), JSON.stringify({ pid: 2 ** 22 + 1, started: '', host: hostname() }));
  await lockDirectory(nodeFileSystem, directory);
});
