import { appendFileSync, readdirSync, readFileSync, renameSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createFakeClock } from '@scry/internal/fake-clock';
import { describe, expect, test } from 'vitest';
import { createAudit, fileSink, proveInclusion, type SignedCheckpoint, verify, verifyInclusion } from '../src/index.ts';
import { names, openAudit, sizesIn } from './open-file-log.ts';
import { deferred } from './scripted-sink.ts';
import { temporaryDirectory } from './temporary-directory.ts';

describe('a log', () => {
  test('goes on after a restart, in the same file', async () => {
    const { directory, log, audit } = await openAudit();
    await log();
    await audit.close();
    const again = await openAudit({ directory });
    expect(await again.log()).toMatchObject({ seq: 2, durable: true });
    await again.audit.close();
    expect(readdirSync(directory).sort()).toEqual([
      '0000000000000001.ndjson',
      '0000000000000002.checkpoints',
      '0000000000000003.checkpoints',
    ]);
    expect(await verify(directory)).toMatchObject({ ok: true, events: 2, confirmed: 2 });
  });

  test('holds what was written when the process ended without a word', async () => {
    const { directory, log } = await openAudit({}, { delivery: 'written' });
    expect(await log()).toMatchObject({ seq: 1, durable: false });
    rmSync(join(directory, 'lock'));
    const { audit } = await openAudit({ directory });
    const found: number[] = [];
    for await (const { seq } of audit.query({ action: 'data.read' })) found.push(seq);
    expect(found).toEqual([1]);
    await audit.close();
  });

  test('is searched oldest first, to a limit, across files', async () => {
    const { audit, log } = await openAudit({ rotateBytes: 1_000 });
    for (let i = 1; i <= 9; i++) await log(i);
    const found: unknown[] = [];
    for await (const { details } of audit.query({ action: 'data.*', limit: 4 })) found.push(details?.['records']);
    expect(found).toEqual([1, 2, 3, 4]);
    await audit.close();
  });

  test('answers a search although a line in it is damaged', async () => {
    const { audit, log, directory } = await openAudit();
    await log();
    appendFileSync(join(directory, '0000000000000001.ndjson'), 'garbage\n7\nnull\n');
    const found: number[] = [];
    for await (const { seq } of audit.query({ action: 'data.read' })) found.push(seq);
    expect(found).toEqual([1]);
  });

  test('is not open before it is opened, nor after it is closed', async () => {
    const sink = fileSink({ directory: temporaryDirectory() });
    await expect(sink.append([], { durable: true })).rejects.toThrow(/^The log in .* is not open\.$/);
  });
});

describe('a new file begins', () => {
  test('when one has its bytes, and all of it verifies and proves', async () => {
    const { audit, log, directory, told } = await openAudit({ rotateBytes: 900 });
    for (let i = 0; i < 10; i++) await log(i);
    await audit.close();
    expect(names(directory, '.ndjson')).toHaveLength(4);
    expect(told('rotated').map((notice) => notice.type === 'rotated' && notice.file)).toEqual(
      names(directory, '.ndjson'),
    );
    expect(await verify(directory)).toMatchObject({ ok: true, events: 10, segments: 4 });
    expect(verifyInclusion(await proveInclusion(directory, 5))).toBe(true);
  });

  test.each([
    ['hour', ['2026-03-01T10:59:59.999Z', '2026-03-01T11:00:00.000Z', '2026-03-01T11:59:59.000Z'], 2],
    ['day', ['2026-03-01T10:00:00.000Z', '2026-03-01T23:59:59.999Z', '2026-03-02T00:00:00.000Z'], 2],
  ] as const)('with every %s in UTC', async (rotateEvery, times, files) => {
    let time = '';
    const { audit, log, directory } = await openAudit({ rotateEvery }, { now: () => Date.parse(time || times[0]) });
    for (time of times) await log();
    await audit.close();
    expect(names(directory, '.ndjson')).toHaveLength(files);
    expect((await verify(directory)).ok).toBe(true);
  });

  test('after a restart on the next day', async () => {
    const at = (time: string) => ({ now: () => Date.parse(time) });
    const first = await openAudit({ rotateEvery: 'day' }, at('2026-03-01T10:00:00.000Z'));
    await first.log();
    await first.audit.close();
    const { directory } = first;
    const second = await openAudit({ directory, rotateEvery: 'day' }, at('2026-03-02T10:00:00.000Z'));
    await second.log();
    await second.audit.close();
    expect(names(directory, '.ndjson')).toHaveLength(2);
  });
});

describe('a file that is deleted or moved while the log is open', () => {
  test.each([
    ['deleted', (path: string) => unlinkSync(path)],
    ['moved', (path: string) => renameSync(path, `${path}.old`)],
    ['replaced', (path: string) => [renameSync(path, `${path}.old`), writeFileSync(path, '')]],
  ])('by being %s is noticed at the next event: it is acknowledged from another file', async (_how, harm) => {
    const { audit, log, directory, told } = await openAudit();
    await log();
    harm(join(directory, '0000000000000001.ndjson'));
    expect(await log()).toMatchObject({ seq: 2, durable: true });
    expect(told('poisoned')).toMatchObject([{ file: '0000000000000001.ndjson' }]);
    expect(readFileSync(join(directory, '0000000000000002.1.ndjson'), 'utf8')).toContain('"seq":2,');
    await audit.close();
    expect((await verify(directory)).divergence).toMatchObject({ kind: 'removed', seq: 1 });
  });
});

