import { execFile, execFileSync } from 'node:child_process';
import {
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { fileSource } from '../src/node.ts';
import { flagsFrom, next, reaches, revision, temporaryFolder } from './document-sources.ts';

/** A folder with a file of revision 1, and flags from it. */
function watched(options?: Parameters<typeof fileSource>[1]) {
  const folder = temporaryFolder();
  const file = join(folder, 'flags.json');
  writeFileSync(file, revision(1));
  return { folder, file, flags: flagsFrom(fileSource(file, options)) };
}

test('flags from a file are ready at once', () => {
  const { flags } = watched();
  expect(flags.value('revision')).toBe(1);
  expect(flags.status()).toMatchObject({ state: 'ready', version: expect.stringMatching(/^[\da-f]{16}$/) });
});

describe('a file source sees', () => {
  test('a rewrite', async () => {
    const { file, flags } = watched();
    for (const number of [2, 3, 4]) {
      writeFileSync(file, revision(number));
      await reaches(flags, number);
    }
  });

  test('two rewrites of the same length within one tick of the file system', async () => {
    const { file, flags } = watched();
    for (let number = 10; number < 40; number++) {
      writeFileSync(file, revision(number));
      writeFileSync(file, revision(number + 50));
      await reaches(flags, number + 50);
    }
  });

  test('atomic renames, one after the other', async () => {
    const { folder, file, flags } = watched();
    for (const number of [2, 3, 4, 5]) {
      writeFileSync(join(folder, 'next'), revision(number));
      renameSync(join(folder, 'next'), file);
      await reaches(flags, number);
    }
  });

  test('the symlink swap of a ConfigMap, with the old folder gone', async () => {
    const folder = temporaryFolder();
    const publish = (number: number): void => {
      mkdirSync(join(folder, `..${number}`));
      writeFileSync(join(folder, `..${number}`, 'flags.json'), revision(number));
      symlinkSync(`..${number}`, join(folder, '..data_tmp'));
      renameSync(join(folder, '..data_tmp'), join(folder, '..data'));
      rmSync(join(folder, `..${number - 1}`), { recursive: true, force: true });
    };
    publish(1);
    symlinkSync('..data/flags.json', join(folder, 'flags.json'));
    const flags = flagsFrom(fileSource(join(folder, 'flags.json')));
    for (const number of [2, 3, 4]) {
      publish(number);
      await reaches(flags, number);
    }
  });

  test('a file that is deleted, and restored as it was', async () => {
    const { file, flags } = watched();
    const gone = next(flags, 'source-error');
    unlinkSync(file);
    expect((await gone).error).toMatchObject({ code: 'ENOENT' });
    expect(flags.status().state).toBe('stale');
    expect(flags.value('revision')).toBe(1);
    const back = next(flags, 'update');
    writeFileSync(file, revision(1));
    expect((await back).changes).toEqual([]);
    expect(flags.status().state).toBe('ready');
    writeFileSync(file, revision(2));
    await reaches(flags, 2);
  });

  test('a folder that goes, and comes again', async () => {
    const { folder, file, flags } = watched();
    const gone = next(flags, 'source-error');
    rmSync(folder, { recursive: true });
    await gone;
    mkdirSync(folder);
    writeFileSync(file, revision(2));
    await reaches(flags, 2);
    writeFileSync(file, revision(3));
    await reaches(flags, 3);
  });

  test('a file that is not there yet', async () => {
    const file = join(temporaryFolder(), 'later', 'flags.json');
    const flags = flagsFrom(fileSource(file));
    expect(flags.value('revision')).toBe(-1);
    expect((await flags.ready()).state).toBe('error');
    mkdirSync(join(file, '..'));
    writeFileSync(file, revision(1));
    await reaches(flags, 1);
  });

  test('a document only when it is whole', async () => {
    const { file, flags } = watched({ settleMs: 10_000 });
    const seen: unknown[] = [];
    flags.subscribe((event) => seen.push(event.type));
    const text = revision(2);
    const handle = openSync(file, 'w');
    for (const piece of [text.slice(0, 5), text.slice(5, 40)]) {
      writeSync(handle, piece);
      // Long enough for the source to have looked: a change of another file in the folder is an event of the folder.
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
    writeSync(handle, text.slice(40));
    await reaches(flags, 2);
    expect(seen).toEqual(['update']);
  });
});

describe('the last good document stays in force', () => {
  test.each([
    ['is cut off', (file: string) => truncateSync(file, 20)],
    ['is emptied', (file: string) => truncateSync(file, 0)],
    ['is no JSON', (file: string) => writeFileSync(file, 'flags: {}')],
    ['is {}', (file: string) => writeFileSync(file, '{}')],
    ['has a bad flag', (file: string) => writeFileSync(file, '{"flags":{"revision":{"state":"ON"}}}')],
  ])('when the file %s, until it is good again', async (_, harm) => {
    const { file, flags } = watched();
    const refused = next(flags, 'refused');
    harm(file);
    expect((await refused).issues.length).toBeGreaterThan(0);
    expect(flags.value('revision')).toBe(1);
    expect(flags.status()).toMatchObject({ state: 'stale', lastError: expect.any(Error) });
    writeFileSync(file, revision(2));
    await reaches(flags, 2);
    expect(flags.status()).toMatchObject({ state: 'ready', lastError: undefined });
  });

  test.each([
    [
      'a folder',
      (file: string) => {
        unlinkSync(file);
        mkdirSync(file);
      },
      'is no file',
    ],
    ['too large', (file: string) => writeFileSync(file, revision(1) + ' '.repeat(2_000)), 'bytes, more than 1000'],
  ])('when it becomes %s', async (_, harm, message) => {
    const { file, flags } = watched({ maxBytes: 1_000 });
    const failed = next(flags, 'source-error');
    harm(file);
    expect(String((await failed).error)).toContain(message);
    expect(flags.value('revision')).toBe(1);
  });

  test('when the permission to read it is lost, until it is given again', async () => {
    const { file } = watched();
    const program = join(import.meta.dirname, 'lost-permission.fixture.ts');
    const args = ['--conditions=@scry/source', '--no-warnings', program, file];
    const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: 60_000 });
    expect(JSON.parse(stdout)).toEqual({
      during: { code: 'EACCES', value: 1, state: 'stale' },
      after: { value: 1, state: 'ready' },
    });
  }, 60_000);
});

