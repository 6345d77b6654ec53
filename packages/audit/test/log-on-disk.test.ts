// The parts that a log on a disk is made of.
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createFakeClock } from '@scry/internal/fake-clock';
import { describe, expect, test } from 'vitest';
import { createAnchor } from '../src/anchor.ts';
import { AppendFile } from '../src/append-file.ts';
import { parseRecord, recordLine } from '../src/checkpoint-record.ts';
import { CheckpointWriter } from '../src/checkpoint-writer.ts';
import { fileSinkOn } from '../src/file-sink.ts';
import { type FileSystem, nodeFileSystem, type OpenFile } from '../src/file-system.ts';
import { createAudit, type FileSinkOptions, type SignedCheckpoint } from '../src/index.ts';
import { firstPrev, hashOf, placeOf, seal, seqOf } from '../src/line.ts';
import { fileName, listLog } from '../src/log-files.ts';
import { MerkleTree } from '../src/merkle-tree.ts';
import { proveInclusionOn } from '../src/prove-inclusion.ts';
import { firstTime, pruneLog } from '../src/prune-log.ts';
import { readEvents } from '../src/read-events.ts';
import { recoverLog } from '../src/recover-log.ts';
import { writeCheckpoint } from '../src/signed-note.ts';
import { verifyOn } from '../src/verify.ts';
import { temporaryDirectory } from './temporary-directory.ts';

/** The file system of the machine, which knows how many files are open; `change` may stand in for some of an open file. */
function watched(change: Partial<OpenFile> = {}): FileSystem & { open: FileSystem['open']; files: () => number } {
  let files = 0;
  return {
    ...nodeFileSystem,
    files: () => files,
    async open(path, mode) {
      const file = await nodeFileSystem.open(path, mode);
      files++;
      const close = async () => {
        files--;
        await file.close();
      };
      return { ...file, close, ...change };
    },
  };
}

async function logOn(fileSystem: FileSystem, options: Partial<FileSinkOptions> = {}, now = Date.now) {
  const directory = options.directory ?? temporaryDirectory();
  const sink = fileSinkOn(fileSystem, { directory, ...options });
  const audit = await createAudit({ sinks: [sink], clock: createFakeClock(), now });
  const log = () => audit.logSystem({ reason: 'x' });
  return { audit, log, directory };
}

test('no file stays open, whatever was done with a log', async () => {
  const disk = watched();
  const { audit, log, directory } = await logOn(disk, { rotateBytes: 500 });
  for (let i = 0; i < 5; i++) await log();
  await audit.checkpoint();
  await audit.close();
  expect(disk.files()).toBe(0);
  const last =
    readdirSync(directory)
      .filter((name) => name.endsWith('.ndjson'))
      .at(-1) ?? '';
  appendFileSync(join(directory, last), 'torn');
  await recoverLog(disk, directory);
  await verifyOn(disk, directory);
  await proveInclusionOn(disk, directory, 2);
  for await (const event of readEvents(disk, directory)) if (event.seq === 1) break;
  expect((await pruneLog({ fileSystem: disk, directory }, 'audit', '9', undefined)).length).toBeGreaterThan(0);
  expect(disk.files()).toBe(0);
  expect(readFileSync(join(directory, `${last}.1.torn`), 'utf8')).toBe('torn');
});

test('a directory is made with all above it, and only its owner and group can read the files', async () => {
  const directory = join(temporaryDirectory(), 'a', 'b');
  const { audit, log } = await logOn(nodeFileSystem, { directory });
  await log();
  await audit.close();
  for (const name of readdirSync(directory)) expect(statSync(join(directory, name)).mode & 0o027).toBe(0);
});

describe('the file system', () => {
  test('creates no file where there is one, appends at its end, and reads without changing it', async () => {
    const path = join(temporaryDirectory(), 'a');
    const created = await nodeFileSystem.open(path, 'create');
    expect([created.size, await created.append(Buffer.from('ab'))]).toEqual([0, 2]);
    await created.sync();
    await created.close();
    await expect(nodeFileSystem.open(path, 'create')).rejects.toMatchObject({ code: 'EEXIST' });
    const again = await nodeFileSystem.open(path, 'append');
    expect([again.size, again.inode]).toEqual([2, statSync(path).ino]);
    await again.append(Buffer.from('cd'));
    await again.truncate(3);
    const into = Buffer.alloc(9);
    expect([await again.read(into, 1), into.toString('utf8', 0, 2)]).toEqual([2, 'bc']);
    expect(await again.read(into, 3)).toBe(0);
    await again.close();
    const read = await nodeFileSystem.open(path, 'read');
    await expect(read.append(Buffer.from('x'))).rejects.toMatchObject({ code: 'EBADF' });
    await read.close();
    await expect(nodeFileSystem.open(`${path}.none`, 'read')).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(nodeFileSystem.syncDirectory(`${path}.none`)).rejects.toMatchObject({ code: 'ENOENT' });
    expect(await nodeFileSystem.inode(path)).toBe(statSync(path).ino);
  });
});

