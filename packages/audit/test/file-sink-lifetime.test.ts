import { generateKeyPairSync } from 'node:crypto';
import { appendFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ed25519Signer, isAuditDamagedError, proveInclusion, verify, verifyInclusion } from '../src/index.ts';
import { names, openAudit } from './open-file-log.ts';
import { temporaryDirectory } from './temporary-directory.ts';

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

  test('may be without end', async () => {
    const directory = temporaryDirectory();
    await decade(directory);
    const { audit, told } = await openAudit({ directory, retainYears: Infinity }, year(9_000));
    await audit.close();
    expect([...told('pruned'), ...told('checkpoint-failed')]).toEqual([]);
    expect(names(directory, '.pruned')).toEqual([]);
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
