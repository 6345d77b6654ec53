import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { lockDirectory } from '../src/directory-lock.ts';
import { nodeFileSystem as fileSystem } from '../src/file-system.ts';
import { AuditLockedError, createAudit, fileSink, isAuditLockedError } from '../src/index.ts';
import { temporaryDirectory } from './temporary-directory.ts';

function lockOf(directory: string): { pid: number; started: string; host: string } {
  return JSON.parse(readFileSync(join(directory, 'lock'), 'utf8'));
}

test('two writers of one directory: the second is told who the first is', async () => {
  const directory = temporaryDirectory();
  const audit = await createAudit({ sinks: [fileSink({ directory })] });
  const error = await createAudit({ sinks: [fileSink({ directory })] }).catch((reason: unknown) => reason);
  expect(isAuditLockedError(error) && error).toMatchObject({ directory, pid: process.pid, host: hostname() });
  expect(String(error)).toContain(`is being written by process ${process.pid} on ${hostname()}.`);
  await audit.close();
  await (await createAudit({ sinks: [fileSink({ directory })] })).close();
  expect(existsSync(join(directory, 'lock'))).toBe(false);
});

describe('a lock is taken over', () => {
  test('from a process that is dead', async () => {
    const directory = temporaryDirectory();
    const child = spawn(process.execPath, ['-e', '']);
    await once(child, 'exit');
    writeFileSync(join(directory, 'lock'), JSON.stringify({ pid: child.pid, started: '1', host: hostname() }));
    await lockDirectory(fileSystem, directory);
    expect(lockOf(directory).pid).toBe(process.pid);
  });

  test('from a dead process whose number another one has now', async () => {
    const directory = temporaryDirectory();
    writeFileSync(join(directory, 'lock'), JSON.stringify({ pid: process.pid, started: 'long ago', host: hostname() }));
    await lockDirectory(fileSystem, directory);
    expect(lockOf(directory).started).not.toBe('long ago');
  });

  test('of which a power cut left nothing', async () => {
    const directory = temporaryDirectory();
    writeFileSync(join(directory, 'lock'), '');
    await lockDirectory(fileSystem, directory);
    expect(lockOf(directory).pid).toBe(process.pid);
  });

  test('of which the successor is dead too, and nothing of either is left', async () => {
    const directory = temporaryDirectory();
    const first = JSON.stringify({ pid: process.pid, started: 'long ago', host: hostname() });
    writeFileSync(join(directory, 'lock'), first);
    const second = `lock.${createHash('sha256').update(first).digest('hex').slice(0, 18)}`;
    writeFileSync(join(directory, second), JSON.stringify({ pid: process.pid, started: 'later', host: hostname() }));
    const unlock = await lockDirectory(fileSystem, directory);
    expect(readdirSync(directory)).toEqual(['lock']);
    await unlock();
    expect(readdirSync(directory)).toEqual([]);
  });

  test('by one of many who try at once, a hundred times', async () => {
    for (let round = 0; round < 100; round++) {
      const directory = temporaryDirectory();
      const dead = { pid: process.pid, started: 'long ago', host: hostname() };
      if (round % 2 === 0) writeFileSync(join(directory, 'lock'), JSON.stringify(dead));
      const tries = Array.from({ length: 8 }, () => lockDirectory(fileSystem, directory));
      const results = await Promise.allSettled(tries);
      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      for (const result of results)
        if (result.status === 'rejected') expect(result.reason).toSatisfy(isAuditLockedError);
      expect(readdirSync(directory)).toEqual(['lock']);
    }
  });
});

describe('a lock is respected', () => {
  test('of a process of somebody else', async () => {
    const directory = temporaryDirectory();
    const started = readFileSync('/proc/1/stat', 'latin1').split(') ').at(-1)?.split(' ')[19];
    writeFileSync(join(directory, 'lock'), JSON.stringify({ pid: 1, started, host: hostname() }));
    await expect(lockDirectory(fileSystem, directory)).rejects.toMatchObject({ pid: 1 });
  });

  test('of another machine, of whose processes nothing is known', async () => {
    const directory = temporaryDirectory();
    writeFileSync(join(directory, 'lock'), JSON.stringify({ pid: 999_999, started: '', host: 'elsewhere' }));
    await expect(lockDirectory(fileSystem, directory)).rejects.toMatchObject({ host: 'elsewhere' });
  });
});

test('the error is known by its code', () => {
  expect(isAuditLockedError(new AuditLockedError('d', 1, 'h'))).toBe(true);
  expect(isAuditLockedError(undefined)).toBe(false);
});
