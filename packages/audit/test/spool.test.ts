import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { openSpool, type Spool } from '../src/spool.ts';
import { isSpoolFullError } from '../src/spool-full-error.ts';

function folder(): string {
  const directory = mkdtempSync(join(tmpdir(), 'scry-audit-spool-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  return directory;
}

async function open(directory: string, limits: { maxBytes?: number; batchBytes?: number } = {}): Promise<Spool> {
  const spool = await openSpool({ directory, maxBytes: 1_000, batchBytes: 100, ...limits });
  onTestFinished(() => spool.close().catch(() => {}));
  return spool;
}

async function take(spool: Spool): Promise<string[] | undefined> {
  const batch = await spool.oldest();
  if (!batch) return undefined;
  const lines = await spool.read(batch);
  await spool.remove(batch);
  return lines;
}

test('gives lines out in their order, in batches of bounded size', async () => {
  const spool = await open(folder());
  const lines = Array.from({ length: 10 }, (_, index) => `"${`${index}`.repeat(28)}"`);
  await spool.append(lines.slice(0, 7));
  await spool.append(lines.slice(7));
  const batches: string[][] = [];
  for (let batch = await take(spool); batch; batch = await take(spool)) batches.push(batch);
  expect(batches.flat()).toEqual(lines);
  expect(batches.map(({ length }) => length)).toEqual([3, 3, 1, 3]);
});

test('has a line that is longer than a batch as one by itself', async () => {
  const spool = await open(folder());
  const long = JSON.stringify('x'.repeat(200));
  await spool.append(['"a"', long, '"c"']);
  expect([await take(spool), await take(spool), await take(spool)]).toEqual([['"a"'], [long], ['"c"']]);
});

test('adds nothing to a batch that was given out, so that it is the same when it is sent again', async () => {
  const spool = await open(folder());
  await spool.append(['"a"']);
  const batch = await spool.oldest();
  await spool.append(['"b"']);
  expect(batch && (await spool.read(batch))).toEqual(['"a"']);
  expect(await spool.oldest()).toEqual(batch);
});

test('keeps what waits for the next process, in its order', async () => {
  const directory = folder();
  const spool = await open(directory);
  await spool.append(['"a"', '"b"']);
  await spool.oldest();
  await spool.append(['"c"']);
  await spool.close();
  const next = await open(directory);
  await next.append(['"d"']);
  expect([await take(next), await take(next), await take(next), await take(next)]).toEqual([
    ['"a"', '"b"'],
    ['"c"'],
    ['"d"'],
    undefined,
  ]);
});

test('leaves out what a crash cut off, and what never reached the disk and is read as zeros', async () => {
  const directory = folder();
  const spool = await open(directory);
  await spool.append(['"whole"']);
  await spool.close();
  const [file = ''] = readdirSync(directory);
  appendFileSync(join(directory, file), 'never\0\0\0\nreached\0\0');
  expect(await take(await open(directory))).toEqual(['"whole"']);
});

test('refuses what it has no room for, as a whole, and has room again once something is gone', async () => {
  const directory = folder();
  const spool = await open(directory, { maxBytes: 10 });
  await spool.append(['1234']);
  const error = await spool.append(['56', '78', '9']).catch((thrown: unknown) => thrown);
  expect(isSpoolFullError(error) && [error.bytes, error.maxBytes, error.directory]).toEqual([5, 10, directory]);
  expect(String(error)).toContain('holds 5 of 10 bytes');
  await spool.append(['5678']);
  await expect(spool.append([''])).rejects.toMatchObject({ code: 'SCRY_SPOOL_FULL' });
  expect(await take(spool)).toEqual(['1234', '5678']);
  await spool.append(['5', '6', '7', '8', '9']);
});

test('counts what the last process left, and what was set aside, as taken room', async () => {
  const directory = folder();
  const spool = await open(directory, { maxBytes: 20 });
  await spool.append(['1234']);
  await spool.setAside(['refused']);
  await spool.close();
  expect(readFileSync(join(directory, 'refused.ndjson'), 'utf8')).toBe('refused\n');
  const next = await open(directory, { maxBytes: 20 });
  await expect(next.append(['1234567'])).rejects.toMatchObject({ bytes: 13 });
  await next.append(['123456']);
});

test('belongs to one process at a time', async () => {
  const directory = folder();
  const spool = await open(directory);
  await expect(open(directory)).rejects.toMatchObject({ code: 'SCRY_AUDIT_LOCKED' });
  await spool.close();
  await open(directory);
});

test('writes nothing behind what it could not write whole', async () => {
  const directory = folder();
  const spool = await open(directory);
  await spool.append(['"a"']);
  const handles = await import('node:fs/promises');
  const probe = await handles.open(join(directory, 'probe'), 'w');
  // All handles have one prototype.
  const failing = vi.spyOn(Object.getPrototypeOf(probe), 'datasync').mockRejectedValueOnce(new Error('EIO'));
  await probe.close();
  await expect(spool.append(['"b"'])).rejects.toThrow('EIO');
  failing.mockRestore();
  await spool.append(['"c"']);
  expect(readdirSync(directory).filter((name) => name.endsWith('.ndjson'))).toHaveLength(2);
  expect([await take(spool), await take(spool)]).toEqual([['"a"', '"b"'], ['"c"']]);
});

test('makes its folder, numbers its files on, and looks at none but its own', async () => {
  const directory = join(folder(), 'a', 'b');
  mkdirSync(directory, { recursive: true });
  for (const name of ['x000000000001.ndjson', '000000000001.ndjson.bak', '1.ndjson', 'notes'])
    writeFileSync(join(directory, name), '"x"\n');
  writeFileSync(join(directory, '000000000009.ndjson'), '"b"\n');
  writeFileSync(join(directory, '000000000010.ndjson'), '"c"\n');
  const spool = await openSpool({ directory, maxBytes: 12, batchBytes: 100 });
  await spool.append(['"d"']);
  await expect(spool.append(['"e"'])).rejects.toMatchObject({ bytes: 12, maxBytes: 12 });
  expect(readFileSync(join(directory, '000000000011.ndjson'), 'utf8')).toBe('"d"\n');
  const first = await spool.oldest();
  expect(first).toEqual({ file: '000000000009.ndjson', bytes: 4 });
  await spool.close();
});

test('is where nothing was before, and begins with the first file', async () => {
  const directory = join(folder(), 'a', 'b');
  const spool = await openSpool({ directory, maxBytes: 100, batchBytes: 8 });
  expect(await spool.oldest()).toBeUndefined();
  await spool.append(['"a"', '"b"', '"c"']);
  expect(readdirSync(directory).sort()).toEqual(['000000000001.ndjson', '000000000002.ndjson', 'lock']);
  await spool.setAside(['x', 'y']);
  expect(readFileSync(join(directory, 'refused.ndjson'), 'utf8')).toBe('x\ny\n');
  await spool.close();
  expect(existsSync(join(directory, 'lock'))).toBe(false);
});

test('gives out no line that is not whole JSON, and forgets a batch whose file is gone', async () => {
  const directory = folder();
  const spool = await openSpool({ directory, maxBytes: 100, batchBytes: 100 });
  await spool.append(['"a"']);
  const batch = await spool.oldest();
  if (!batch) throw new Error('nothing waits');
  appendFileSync(join(directory, batch.file), '{"b":\n\n"c"\n"d"');
  expect(await spool.read(batch)).toEqual(['"a"', '"c"']);
  rmSync(join(directory, batch.file));
  await spool.remove(batch);
  expect(await spool.oldest()).toBeUndefined();
  await spool.close();
});
