import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { Source } from '../src/index.ts';
import { diskCache } from '../src/node.ts';
import { flagsFrom, revision, temporaryFolder } from './document-sources.ts';

/** A source that says what a test has it say. */
function spoken() {
  type Start = Parameters<Source['start']>;
  let [push, fail]: Start = [() => {}, () => {}];
  const source: Source = {
    name: 'spoken',
    start(...given) {
      [push, fail] = given;
    },
    stop: vi.fn(),
  };
  return { source, push: (...given: Parameters<Start[0]>) => push(...given), fail: (error: Error) => fail(error) };
}

function warnings() {
  const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
  onTestFinished(() => warn.mockRestore());
  return warn;
}

test('a restart while the source is away has the last good document', async () => {
  const path = join(temporaryFolder(), 'cache.json');
  const first = spoken();
  const before = flagsFrom(diskCache(path, first.source));
  first.push(revision(7), 'v7');
  expect(before.status()).toMatchObject({ state: 'ready', version: 'v7' });

  const second = spoken();
  const after = flagsFrom(diskCache(path, second.source));
  expect(after.value('revision')).toBe(7);
  second.fail(new Error('offline'));
  expect(after.value('revision')).toBe(7);
  expect(after.status()).toMatchObject({ state: 'stale', version: expect.stringMatching(/^[\da-f]{16}$/) });
  second.push(revision(8));
  expect(after.value('revision')).toBe(8);
  expect(readFileSync(path, 'utf8')).toBe(revision(8));
  await after.close();
  expect(second.source.stop).toHaveBeenCalledOnce();
});

test('what is no good document is not kept', () => {
  const path = join(temporaryFolder(), 'cache.json');
  const { source, push } = spoken();
  flagsFrom(diskCache(path, source));
  push(JSON.parse(revision(1)));
  push('{}');
  push(revision(1).slice(0, 20));
  expect(readFileSync(path, 'utf8')).toBe(revision(1));
});

test('the file is replaced as a whole, and only when the document is another', () => {
  const folder = temporaryFolder();
  const path = join(folder, 'cache.json');
  const { source, push } = spoken();
  flagsFrom(diskCache(path, source));
  push(revision(1));
  writeFileSync(path, 'touched');
  push(revision(1));
  push(JSON.parse(revision(1)));
  expect(readFileSync(path, 'utf8')).toBe('touched');
  push(revision(2));
  expect(readFileSync(path, 'utf8')).toBe(revision(2));
  expect(readdirSync(folder)).toEqual(['cache.json']);
});

test.each(['', '{}', '{"flags":', 'x'])('a cache that holds %j is a warning, and the source is waited for', (text) => {
  const warn = warnings();
  const path = join(temporaryFolder(), 'cache.json');
  writeFileSync(path, text);
  const { source, push } = spoken();
  const flags = flagsFrom(diskCache(path, source));
  expect(warn).toHaveBeenCalledWith(expect.stringMatching(/^diskCache: .*cache\.json holds no flag document: /));
  expect(flags.status().state).toBe('not-ready');
  push(revision(1));
  expect(flags.value('revision')).toBe(1);
});

test('a cache that cannot be read or written is a warning, and the flags live', () => {
  const warn = warnings();
  const path = join(temporaryFolder(), 'cache.json');
  mkdirSync(path);
  const { source, push } = spoken();
  const flags = flagsFrom(diskCache(path, source));
  expect(warn).toHaveBeenCalledWith(expect.stringMatching(/cache\.json cannot be read: EISDIR/));
  push(revision(1));
  expect(warn).toHaveBeenLastCalledWith(expect.stringMatching(/cache\.json cannot be written: /));
  expect(flags.status().state).toBe('ready');
  expect(readdirSync(join(path, '..'))).toEqual(['cache.json']);
});

test('a cache below what is no folder is a warning, and so is no failure of the source', () => {
  const warn = warnings();
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'file'), '');
  const { source, push } = spoken();
  const flags = flagsFrom(diskCache(join(folder, 'file', 'cache.json'), source));
  push(revision(1));
  expect(warn).toHaveBeenLastCalledWith(expect.stringMatching(/cache\.json cannot be written: ENOTDIR/));
  expect(flags.status()).toMatchObject({ state: 'ready', lastError: undefined });
});

test('a document that is no JSON is refused, and harms no source', () => {
  const { source, push } = spoken();
  const flags = flagsFrom(diskCache(join(temporaryFolder(), 'cache.json'), source));
  const circle: Record<string, unknown> = {};
  circle['flags'] = circle;
  push(circle as never);
  expect(flags.status().lastError?.message).toContain('must be JSON');
});

test('wrong arguments are refused', () => {
  expect(() => diskCache('', spoken().source)).toThrow('diskCache: path must be a text that is not empty');
  expect(() => diskCache('a', {} as never)).toThrow('diskCache: source must be a Source, got an object');
});
