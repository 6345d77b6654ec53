import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { basename, join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { lockDirectory } from '../src/directory-lock.ts';
import { type FileSystem, nodeFileSystem } from '../src/file-system.ts';
import { isAuditLockedError } from '../src/index.ts';
import { temporaryDirectory } from './temporary-directory.ts';

const dead = JSON.stringify({ pid: process.pid, started: 'long ago', host: hostname() });

function failure(code: string): Error {
  return Object.assign(new Error(code), { code });
}

test('a lock that is given back at the very moment is taken', async () => {
  const directory = temporaryDirectory();
  let first = true;
  const fileSystem: FileSystem = {
    ...nodeFileSystem,
    async link(from, to) {
      if (first) {
        first = false;
        throw failure('EEXIST');
      }
      return nodeFileSystem.link(from, to);
    },
  };
  await lockDirectory(fileSystem, directory);
  expect(readdirSync(directory)).toEqual(['lock']);
});

test('who finds the line changed leaves it, and is told who has the lock', async () => {
  const directory = temporaryDirectory();
  writeFileSync(join(directory, 'lock'), dead);
  const living = JSON.stringify({ pid: 1, started: startOfInit(), host: hostname() });
  const fileSystem: FileSystem = {
    ...nodeFileSystem,
    async link(from, to) {
      await nodeFileSystem.link(from, to);
      // Somebody took the lock, and began the line anew, between the look at it and this link.
      if (basename(to) !== 'lock') writeFileSync(join(directory, 'lock'), living);
    },
  };
  await expect(lockDirectory(fileSystem, directory)).rejects.toSatisfy(isAuditLockedError);
  expect(readdirSync(directory)).toEqual(['lock']);
  expect(readFileSync(join(directory, 'lock'), 'utf8')).toBe(living);
});

function startOfInit(): string | undefined {
  return readFileSync('/proc/1/stat', 'latin1').split(') ').at(-1)?.split(' ')[19];
}

test.each(['link', 'open'] as const)(
  'what the system says to %s is passed on, and nothing is left behind',
  async (call) => {
    const directory = temporaryDirectory();
    writeFileSync(join(directory, 'lock'), dead);
    const fileSystem: FileSystem = {
      ...nodeFileSystem,
      async [call](path: string, mode: never) {
        if (call === 'link' || mode === 'read') throw failure('EACCES');
        return nodeFileSystem.open(path, mode);
      },
    };
    await expect(lockDirectory(fileSystem, directory)).rejects.toThrow('EACCES');
    expect(readdirSync(directory)).toEqual(['lock']);
  },
);

test('a process that only waits to be buried is dead', async () => {
  const directory = temporaryDirectory();
  // The shell becomes a program that never asks after its child, and not until then does the child end.
  const child = `sh -c 'while [ "$(cat /proc/$PPID/comm)" = sh ]; do :; done'`;
  const parent = spawn('sh', ['-c', `${child} & echo $!; exec sleep 60`], { stdio: ['ignore', 'pipe', 'ignore'] });
  const [text] = await once(parent.stdout, 'data');
  const pid = Number(text);
  const stat = (): string[] => readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ').at(-1)?.split(' ') ?? [];
  await vi.waitUntil(() => stat()[0] === 'Z', { timeout: 30_000 });
  writeFileSync(join(directory, 'lock'), JSON.stringify({ pid, started: stat()[19], host: hostname() }));
  await lockDirectory(nodeFileSystem, directory);
  parent.kill();
});
