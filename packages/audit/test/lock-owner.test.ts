// Who has a directory, as the lock in it says.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { lockDirectory } from '../src/directory-lock.ts';
import { type FileSystem, nodeFileSystem } from '../src/file-system.ts';
import { temporaryDirectory } from './temporary-directory.ts';

function contentOf(directory: string): Record<string, unknown> {
  return JSON.parse(readFileSync(join(directory, 'lock'), 'utf8'));
}

function withLock(owner: object): string {
  const directory = temporaryDirectory();
  writeFileSync(join(directory, 'lock'), JSON.stringify(owner));
  return directory;
}

test('a lock says which process it is of, since when, and where', async () => {
  const directory = temporaryDirectory();
  const unlock = await lockDirectory(nodeFileSystem, directory);
  const stat = readFileSync(`/proc/${process.pid}/stat`, 'latin1');
  expect(contentOf(directory)).toEqual({
    pid: process.pid,
    started: stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19],
    host: hostname(),
    nonce: expect.stringMatching(/^[\da-f]{18}$/),
  });
  await unlock();
  expect(readdirSync(directory)).toEqual([]);
});

test('two locks of one process differ', async () => {
  const nonces = await Promise.all(
    [temporaryDirectory(), temporaryDirectory()].map(async (directory) => {
      const unlock = await lockDirectory(nodeFileSystem, directory);
      const { nonce } = contentOf(directory);
      await unlock();
      return nonce;
    }),
  );
  expect(nonces[0]).not.toBe(nonces[1]);
});

test('a process that may not be asked lives, and one that is not there is dead', async () => {
  const directory = withLock({ pid: 7, started: 'x', host: hostname() });
  const kill = vi.spyOn(process, 'kill');
  const failing = (code: string) => () => {
    throw Object.assign(new Error(code), { code });
  };
  try {
    kill.mockImplementation(failing('EPERM'));
    await expect(lockDirectory(nodeFileSystem, directory)).rejects.toMatchObject({
      pid: 7,
      host: hostname(),
      directory,
    });
    kill.mockImplementation(failing('ESRCH'));
    await lockDirectory(nodeFileSystem, directory);
    expect(kill).toHaveBeenCalledWith(7, 0);
    expect(contentOf(directory)).toMatchObject({ pid: process.pid });
  } finally {
    kill.mockRestore();
  }
});

test('a process of another machine is never taken for dead, also where its number is free here', async () => {
  const directory = withLock({ pid: 2 ** 22 + 1, started: 'x', host: `not-${hostname()}` });
  await expect(lockDirectory(nodeFileSystem, directory)).rejects.toMatchObject({ host: `not-${hostname()}` });
  expect(readdirSync(directory)).toEqual(['lock']);
});

test('what a power cut left of a lock is nobody’s, and what cannot be read is not passed over', async () => {
  const directory = temporaryDirectory();
  writeFileSync(join(directory, 'lock'), '{"pid":');
  const unreadable: FileSystem = {
    ...nodeFileSystem,
    open: (path, mode) =>
      mode === 'read'
        ? Promise.reject(Object.assign(new Error('EIO'), { code: 'EIO' }))
        : nodeFileSystem.open(path, mode),
  };
  await expect(lockDirectory(unreadable, directory)).rejects.toThrow('EIO');
  expect(readdirSync(directory)).toEqual(['lock']);
  await lockDirectory(nodeFileSystem, directory);
  expect([readdirSync(directory), contentOf(directory)['pid']]).toEqual([['lock'], process.pid]);
});