test('a folder that is a file is a failure of the source, and no more', async () => {
  const { file } = watched();
  const flags = flagsFrom(fileSource(join(file, 'flags.json'), { intervalMs: 5 }));
  expect((await flags.ready()).lastError).toMatchObject({ code: 'ENOTDIR' });
});

test('a file that fails for long is told of once', async () => {
  const { file, flags } = watched({ intervalMs: 5, settleMs: 0 });
  const seen: string[] = [];
  flags.subscribe(({ type }) => seen.push(type));
  const gone = next(flags, 'source-error');
  unlinkSync(file);
  await gone;
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(seen).toEqual(['source-error']);
});

test('nothing is seen after the flags were closed', async () => {
  const { file, flags } = watched();
  await flags.close();
  writeFileSync(file, revision(2));
  await new Promise((resolve) => setTimeout(resolve, 150));
  expect(flags.value('revision')).toBe(1);
});

test('a source that was never started may be stopped', () => {
  expect(() => fileSource('flags.json').stop()).not.toThrow();
});

test('a source does not keep the process alive', () => {
  const { file } = watched();
  const program = `
    import { createFlags, defineFlags } from '@scry/flags';
    import { fileSource } from '@scry/flags/node';
    createFlags({ definitions: defineFlags({}), source: fileSource(${JSON.stringify(file)}) });`;
  const args = [
    '--conditions=@scry/source',
    '--experimental-strip-types',
    '--no-warnings',
    '--input-type=module',
    '-e',
    program,
  ];
  const run = () => execFileSync(process.execPath, args, { cwd: join(import.meta.dirname, '..'), timeout: 60_000 });
  expect(run).not.toThrow();
}, 60_000);

test.each([
  [[''], 'fileSource: path must be a text that is not empty, got ""'],
  [['a', { intervalMs: 0 }], 'fileSource: intervalMs must be a finite number >= 1, got 0'],
  [['a', { settleMs: -1 }], 'fileSource: settleMs must be a finite number >= 0, got -1'],
  [['a', { maxBytes: 0.5 }], 'fileSource: maxBytes must be an integer >= 1, got 0.5'],
  [['a', { interval: 1 }], 'fileSource: unknown option interval'],
])('refuses %j', (args, message) => {
  expect(() => fileSource(...(args as [string]))).toThrow(message);
});