describe('checkpoints', () => {
  test('are written after so many events, and a second after one; not without events', async () => {
    const { clock, log, audit, directory } = await openAudit({ checkpointEvery: 3 });
    for (let i = 0; i < 4; i++) await log();
    await audit.flush();
    expect(sizesIn(directory)).toEqual([3]);
    await clock.advance(999);
    expect(sizesIn(directory)).toEqual([3]);
    await clock.advance(1);
    await audit.flush();
    expect(sizesIn(directory)).toEqual([3, 4]);
    await clock.advance(60_000);
    expect(sizesIn(directory)).toEqual([3, 4]);
    expect(clock.pending).toBe(0);
    await audit.close();
    expect(sizesIn(directory)).toEqual([3, 4]);
  });

  test('do not keep the process alive', async () => {
    const unreferenced: number[] = [];
    const clock = {
      ...createFakeClock(),
      setTimeout: (_fn: () => void, ms: number) => ({ unref: () => unreferenced.push(ms) }),
    };
    const { log } = await openAudit({}, { clock });
    await log();
    expect(unreferenced).toEqual([1_000]);
  });

  test('are offered to the anchor; while it is slow the last one waits, and when it fails one is told', async () => {
    const anchored: number[] = [];
    const slow = deferred();
    const anchor = async ({ size }: SignedCheckpoint) => {
      anchored.push(size);
      if (size === 1) await slow.promise;
      if (size === 3) throw new Error('anchor');
    };
    const { audit, log, told } = await openAudit({ anchor });
    for (let i = 0; i < 3; i++) {
      await log();
      expect(await audit.checkpoint()).toMatchObject({ size: i + 1 });
    }
    slow.resolve();
    await new Promise((resolve) => setImmediate(resolve));
    expect(anchored).toEqual([1, 3]);
    expect(told('checkpoint-failed')).toMatchObject([{ error: new Error('anchor') }]);
    await audit.close();
  });

  test('cover what was only written before, because that is synced first', async () => {
    const { audit, log, directory } = await openAudit({}, { delivery: 'written' });
    await log();
    const { size, note, rootHash } = await audit.checkpoint();
    expect([size, note]).toEqual([1, `audit\n1\n${rootHash}\n`]);
    expect(await verify(directory, { checkpoint: note })).toMatchObject({ ok: true, confirmed: 1 });
    await audit.close();
  });
});

describe('options', () => {
  test.each([
    [{}, TypeError, 'fileSink: directory must be the path of a directory, got undefined'],
    [{ directory: '' }, RangeError, 'fileSink: directory must be the path of a directory, got ""'],
    [{ directory: 'a', rotateBytes: 0 }, RangeError, 'fileSink: rotateBytes must be an integer >= 1, got 0'],
    [
      { directory: 'a', rotateEvery: 'week' },
      RangeError,
      "fileSink: rotateEvery must be 'hour' or 'day', got \"week\"",
    ],
    [{ directory: 'a', retainYears: Number.NaN }, RangeError, 'fileSink: retainYears must be a number > 0, got NaN'],
    [{ directory: 'a', signer: {} }, TypeError, 'fileSink: signer must be a Signer, got an object'],
    [{ directory: 'a', anker: () => {} }, TypeError, /^fileSink: unknown option anker, expected one of directory, /],
  ])('that are wrong are named: %#', (options, kind, message) => {
    const make = () => fileSink(options as never);
    expect(make).toThrow(kind);
    expect(make).toThrow(message);
  });

  test.each([
    [{}, 'createAudit: sinks must be an array of sinks, got undefined'],
    [{ sinks: [] }, 'createAudit: sinks must hold at least one that is required, got none'],
    [{ sinks: [{}] }, 'createAudit: sinks[0] must be a Sink, got an object'],
    [
      { sinks: [fileSink({ directory: 'a', required: false })] },
      'createAudit: sinks must hold at least one that is required',
    ],
    [{ redact: true }, 'createAudit: redact must be a Redactor or false, got true'],
    [{ delivery: 'maybe' }, /^createAudit: delivery must be 'durable', /],
    [{ onFailure: 'ignore' }, /^createAudit: onFailure must be /],
    [{ maxQueue: 0.5 }, /^createAudit: maxQueue must be an integer >= 1/],
    [{ sinkTimeoutMs: 0 }, /^createAudit: sinkTimeoutMs must be a number > 0/],
    [{ name: '' }, /^createAudit: name must be /],
    [{ name: 'x'.repeat(101) }, 'createAudit: name must be a name of 1 to 100 characters in one line, got "xxx'],
    [{ name: 'a\nb' }, 'createAudit: name must be a name of 1 to 100 characters in one line, got "a\\nb"'],
    [{ redact: (value: unknown) => value }, 'createAudit: redact must be a Redactor or false, got a function'],
    [{ catalogue: {} }, /^createAudit: catalogue must be /],
    [{ sink: [] }, /^createAudit: unknown option sink, /],
  ])('of the audit log that are wrong are named: %#', async (options, message) => {
    const sinks = [fileSink({ directory: 'a' })];
    const given = 'sinks' in options || Object.keys(options).length === 0 ? options : { sinks, ...options };
    await expect(createAudit(given as never)).rejects.toThrow(message);
  });
});
