import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { describeEachEngine } from '../../../test/each-engine.ts';
import { ingest } from '../../../test/ingest.ts';
import { generateLog } from '../../demo/generate-log.ts';
import type { Database } from '../../platform/db/database.ts';
import { createImporter, ImportFailedError } from './importer.ts';
import { InputError } from './input-error.ts';
import { destroyListenerKey } from './listener-keys.ts';
import { openInput } from './open-input.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'scry-import-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const january = { from: Date.UTC(2026, 0, 10), days: 3 };

describeEachEngine('an import', (openEmpty) => {
  let database: Database;
  let rejectsPath: string;
  beforeAll(async () => {
    database = await openEmpty();
  });
  afterAll(() => database.close());
  beforeEach(() => {
    rejectsPath = join(folder, 'log.rejects.ndjson');
    rmSync(rejectsPath, { force: true });
  });

  const importText = (content: string | Buffer, name = 'log') =>
    createImporter({ database, ...ingest })({ name, source: bytes(Buffer.from(content)), rejectsPath });
  const sumOf = async (table: string) =>
    (await database.query<{ n: number }>(`SELECT coalesce(sum(n), 0)::int8 AS n FROM ${table}`))[0]?.n;
  const stateOf = async (name: string) =>
    (await database.query('SELECT state, error FROM imports WHERE name = $1', [name]))[0];

  test('takes every line in, and nothing new when it is run again', async () => {
    const log = [...generateLog({ seed: 1, lines: 12_000, ...january })].join('\n');
    const progress: number[] = [];
    const first = await createImporter({ database, ...ingest })({
      name: 'twice',
      source: bytes(Buffer.from(log)),
      rejectsPath,
      onProgress: ({ lines }) => progress.push(lines),
    });
    expect(first).toMatchObject({ lines: 12_000, hits: 12_000, newHits: 12_000, rejects: 0 });
    expect(progress).toEqual([5000, 10_000, 12_000]);
    const numbers = [await sumOf('outcome_days'), await sumOf('download_days')];
    expect(numbers[0]).toBe(12_000);
    expect(await importText(log, 'twice')).toMatchObject({ hits: 12_000, newHits: 0 });
    expect([await sumOf('outcome_days'), await sumOf('download_days')]).toEqual(numbers);
    expect(existsSync(rejectsPath)).toBe(false);
  });

  test('sets lines aside that are no hits, with number, reason and text', async () => {
    const [good = ''] = generateLog({ seed: 2, lines: 1, ...january });
    const future = good.replace('/2026:', '/2036:');
    const counts = await importText([good, 'nonsense', future].join('\n'));
    expect(counts).toMatchObject({ lines: 3, hits: 1, rejects: 2 });
    const rejects = readFileSync(rejectsPath, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(rejects).toMatchObject([
      { line: 2, raw: 'nonsense' },
      { line: 3, raw: future, reason: expect.stringContaining('expected no date in the future') },
    ]);
  });

  test('sets lines aside whose numbers no table holds, and takes in those around them', async () => {
    const line = (bytes: string) =>
      `192.0.2.1 - - [10/Jan/2026:00:00:00 +0000] "GET /${bytes}.mp3 HTTP/1.1" 200 ${bytes} "-" "AntennaPod/3.4.0"`;
    const counts = await importText([line('1'), line('9'.repeat(20)), line('2')].join('\n'));
    expect(counts).toMatchObject({ lines: 3, newHits: 2, rejects: 1 });
    expect(readFileSync(rejectsPath, 'utf8')).toContain('bytesSent: expected a whole number of bytes');
  });

  test('takes in the longest and the oddest texts that a log may hold', async () => {
    const odd = '"\\\\{NULL},\'\\n%zz\u{1F3A7}';
    const hits = Array.from({ length: 20 }, (_, i) => ({
      time: january.from,
      method: 'GET',
      url: `https://a.example/%zz${i}${'\u00e9\u6f22'.repeat(1000)}.mp3`,
      userAgent: odd.padEnd(4096, String.fromCodePoint(0x4e00 + i)),
      referer: odd,
      range: odd,
      address: '192.0.2.1',
    }));
    expect(await importText(hits.map((hit) => JSON.stringify(hit)).join('\n'))).toMatchObject({
      newHits: 20,
      rejects: 0,
    });
    const [row] = await database.query(
      'SELECT DISTINCT range, referer FROM hits JOIN clients c ON c.id = client_id WHERE range IS NOT NULL',
    );
    expect(row).toEqual({ range: odd, referer: odd });
  });

  test('removes the rejects of an earlier import of the same file', async () => {
    writeFileSync(rejectsPath, 'old');
    await importText([...generateLog({ seed: 3, lines: 1, ...january })].join('\n'));
    expect(existsSync(rejectsPath)).toBe(false);
  });

  test('keeps and reports what came before the place where a file is cut off', async () => {
    const whole = gzipSync([...generateLog({ seed: 4, lines: 9000, ...january })].join('\n'));
    const failing = importText(whole.subarray(0, whole.length - 1000), 'cut');
    const error = await failing.catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ImportFailedError);
    const { counts, message } = error instanceof ImportFailedError ? error : expect.unreachable();
    expect(counts.lines).toBeGreaterThan(5000);
    expect(message).toContain(`What came before is stored: ${counts.lines} lines`);
    const [stored] = await database.query(`SELECT hits, new_hits, state FROM imports WHERE name = 'cut'`);
    expect(stored).toEqual({ hits: counts.hits, new_hits: counts.hits, state: 'failed' });
    expect(await importText(gzipSync([...generateLog({ seed: 4, lines: 9000, ...january })].join('\n')))).toMatchObject(
      {
        hits: 9000,
        newHits: 9000 - counts.hits,
      },
    );
  });

  test('names the formats it reads where it recognises none', async () => {
    await expect(importText('{]', 'unknown')).rejects.toThrow(ImportFailedError);
    expect(await stateOf('unknown')).toMatchObject({ state: 'failed', error: expect.stringContaining('format') });
  });

  test('refuses hits of a month whose listeners cannot be told apart any more', async () => {
    const options = { from: Date.UTC(2025, 5, 30, 23, 59, 0), days: 1 / 720 };
    await destroyListenerKey(database, '2025-06');
    const counts = await importText([...generateLog({ seed: 5, lines: 40, ...options })].join('\n'));
    expect(counts.hits + counts.rejects).toBe(40);
    expect(counts.hits).toBeGreaterThan(0);
    expect(counts.rejects).toBeGreaterThan(0);
    expect(readFileSync(rejectsPath, 'utf8')).toContain('got 2025-06, whose key has been destroyed');
  });

  test('takes one of two imports of the same hits at a time, without a deadlock or a hit counted twice', async () => {
    const lines = [...generateLog({ seed: 6, lines: 6000, ...january })];
    const before = Number(await sumOf('outcome_days'));
    // Two orders, so that rows are wanted in two orders. Times lie apart: no two lines are equal.
    const distinct = [...new Set(lines)];
    const both = await Promise.all([importText(distinct.join('\n')), importText([...distinct].reverse().join('\n'))]);
    expect(both.map(({ newHits }) => newHits).reduce((a, b) => a + b)).toBe(distinct.length);
    expect(Number(await sumOf('outcome_days')) - before).toBe(distinct.length);
  });
});

