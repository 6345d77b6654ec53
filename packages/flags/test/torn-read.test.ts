import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { fileSource } from '../src/node.ts';
import { flagsFrom, reaches, revision, temporaryFolder } from './document-sources.ts';

/** Called when a file has been read, and before its text is returned: another process writes just then. */
const meanwhile = vi.hoisted(() => ({ write: (): void => {} }));

vi.mock('node:fs', async (original) => {
  const fs = await original<typeof import('node:fs')>();
  const readFileSync = (...args: Parameters<typeof fs.readFileSync>) => {
    const text = fs.readFileSync(...args);
    meanwhile.write();
    return text;
  };
  return { ...fs, readFileSync };
});

test('a file that is written while it is read is read again, and what was read is not served', async () => {
  const folder = temporaryFolder();
  const file = join(folder, 'flags.json');
  writeFileSync(file, revision(1));
  meanwhile.write = () => {
    meanwhile.write = () => {};
    writeFileSync(join(folder, 'next'), revision(2));
    renameSync(join(folder, 'next'), file);
  };
  const flags = flagsFrom(fileSource(file));
  expect(flags.value('revision')).toBe(-1);
  await reaches(flags, 2);
});
