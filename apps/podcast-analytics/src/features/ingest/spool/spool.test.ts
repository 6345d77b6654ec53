import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FaultySpoolDisk } from '../../../../test/faulty-spool-disk.ts';
import { crc32c } from './crc32c.ts';
import { frame, readFrames } from './frame.ts';
import { openSpool, type Spool } from './spool.ts';
import { openSpoolDisk } from './spool-disk.ts';

const now = () => 1_770_000_000_000;

test('the checksum is CRC-32C', () => {
  expect(crc32c(Buffer.from('123456789'))).toBe(0xe3069283);
  expect(crc32c(Buffer.alloc(32))).toBe(0x8a9136aa); // RFC 3720, appendix B.4
});

test('of records that are cut at any byte, those before the cut are read, and nothing else', () => {
  const records = ['first', 'second record', 'x'];
  const frames = records.map((text) => frame(Buffer.from(text)));
  const ends = frames.map((_, n) => Buffer.concat(frames.slice(0, n + 1)).length);
  const bytes = Buffer.concat(frames);
  for (let cut = 0; cut <= bytes.length; cut++) {
    const whole = ends.filter((end) => end <= cut);
    for (const tail of [Buffer.alloc(0), Buffer.alloc(50), Buffer.alloc(50, 0xff)]) {
      const { records: read, end } = readFrames(Buffer.concat([bytes.subarray(0, cut), tail]));
      expect(read.map(String), `cut at ${cut}`).toEqual(records.slice(0, whole.length));
      expect(end).toBe(whole.at(-1) ?? 0);
    }
  }
});

test('a flipped bit costs the record that it is in, which is told, and none of the others', () => {
  const bytes = Buffer.concat(['first', 'second', 'third'].map((text) => frame(Buffer.from(text))));
  bytes.writeUInt8(bytes.readUInt8(24) ^ 1, 24);
  const { records, damaged, end } = readFrames(bytes);
  expect(records.map(String)).toEqual(['first', 'third']);
  expect({ damaged, end }).toEqual({ damaged: 1, end: bytes.length });
});

describe('a spool', () => {
  let disk: FaultySpoolDisk;
  let spool: Spool;
  beforeEach(async () => {
    disk = new FaultySpoolDisk();
    spool = await openSpool({ disk, now, maxBytes: 1_000 });
  });
  const append = (text: string) => spool.append(Buffer.from(text));

  test('takes records that come together to the disk with one sync', async () => {
    await Promise.all(Array.from({ length: 20 }, (_, n) => append(`record ${n}`)));
    expect(disk.syncs).toBe(1);
  });

  test('acknowledges nothing before the sync', async () => {
    disk.faults = [undefined, undefined, 'fails'];
    await expect(append('a')).rejects.toMatchObject({ code: 'SCRY_SPOOL_WRITE', retryAfterMs: 1_000 });
  });

  test('refuses what does not fit into its bound, and takes it when there is room again', async () => {
    await append('x'.repeat(900));
    await expect(append('y'.repeat(100))).rejects.toMatchObject({ code: 'SCRY_SPOOL_FULL', retryAfterMs: 5_000 });
    const segment = await spool.next();
    if (segment) await spool.remove(segment);
    await append('y'.repeat(100));
  });

  test('counts what is on its way to the disk as held', async () => {
    const first = append('x'.repeat(900));
    await expect(append('y'.repeat(100))).rejects.toMatchObject({ code: 'SCRY_SPOOL_FULL' });
    await first;
  });

  test('goes on when the disk has room again, in another segment', async () => {
    await append('a');
    disk.faults = ['half'];
    await expect(append('b')).rejects.toThrow('no space left');
    await append('c');
    expect((await disk.list()).map(({ bytes }) => bytes)).toEqual([9, 9]);
    expect(await drained(spool)).toEqual(['a', 'c']);
  });

  test('leaves nothing behind of what it could not write', async () => {
    disk.faults = [undefined, 'half'];
    await expect(append('a')).rejects.toThrow('no space left');
    expect(await disk.list()).toEqual([]);
  });

  test('tells how much waits, and since when', async () => {
    expect(spool.depth()).toEqual({ bytes: 0, since: undefined });
    await append('abc');
    expect(spool.depth()).toEqual({ bytes: 11, since: now() });
    await drained(spool);
    expect(spool.depth()).toEqual({ bytes: 0, since: undefined });
  });

  test('writes on in another segment while one is drained', async () => {
    await append('a');
    const segment = await spool.next();
    await append('b');
    expect(segment && (await spool.read(segment)).records.map(String)).toEqual(['a']);
    expect(await spool.next()).toBe(segment);
    expect(await drained(spool)).toEqual(['a', 'b']);
  });

  test('takes nothing once it is closed', async () => {
    const appended = append('a');
    await spool.close();
    await appended;
    await expect(append('b')).rejects.toMatchObject({ code: 'SCRY_SPOOL_WRITE' });
  });
});

describe('a spool in a directory', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'scry-spool-'));
  });
  afterEach(() => rmSync(directory, { recursive: true }));
  const open = async () => openSpool({ disk: await openSpoolDisk(directory), now, maxBytes: 1_000_000 });
  const files = () => readdirSync(directory).filter((name) => name.endsWith('.spool'));

  test('belongs to one process at a time', async () => {
    const spool = await open();
    await expect(openSpoolDisk(directory)).rejects.toMatchObject({ code: 'SCRY_DATA_DIR_LOCKED' });
    await spool.close();
    await (await open()).close();
  });

  test('is readable by nobody else', async () => {
    const spool = await open();
    await spool.append(Buffer.from('a'));
    expect(statSync(join(directory, files()[0] ?? '')).mode & 0o077).toBe(0);
    await spool.close();
  });

  test('has what it had when it is opened again, and cuts off what was not written to its end', async () => {
    const first = await open();
    await first.append(Buffer.from('a'));
    await first.append(Buffer.from('b'));
    await first.close();
    const path = join(directory, files()[0] ?? '');
    const whole = readFileSync(path);
    appendFileSync(path, frame(Buffer.from('torn')).subarray(0, 10));
    const second = await open();
    expect(second.cutBytes).toBe(10);
    expect(readFileSync(path)).toEqual(whole);
    expect(await drained(second)).toEqual(['a', 'b']);
    expect(files()).toEqual([]);
    await second.close();
  });

  test('leaves alone what is none of its segments, and removes one that holds nothing', async () => {
    writeFileSync(join(directory, 'notes.txt'), 'mine');
    writeFileSync(join(directory, '0000000007-1770000000000.spool'), 'torn');
    const spool = await open();
    expect(files()).toEqual([]);
    await spool.append(Buffer.from('a'));
    await spool.close();
    expect(readFileSync(join(directory, 'notes.txt'), 'utf8')).toBe('mine');
  });
});

async function drained(spool: Spool): Promise<string[]> {
  const texts: string[] = [];
  for (let segment = await spool.next(); segment; segment = await spool.next()) {
    texts.push(...(await spool.read(segment)).records.map(String));
    await spool.remove(segment);
  }
  return texts;
}