describe('openInput', () => {
  test('names a file that is missing', async () => {
    await expect(openInput(join(folder, 'missing'))).rejects.toThrow(
      'missing: expected a file to import, but there is no such file',
    );
  });

  test('refuses a directory', async () => {
    await expect(openInput(folder)).rejects.toThrow('expected a file to import, got a directory');
  });

  test('names a file that this user may not read', async () => {
    const path = join(folder, 'secret');
    writeFileSync(path, '');
    chmodSync(path, 0);
    // Root may read everything, so it is somebody else for a moment.
    const isRoot = process.getuid?.() === 0;
    if (isRoot) process.seteuid?.('nobody');
    try {
      await expect(openInput(path)).rejects.toThrow('this user may not read it');
    } finally {
      if (isRoot) process.seteuid?.(0);
    }
  });

  test('gives the bytes of a file and its size', async () => {
    const path = join(folder, 'file');
    writeFileSync(path, 'text');
    const { source, sizeBytes } = await openInput(path);
    const chunks: Uint8Array[] = [];
    for await (const chunk of source) chunks.push(chunk);
    expect([Buffer.concat(chunks).toString(), sizeBytes]).toEqual(['text', 4]);
    await expect(openInput(join(path, 'below'))).rejects.toThrow(InputError);
  });
});

async function* bytes(content: Buffer): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < content.length; at += 65_536) yield content.subarray(at, at + 65_536);
}
