import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DataDirLockedError, lockDataDir } from './data-dir-lock.ts';
import type { ProcessTable } from './process-table.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'scry-lock-'));
  path = join(folder, 'lock');
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Processes by pid, each with its start. */
const table = (living: Record<number, string | undefined>): ProcessTable => ({
  isAlive: (pid) => pid in living,
  startOf: (pid) => living[pid],
});
const deadHolder = JSON.stringify({ pid: 4242, started: 'boot/100' });

test('refuses a second time within the process, naming the process and the folder', () => {
  lockDataDir(path);
  expect(() => lockDataDir(path)).toThrow(DataDirLockedError);
  expect(() => lockDataDir(path)).toThrow(`in use by process ${process.pid} (${path})`);
});

test('is free again after its release, and leaves no file behind', () => {
  lockDataDir(path)();
  expect(readdirSync(folder)).toEqual([]);
  lockDataDir(path)();
});

test('takes over the lock of a process that is gone', () => {
  writeFileSync(path, deadHolder);
  lockDataDir(path, table({}));
  expect(readFileSync(path, 'utf8')).toContain(`"pid":${process.pid}`);
  expect(readdirSync(folder)).toEqual(['lock']);
});

test('takes over when another process has the pid now', () => {
  writeFileSync(path, deadHolder);
  lockDataDir(path, table({ 4242: 'boot/200' }));
  expect(readFileSync(path, 'utf8')).toContain(`"pid":${process.pid}`);
});

test('never takes over from a living process, nor where the system does not tell when it started', () => {
  writeFileSync(path, deadHolder);
  expect(() => lockDataDir(path, table({ 4242: 'boot/100' }))).toThrow('in use by process 4242');
  expect(() => lockDataDir(path, table({ 4242: undefined }))).toThrow('in use by process 4242');
  expect(readFileSync(path, 'utf8')).toBe(deadHolder);
});

test('of two starters that find the same dead holder, one wins', () => {
  writeFileSync(path, deadHolder);
  // The other starter takes over between this one's look at the lock and its own takeover.
  let isFirstLook = true;
  const interleaved: ProcessTable = {
    startOf: () => 'boot/300',
    isAlive(pid) {
      if (pid !== 4242) return true;
      if (isFirstLook) {
        isFirstLook = false;
        lockDataDir(path, table({}));
      }
      return false;
    },
  };
  expect(() => lockDataDir(path, interleaved)).toThrow(`in use by process ${process.pid}`);
});

test('takes over although an earlier takeover was cut short', () => {
  writeFileSync(path, deadHolder);
  writeFileSync(`${path}.takeover`, deadHolder);
  lockDataDir(path, table({}));
  expect(readdirSync(folder)).toEqual(['lock']);
});

test('does not remove a lock that has become another’s', () => {
  const release = lockDataDir(path);
  writeFileSync(path, deadHolder);
  release();
  expect(readFileSync(path, 'utf8')).toBe(deadHolder);
});

test('asks for help where the file names no process', () => {
  writeFileSync(path, 'not a lock');
  expect(() => lockDataDir(path)).toThrow(
    `${path} names no process. Remove it if no other program uses the directory.`,
  );
});
