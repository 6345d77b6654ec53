import { generateKeyPairSync } from 'node:crypto';
import {
  appendFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { createFakeClock } from '@scry/internal/fake-clock';
import { describe, expect, test } from 'vitest';
import {
  type AuditNotice,
  type AuditOptions,
  createAudit,
  ed25519Signer,
  type FileSinkOptions,
  fileSink,
  isAuditDamagedError,
  proveInclusion,
  type SignedCheckpoint,
  verify,
  verifyInclusion,
} from '../src/index.ts';
import { deferred } from './scripted-sink.ts';
import { temporaryDirectory } from './temporary-directory.ts';

async function openAudit(options: Partial<FileSinkOptions> = {}, auditOptions: Partial<AuditOptions> = {}) {
  const directory = options.directory ?? temporaryDirectory();
  const notices: AuditNotice[] = [];
  const clock = createFakeClock();
  const audit = await createAudit({
    sinks: [fileSink({ directory, ...options })],
    clock,
    onEvent: (notice) => notices.push(notice),
    ...auditOptions,
  });
  const log = (records = 1) => audit.logSystem({ action: 'data.read', details: { records } });
  const told = (type: AuditNotice['type']) => notices.filter((notice) => notice.type === type);
  return { audit, clock, directory, log, notices, told };
}

function names(directory: string, ending: string): string[] {
  return readdirSync(directory)
    .filter((name) => name.endsWith(ending))
    .sort();
}

function sizesIn(directory: string): number[] {
  return names(directory, '.checkpoints').flatMap((name) =>
    readFileSync(join(directory, name), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).size),
  );
}

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