describe('a file that is appended to', () => {
  const bytes = Buffer.from('abcdef');

  async function openFile(change: Partial<OpenFile> = {}) {
    const directory = temporaryDirectory();
    const file = await AppendFile.open(watched(change), directory, 'a', 'create');
    return { file, path: join(directory, 'a'), directory };
  }

  test('takes all of the bytes, also piece by piece, and knows its size', async () => {
    const pieces: string[] = [];
    const { file } = await openFile({
      append: async (more) => {
        pieces.push(Buffer.from(more).toString());
        return Math.min(4, more.length);
      },
    });
    await file.append(bytes);
    expect([pieces, file.size]).toEqual([['abcdef', 'ef'], 6]);
  });

  test('that makes no progress says so, and is as long as before', async () => {
    const cuts: number[] = [];
    const { file, path } = await openFile({ append: async () => 0, truncate: async (size) => void cuts.push(size) });
    await expect(file.append(bytes)).rejects.toThrow(new Error(`Writing to ${path} made no progress.`));
    expect([file.size, file.poisoned, cuts]).toEqual([0, false, [0]]);
  });

  test('is not to be trusted where a write cannot be taken back, or a sync fails', async () => {
    const fail = () => Promise.reject(new Error('EIO'));
    const one = await openFile({ append: fail, truncate: fail });
    await expect(one.file.append(bytes)).rejects.toThrow('EIO');
    const other = await openFile({ sync: fail });
    expect(other.file.poisoned).toBe(false);
    await expect(other.file.sync()).rejects.toThrow('EIO');
    expect([one.file.poisoned, other.file.poisoned]).toEqual([true, true]);
  });

  test('that was removed says so', async () => {
    const { file, path } = await openFile();
    await file.sync();
    await nodeFileSystem.remove(path);
    await expect(file.sync()).rejects.toThrow(new Error(`${path} was removed or replaced.`));
  });

  test('keeps its new name', async () => {
    const { file, directory } = await openFile();
    await file.rename('b');
    await file.sync();
    expect([file.name, readdirSync(directory)]).toEqual(['b', ['b']]);
  });
});

describe('the files of a log', () => {
  test('are named after their first event and their generation', () => {
    expect([fileName(42, 0, 'ndjson'), fileName(42, 1, 'checkpoints')]).toEqual([
      '0000000000000042.ndjson',
      '0000000000000042.1.checkpoints',
    ]);
  });

  test('are found in their order, each up to where a later generation begins, and all else is left out', async () => {
    const directory = temporaryDirectory();
    const n = (first: number, rest = 'ndjson') => `${String(first).padStart(16, '0')}.${rest}`;
    const none = ['lock', 'legal-hold', `x${n(1)}`, `${n(1)}.1.torn`, '1.ndjson', n(1, 'x.ndjson'), `${n(1)}x`];
    const found = [
      n(1),
      n(5),
      n(9),
      n(7, '1.ndjson'),
      n(12, '1.ndjson'),
      n(10, '2.ndjson'),
      n(1, 'ndjson.pruned'),
      n(9, 'checkpoints'),
      n(2, '1.checkpoints'),
      n(2, 'checkpoints'),
      n(20, 'ndjson.tmp'),
    ];
    for (const name of [...none, ...found]) writeFileSync(join(directory, name), '');
    const log = await listLog(nodeFileSystem, directory);
    expect(log.segments).toEqual([
      { name: n(5), first: 5, generation: 0, limit: 7 },
      { name: n(9), first: 9, generation: 0, limit: 7 },
      { name: n(7, '1.ndjson'), first: 7, generation: 1, limit: 10 },
      { name: n(12, '1.ndjson'), first: 12, generation: 1, limit: 10 },
      { name: n(10, '2.ndjson'), first: 10, generation: 2, limit: Infinity },
    ]);
    expect(log.checkpoints).toEqual([n(2, 'checkpoints'), n(2, '1.checkpoints'), n(9, 'checkpoints')]);
    expect([log.pruned, log.unfinished]).toEqual([[n(1, 'ndjson.pruned')], [n(20, 'ndjson.tmp'), n(1)]]);
  });
});

