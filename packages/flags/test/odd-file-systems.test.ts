import fs, { type BigIntStats, renameSync, writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { fileSource } from '../src/node.ts';
import { flagsFrom, reaches, revision, temporaryFolder } from './document-sources.ts';

/** Makes what `replace` has put in the place of functions of `node:fs` hold for every module, until the test ends. */
function oddFileSystem(replace: () => void): void {
  replace();
  syncBuiltinESMExports();
  onTestFinished(() => {
    vi.restoreAllMocks();
    syncBuiltinESMExports();
  });
}

/** Calls `write` when `file` has been read for the first time, and before its text is returned: another process writes just then. */
function writesWhileRead(file: string, write: () => void): void {
  const { readFileSync } = fs;
  let written = false;
  vi.spyOn(fs, 'readFileSync').mockImplementation((...args) => {
    const text = readFileSync(...args);
    if (args[0] === file && !written) {
      written = true;
      write();
    }
    return text;
  });
}

/** Gives the times of files in steps: 10 milliseconds on many systems, two seconds on some. */
function coarseTimes(tickNs: bigint): void {
  const statSync = fs.statSync as (path: fs.PathLike, options?: unknown) => BigIntStats;
  vi.spyOn(fs, 'statSync').mockImplementation(((path: fs.PathLike, options?: { readonly bigint?: boolean }) => {
    const stats = statSync(path, options);
    if (options?.bigint) {
      stats.mtimeNs -= stats.mtimeNs % tickNs;
      stats.ctimeNs -= stats.ctimeNs % tickNs;
    }
    return stats;
  }) as typeof fs.statSync);
}

test('a file that is written while it is read is read again, and what was read is not served', async () => {
  const folder = temporaryFolder();
  const file = join(folder, 'flags.json');
  writeFileSync(file, revision(1));
  oddFileSystem(() =>
    writesWhileRead(file, () => {
      writeFileSync(join(folder, 'next'), revision(2));
      renameSync(join(folder, 'next'), file);
    }),
  );
  const flags = flagsFrom(fileSource(file));
  expect(flags.value('revision')).toBe(-1);
  await reaches(flags, 2);
});

test('two rewrites of one length within one tick of the file system are both seen', async () => {
  oddFileSystem(() => coarseTimes(30_000_000n));
  const file = join(temporaryFolder(), 'flags.json');
  writeFileSync(file, revision(10));
  const flags = flagsFrom(fileSource(file));
  for (let number = 11; number < 40; number++) {
    writeFileSync(file, revision(number));
    await reaches(flags, number);
  }
});