describe('the retention', () => {
  const year = (year: number, month = 6) => ({ now: () => Date.UTC(year, month) });

  /** A log with one file a year. */
  async function decade(directory: string): Promise<void> {
    for (let y = 2010; y < 2020; y++) {
      const { audit, log } = await openAudit({ directory, rotateEvery: 'day', retainYears: 100 }, year(y, 5));
      await log();
      await log();
      await audit.close();
    }
  }

  test('removes files that are older than seven years, and leaves their proof: what is left verifies', async () => {
    const directory = temporaryDirectory();
    await decade(directory);
    const held = await verify(directory);
    const { audit, told } = await openAudit({ directory }, year(2020));
    await audit.close();
    expect(told('pruned').map((notice) => notice.type === 'pruned' && notice.events)).toEqual([2, 2, 2]);
    expect(names(directory, '.pruned')).toHaveLength(3);
    expect(await verify(directory)).toMatchObject({ ok: true, events: 23, pruned: 6 });
    const proof = await proveInclusion(directory, 7);
    expect(verifyInclusion(proof)).toBe(true);
    for (let seq = 7; seq <= 23; seq++)
      expect(verifyInclusion(await proveInclusion(directory, seq)), `${seq}`).toBe(true);
    await expect(proveInclusion(directory, 6)).rejects.toThrow('7 to 23, got 6');
    const { events, rootHash } = held;
    expect((await verify(directory, { checkpoint: `audit\n${events}\n${rootHash}\n` })).ok).toBe(true);
  });

  test('is told in the log itself', async () => {
    const directory = temporaryDirectory();
    await decade(directory);
    const { audit } = await openAudit({ directory }, year(2018));
    const told: unknown[] = [];
    for await (const { details } of audit.query({ action: 'audit.log.pruned' })) told.push(details);
    expect(told).toEqual([{ file: '0000000000000001.ndjson', events: 2 }]);
    await audit.close();
  });

  test('also prunes while the log is open, with every new file', async () => {
    const directory = temporaryDirectory();
    await decade(directory);
    let now = Date.UTC(2016, 5, 1);
    const { audit, log } = await openAudit({ directory, rotateEvery: 'day' }, { now: () => now });
    expect(names(directory, '.pruned')).toHaveLength(0);
    now = Date.UTC(2019, 6, 1);
    await log();
    expect(names(directory, '.pruned')).toHaveLength(2);
    await audit.close();
  });

  test('waits while a legal hold is there', async () => {
    const directory = temporaryDirectory();
    await decade(directory);
    writeFileSync(join(directory, 'legal-hold'), 'case 7');
    await (await openAudit({ directory }, year(2030))).audit.close();
    expect(names(directory, '.pruned')).toEqual([]);
    rmSync(join(directory, 'legal-hold'));
    await (await openAudit({ directory }, year(2030))).audit.close();
    expect(names(directory, '.ndjson').length).toBeLessThan(3);
    expect((await verify(directory)).ok).toBe(true);
  });

  test('keeps a file that is damaged', async () => {
    const directory = temporaryDirectory();
    await decade(directory);
    const path = join(directory, '0000000000000001.ndjson');
    writeFileSync(path, readFileSync(path, 'utf8').replace('"SUCCESS"', '"DENIED" '));
    await (await openAudit({ directory }, year(2030))).audit.close();
    expect(names(directory, '.pruned')).toEqual([]);
    expect((await verify(directory)).divergence).toMatchObject({ kind: 'edited', seq: 1 });
  });

  test('leaves a proof that cannot be changed', async () => {
    const directory = temporaryDirectory();
    await decade(directory);
    await (await openAudit({ directory }, year(2020))).audit.close();
    const path = join(directory, names(directory, '.pruned').at(-1) ?? '');
    const text = readFileSync(path, 'utf8');
    const { nodes } = JSON.parse(text);
    for (const [wrong, kind] of [
      [text.replace(nodes[0], nodes[1]), 'edited'],
      ['', 'edited'],
      [text.replace(/"head":"./, '"head":"#'), 'edited'],
    ] as const) {
      writeFileSync(path, wrong);
      expect((await verify(directory)).divergence, wrong).toMatchObject({ kind });
    }
  });

  test('leaves a proof that is signed, where there is a signer', async () => {
    const signer = ed25519Signer({ name: 'example.com/audit', privateKey: generateKeyPairSync('ed25519').privateKey });
    const other = ed25519Signer({ name: 'example.com/audit', privateKey: generateKeyPairSync('ed25519').privateKey });
    const directory = temporaryDirectory();
    for (const y of [2010, 2011, 2020]) {
      const { audit, log } = await openAudit({ directory, rotateEvery: 'day', signer }, year(y));
      await log();
      await audit.close();
    }
    expect(names(directory, '.pruned')).toHaveLength(1);
    expect((await verify(directory, { publicKey: signer.publicKey })).divergence).toBeUndefined();
    expect((await verify(directory, { publicKey: other.publicKey })).divergence).toMatchObject({
      kind: 'bad-signature',
      file: names(directory, '.pruned')[0],
    });
  });

  test('that was interrupted after the proof is finished at the next start', async () => {
    const directory = temporaryDirectory();
    await decade(directory);
    const path = join(directory, '0000000000000001.ndjson');
    const text = readFileSync(path, 'utf8');
    await (await openAudit({ directory }, year(2018))).audit.close();
    writeFileSync(path, text);
    expect((await verify(directory)).ok).toBe(true);
    await (await openAudit({ directory }, year(2018))).audit.close();
    expect(existsSync(path)).toBe(false);
  });
});

describe('what a crash leaves', () => {
  test('at the end is moved aside, told in the log and never deleted', async () => {
    const { directory, log, audit } = await openAudit();
    await log();
    await audit.close();
    const path = join(directory, '0000000000000001.ndjson');
    for (const torn of ['{"v":1,"id":"half a li', 'another half']) {
      appendFileSync(path, torn);
      expect((await verify(directory)).divergence?.kind).toBe('torn-tail');
      const again = await openAudit({ directory });
      await again.audit.close();
      expect(again.told('recovered')).toMatchObject([{ file: '0000000000000001.ndjson', bytes: torn.length }]);
    }
    expect(readFileSync(`${path}.1.torn`, 'utf8')).toBe('{"v":1,"id":"half a li');
    expect(readFileSync(`${path}.2.torn`, 'utf8')).toBe('another half');
    expect((await verify(directory)).ok).toBe(true);
    const { audit: last } = await openAudit({ directory });
    const told: unknown[] = [];
    for await (const { details } of last.query({ action: 'audit.log.recovered' })) told.push(details);
    expect(told).toMatchObject([
      { torn: '0000000000000001.ndjson.1.torn', bytes: 22 },
      { torn: '0000000000000001.ndjson.2.torn', bytes: 12 },
    ]);
    await last.close();
  });

  test('in a page that never reached the disk is moved aside with all after it', async () => {
    const { directory, log, audit } = await openAudit();
    await log();
    await audit.close();
    appendFileSync(
      join(directory, '0000000000000001.ndjson'),
      Buffer.concat([Buffer.alloc(100), Buffer.from('\n{"v":1}\n')]),
    );
    const again = await openAudit({ directory });
    expect(again.told('recovered')).toMatchObject([{ bytes: 109 }]);
    expect(await again.log()).toMatchObject({ seq: 3 });
    await again.audit.close();
    expect((await verify(directory)).ok).toBe(true);
  });

  test('of a whole line that nobody was told of stays', async () => {
    const { directory, log } = await openAudit({}, { delivery: 'written' });
    await log();
    await log();
    rmSync(join(directory, 'lock'));
    const again = await openAudit({ directory });
    expect(await again.log()).toMatchObject({ seq: 3 });
    await again.audit.close();
    expect((await verify(directory)).events).toBe(3);
  });

  test('is found although the tree beside it was damaged: then all is read', async () => {
    const { directory, log, audit } = await openAudit({ rotateBytes: 500 });
    for (let i = 0; i < 6; i++) await log();
    await audit.close();
    for (const name of names(directory, '.checkpoints')) {
      const path = join(directory, name);
      writeFileSync(path, readFileSync(path, 'utf8').replace(/"nodes":\["./, '"nodes":["/'));
    }
    const again = await openAudit({ directory });
    expect(await again.log()).toMatchObject({ seq: 7 });
    await again.audit.close();
    expect((await verify(directory)).ok).toBe(true);
  });

  test('before the end is damage: the log does not open, and gives back its lock', async () => {
    const { directory, log, audit } = await openAudit();
    for (let i = 0; i < 3; i++) await log();
    await audit.close();
    const path = join(directory, '0000000000000001.ndjson');
    writeFileSync(path, readFileSync(path, 'utf8').replace('"seq":2', '"seq":9'));
    await expect(openAudit({ directory })).rejects.toSatisfy(isAuditDamagedError);
    await expect(openAudit({ directory })).rejects.toThrow(
      `The audit log in ${directory} is damaged: Event 2 was expected; the line there is not true to its hash. Keep the directory as evidence, and begin a log in another.`,
    );
    expect(existsSync(join(directory, 'lock'))).toBe(false);
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
    [{ catalogue: {} }, /^createAudit: catalogue must be /],
    [{ sink: [] }, /^createAudit: unknown option sink, /],
  ])('of the audit log that are wrong are named: %#', async (options, message) => {
    const sinks = [fileSink({ directory: 'a' })];
    const given = 'sinks' in options || Object.keys(options).length === 0 ? options : { sinks, ...options };
    await expect(createAudit(given as never)).rejects.toThrow(message);
  });
});
