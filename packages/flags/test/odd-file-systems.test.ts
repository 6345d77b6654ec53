import { type BigIntStats, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { fileSource } from '../src/node.ts';
import { flagsFrom, reaches, revision, temporaryFolder } from './document-sources.ts';

const odd = vi.hoisted(() => ({
  /** Called when a file has been read, and before its text is returned: another process writes just then. */
  meanwhile: (): void => {},
  /** How coarse the times of files are, in nanoseconds: 10 milliseconds on many systems, two seconds on some. */
  tickNs: 1n,
}));

vi.mock('node:fs', async (original) => {
  const fs = await original<typeof import('node:fs')>();
  const readFileSync = (...args: Parameters<typeof fs.readFileSync>) => {
    const text = fs.readFileSync(...args);
    odd.meanwhile();
    return text;
  };
  const statSync = (path: string, options: { readonly bigint: true }): BigIntStats => {
    const stats = fs.statSync(path, options);
    stats.mtimeNs -= stats.mtimeNs % odd.tickNs;
    stats.ctimeNs -= stats.ctimeNs % odd.tickNs;
    return stats;
  };
  return { ...fs, readFileSync, statSync };
});

test('a file that is written while it is read is read again, and what was read is not served', async () => {
  const folder = temporaryFolder();
  const file = join(folder, 'flags.json');
  writeFileSync(file, revision(1));
  odd.meanwhile = () => {
    odd.meanwhile = () => {};
    writeFileSync(join(folder, 'next'), revision(2));
    renameSync(join(folder, 'next'), file);
  };
  const flags = flagsFrom(fileSource(file));
  expect(flags.value('revision')).toBe(-1);
  await reaches(flags, 2);
});

test('two rewrites of one length within one tick of the file system are both seen', async () => {
  odd.tickNs = 30_000_000n;
  const file = join(temporaryFolder(), 'flags.json');
  writeFileSync(file, revision(10));
  const flags = flagsFrom(fileSource(file));
  for (let number = 11; number < 40; number++) {
    writeFileSync(file, revision(number));
    await reaches(flags, number);
  }
});