describe('retention', () => {
  test('keeps a file whose successor begins at the very moment, and prunes what is before it', async () => {
    let now = Date.UTC(2020, 0, 1);
    const { audit, log, directory } = await logOn(nodeFileSystem, { rotateEvery: 'day' }, () => now);
    for (now of [now, Date.UTC(2020, 0, 2), Date.UTC(2020, 0, 3)]) await log();
    await audit.close();
    const files = { fileSystem: nodeFileSystem, directory };
    expect(await pruneLog(files, 'audit', '2020-01-02T00:00:00.000Z', undefined)).toEqual([]);
    expect(await pruneLog(files, 'audit', '2020-01-02T00:00:00.001Z', undefined)).toEqual([
      { file: '0000000000000001.ndjson', events: 1 },
    ]);
    expect(existsSync(join(directory, '0000000000000001.ndjson'))).toBe(false);
    const record = parseRecord(readFileSync(join(directory, '0000000000000001.ndjson.pruned'), 'utf8').trimEnd());
    expect(record).toMatchObject({ checkpoint: { origin: 'audit', size: 1 }, tree: { size: 1 } });
    mkdirSync(join(directory, 'legal-hold'));
    expect(await pruneLog(files, 'audit', '9', undefined)).toEqual([]);
    expect(await firstTime(await listLog(nodeFileSystem, directory), '0000000000000002.ndjson')).toBe(
      '2020-01-02T00:00:00.000Z',
    );
  });
});

describe('checkpoints', () => {
  const node = '07'.repeat(32);
  const tree = new MerkleTree(1, [node]);

  test('are written with the tree once for each file, under a name that is free', async () => {
    const directory = temporaryDirectory();
    const writer = new CheckpointWriter(nodeFileSystem, directory, ['0000000000000002.checkpoints']);
    const checkpoint = await writeCheckpoint('audit', 1, tree.root(), undefined);
    await writer.write(checkpoint, { tree, head: 'h' }, false);
    await writer.write(checkpoint, { tree, head: 'h' }, true);
    await writer.end();
    await writer.write(checkpoint, { tree, head: 'h' }, false);
    await writer.end();
    await writer.end();
    const [whole, bare] = [recordLine(checkpoint, 'h', tree), recordLine(checkpoint, 'h')];
    expect(readFileSync(join(directory, '0000000000000002.1.checkpoints'), 'utf8')).toBe(whole + bare);
    expect(readFileSync(join(directory, '0000000000000002.2.checkpoints'), 'utf8')).toBe(whole);
    expect(whole).toContain(`"nodes":["${Buffer.from(node, 'hex').toString('base64')}"]`);
    expect(bare).not.toContain('nodes');
    expect(parseRecord(whole)).toEqual({ checkpoint, head: 'h', tree });
    expect(parseRecord(bare)).toEqual({ checkpoint, head: 'h', tree: undefined });
    expect(parseRecord(whole.replace('"size":1', '"size":2'))).toEqual({
      checkpoint: undefined,
      head: 'h',
      tree: undefined,
    });
    expect(parseRecord('7')).toEqual({ checkpoint: undefined, head: '', tree: undefined });
  });

  test('are offered one at a time, the last one of those that came meanwhile', async () => {
    const checkpoint = (size: number) => ({ origin: '', size, rootHash: '', note: '' }) satisfies SignedCheckpoint;
    const seen: number[] = [];
    const errors: unknown[] = [];
    const offer = createAnchor(
      async ({ size }) => {
        seen.push(size);
        await Promise.resolve();
        if (size === 1) throw new Error('away');
      },
      (error) => errors.push(error),
    );
    for (const size of [1, 2, 3]) offer(checkpoint(size));
    expect(seen).toEqual([1]);
    await new Promise((resolve) => setImmediate(resolve));
    offer(checkpoint(4));
    await new Promise((resolve) => setImmediate(resolve));
    expect([seen, errors]).toEqual([[1, 3, 4], [new Error('away')]]);
  });
});

test('a line states its place, and none where it is not true to its hash', () => {
  const draft = { id: '0'.repeat(26), head: `{"v":1,"id":"${'0'.repeat(26)}","stream":"a\\"b","seq":`, rest: ',"x":1' };
  const { text, hash, seq } = seal(draft, 7, firstPrev);
  expect([seq, seqOf(text), hashOf(text)]).toEqual([7, 7, hash]);
  expect(placeOf(Buffer.from(text))).toEqual({ seq: 7, prev: '0'.repeat(64), hash });
  for (const wrong of [
    text.replace('"x":1', '"x":2'),
    `${text} `,
    ` ${text}`,
    text.slice(1),
    '',
    text.replace('7', '0'),
  ])
    expect(placeOf(Buffer.from(wrong))).toBeUndefined();
});
