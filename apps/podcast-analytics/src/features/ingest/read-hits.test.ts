import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { byteStream, collect } from '../../../test/byte-stream.ts';
import { noon } from '../../../test/make-hit.ts';
import { type ReadHitsOptions, readHits } from './read-hits.ts';

const row = (index: number) => `{"time":${noon + index},"method":"GET","url":"https://a.example/${index}.mp3"}\n`;
const rows = (count: number) => Array.from({ length: count }, (_, index) => row(index)).join('');

async function read(content: string | Uint8Array, options: Partial<ReadHitsOptions> = {}) {
  const { items: batches, error } = await collect(readHits(byteStream(content), { now: noon, ...options }));
  return {
    batches,
    error,
    hits: batches.flatMap(({ hits }) => hits),
    rejects: batches.flatMap(({ rejects }) => rejects),
  };
}

describe('readHits', () => {
  test('delivers every line as a hit or a reject, each with its number', async () => {
    const { batches, hits, rejects } = await read(
      `${row(0)}\nnonsense\n${row(1)}{"time":1,"method":"GET","url":"u"}\n`,
    );
    expect(hits.map(({ line, hit }) => [line, hit.url])).toEqual([
      [1, 'https://a.example/0.mp3'],
      [4, 'https://a.example/1.mp3'],
    ]);
    expect(rejects).toEqual([
      { line: 3, reason: expect.stringContaining('expected a JSON object'), raw: 'nonsense' },
      {
        line: 5,
        reason: 'time: expected a date from 2000 on, got 1970-01-01T00:00:00.001Z',
        raw: '{"time":1,"method":"GET","url":"u"}',
      },
    ]);
    expect(batches[0]?.format).toBe('ndjson');
  });

  test('shows a NUL of a rejected line as the replacement character, which every database stores', async () => {
    const { rejects } = await read(`${row(0)}a\0b\n`);
    expect(rejects).toMatchObject([{ line: 2, raw: 'a\uFFFDb' }]);
    expect(JSON.stringify(rejects)).not.toContain('\\u0000');
  });

  test('delivers batches of 5,000 and the rest', async () => {
    const { batches } = await read(rows(12_000));
    expect(batches.map(({ hits }) => hits.length)).toEqual([5000, 5000, 2000]);
  });

  test('delivers long lines in smaller batches, for hits and rejects hold on to the text of their lines', async () => {
    const long = 'x'.repeat(1_000_000);
    const { batches, rejects } = await read(`${row(0)}${`${long}\n`.repeat(20)}${row(1)}${'\n'.repeat(100)}${row(2)}`);
    expect(rejects).toHaveLength(20);
    expect(Math.max(...batches.map((batch) => batch.rejects.length))).toBeLessThanOrEqual(10);
    expect(batches.flatMap(({ hits }) => hits.map(({ line }) => line))).toEqual([1, 22, 123]);
  });

  test('tells how much of the file has been read, packed as it is', async () => {
    const packed = gzipSync(rows(12_000));
    const { batches } = await read(packed);
    const read_ = batches.map(({ bytesRead }) => bytesRead);
    expect(read_.at(-1)).toBe(packed.length);
    expect([...read_].sort((a, b) => a - b)).toEqual(read_);
  });

  test('reads the same packed as plain', async () => {
    expect((await read(gzipSync(rows(300)))).hits).toEqual((await read(rows(300))).hits);
  });

  test('delivers the good lines of a truncated gzip, then one clear error', async () => {
    const packed = gzipSync(rows(20_000));
    const { hits, error } = await read(packed.subarray(0, packed.length - 2000));
    expect(hits.length).toBeGreaterThan(10_000);
    expect(hits.map(({ line }) => line)).toEqual(hits.map((_, index) => index + 1));
    expect(error).toMatchObject({ name: 'InputError', message: expect.stringContaining('truncated file') });
  });

  test('delivers the good lines of a truncated gzip so small that its format is not yet known', async () => {
    const packed = gzipSync(rows(500));
    const { hits, error } = await read(packed.subarray(0, packed.length - 4));
    expect(hits).toHaveLength(500);
    expect(error).toMatchObject({ name: 'InputError' });
  });

  test('follows the format that is named, whatever the input looks like', async () => {
    const { hits, rejects } = await read(row(0), { format: 'combined' });
    expect(hits).toEqual([]);
    expect(rejects).toMatchObject([{ line: 1, reason: expect.stringContaining('expected address, identity') }]);
  });

  test('fails on an input of no known format', async () => {
    expect(await read('hello\n')).toMatchObject({
      batches: [],
      error: { name: 'InputError', message: expect.stringContaining('unknown format') },
    });
  });

  test.each(['hello\n', row(0)])('closes its source, whether it can read %j or not', async (content) => {
    let closed = false;
    async function* source() {
      try {
        for (;;) yield Buffer.from(content);
      } finally {
        closed = true;
      }
    }
    await expect(
      (async () => {
        for await (const _ of readHits(source(), { now: noon })) throw new Error('enough');
      })(),
    ).rejects.toThrow(/enough|unknown format/);
    expect(closed).toBe(true);
  });

  test('reads nothing from an empty input', async () => {
    expect(await read('')).toMatchObject({ batches: [], error: undefined });
  });

  test('keeps memory flat over a line of 300 MB', async () => {
    let peak = 0;
    async function* source() {
      yield Buffer.from(row(0));
      for (let count = 0; count < 4800; count++) {
        yield Buffer.alloc(64 * 1024, 'x');
        peak = Math.max(peak, process.memoryUsage().rss);
      }
      yield Buffer.from(`\n${row(1)}`);
    }
    const before = process.memoryUsage().rss;
    const { items } = await collect(readHits(source(), { now: noon }));
    expect(items).toMatchObject([
      {
        hits: [{ line: 1 }, { line: 3 }],
        rejects: [{ line: 2, reason: 'line longer than 1,048,576 bytes', raw: 'x'.repeat(2048) }],
      },
    ]);
    expect(peak - before).toBeLessThan(150 * 1024 * 1024);
  });
});
