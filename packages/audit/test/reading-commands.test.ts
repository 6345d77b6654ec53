import { appendFileSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ed25519Signer, type InclusionProof, verify, verifyInclusion } from '../src/index.ts';
import { accessTo, ada, closedLog, linesOf, liveLog, segmentOf } from './command-log.ts';
import { scryAudit } from './run-audit-command.ts';
import { temporaryFolder } from './sink-host.ts';

describe('verify', () => {
  test('finds nothing in a good log, also while the application writes on', async () => {
    const { directory } = await liveLog();
    const { rootHash } = await verify(directory);
    expect(await scryAudit('verify', directory)).toEqual({
      code: 0,
      out: `good: 5 events in 1 file\nroot hash ${rootHash} over 5 events\n`,
      err: '',
    });
    expect(JSON.parse((await scryAudit('verify', directory, '--json')).out)).toMatchObject({ ok: true, events: 5 });
  });

  test('tells of a line that was edited, and of one that a crash cut off', async () => {
    const directory = await closedLog();
    const file = segmentOf(directory);
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace('"records":3', '"records":4'));
    const edited = await scryAudit('verify', directory);
    expect(edited).toMatchObject({ code: 1, err: '' });
    expect(edited.out).toMatch(/^edited at event 2 \(\d+\.ndjson, line 2\): /);
    writeFileSync(file, text);
    appendFileSync(file, '{"v":1,"id":"01');
    expect((await scryAudit('verify', directory)).out).toMatch(/^torn-tail at event 6 /);
  });

  test('tells of a cut tail by a checkpoint that was kept elsewhere, signed by the key of keygen', async () => {
    const folder = temporaryFolder();
    const pem = join(folder, 'key.pem');
    expect(await scryAudit('keygen', 'example.com/audit', '--out', pem)).toMatchObject({ code: 0, err: '' });
    const notes: string[] = [];
    const signer = ed25519Signer({ name: 'example.com/audit', privateKey: readFileSync(pem, 'utf8') });
    const directory = await closedLog({ signer, anchor: ({ note }) => notes.push(note) });
    const [checkpoint, key] = [join(folder, 'checkpoint'), ['--public-key', `${pem}.pub`]];
    writeFileSync(checkpoint, String(notes.at(-1)));
    expect((await scryAudit('verify', directory, ...key, '--checkpoint', checkpoint)).code).toBe(0);
    for (const name of readdirSync(directory).filter((each) => each.endsWith('.checkpoints'))) {
      writeFileSync(join(directory, name), '');
    }
    writeFileSync(segmentOf(directory), `${linesOf(directory).slice(0, 3).join('\n')}\n`);
    expect((await scryAudit('verify', directory, ...key)).code).toBe(0);
    const found = await scryAudit('verify', directory, ...key, '--checkpoint', checkpoint);
    expect(found).toMatchObject({ code: 1, out: expect.stringMatching(/^truncated at event 4 /) });
  });
});

describe('prove', () => {
  test('prints a proof that verifies without the log, and for no other event', async () => {
    const directory = await closedLog();
    const proof: InclusionProof = JSON.parse((await scryAudit('prove', directory, '2')).out);
    expect(proof).toMatchObject({ seq: 2, size: 5, line: linesOf(directory)[1] });
    expect(verifyInclusion(proof)).toBe(true);
    expect(verifyInclusion({ ...proof, line: String(linesOf(directory)[0]) })).toBe(false);
  });
});

describe('search', () => {
  test('prints the events that fit, while the application writes on', async () => {
    const { directory } = await liveLog();
    const { code, out } = await scryAudit('search', directory, '--actor', 'ada', '--action', 'data.*');
    expect(code).toBe(0);
    expect(out).toMatch(/^ {5}2 {2}\d{4}-.*Z {2}SUCCESS {2}data\.read {2}user ada {2}report r1\n$/);
    const denied = await scryAudit('search', directory, '--outcome', 'denied', '--json');
    expect(denied.out).toBe(`${linesOf(directory)[2]}\n`);
    expect((await scryAudit('search', directory, '--text', 'nowhere')).out).toBe('no event fits\n');
    expect((await scryAudit('search', directory, '--text', 'nowhere', '--json')).out).toBe('');
  });

  test('says when there are more', async () => {
    const directory = await closedLog();
    const { out } = await scryAudit('search', directory, '--limit', '2');
    expect(out.split('\n')).toEqual([
      expect.stringMatching(/^ {5}1 .*192\.0\.2\.1$/),
      expect.stringMatching(/^ {5}2 /),
      'more than 2 events fit: narrow the search, or raise --limit',
      '',
    ]);
    expect((await scryAudit('search', directory, '--limit', '2', '--json')).out.trimEnd().split('\n')).toHaveLength(2);
  });

  test('gives a terminal nothing to obey', async () => {
    const { audit, directory } = await liveLog();
    await audit.logDataAccess({ actor: { type: 'user', id: '\u001b[2Jada\u202e' }, reason: 'a\nb' });
    const { out } = await scryAudit('search', directory, '--from', '2020-01-01');
    expect(out).not.toMatch(/\p{Cc}(?<!\n)|\u202e/u);
    expect(out.trimEnd().split('\n')).toHaveLength(6);
  });

  test('is audited itself, in a log beside that of the application, before anything is read', async () => {
    const { directory } = await liveLog();
    const before = linesOf(directory).length;
    await Promise.all([
      scryAudit('search', directory, '--tenant', 't1'),
      scryAudit('search', directory, '--text', 'r1'),
    ]);
    await scryAudit('export', directory, '--format', 'csv');
    await scryAudit('report', directory);
    await scryAudit('anomalies', directory);
    expect(linesOf(directory)).toHaveLength(before);
    const access = accessTo(directory);
    expect(access.map(({ stream, action }) => `${stream} ${action}`)).toEqual([
      'access audit.log.searched',
      'access audit.log.searched',
      'access audit.log.exported',
      'access audit.log.exported',
      'access audit.log.searched',
    ]);
    expect(access.map(({ details }) => JSON.stringify(details)).sort()).toContain(
      '{"filter":{"tenantId":"t1","limit":100}}',
    );
    expect(access[0]).toMatchObject({
      actor: { type: 'user', id: expect.any(String) },
      resource: { type: 'audit_log', id: directory },
    });
    expect((await verify(`${directory}.access`)).ok).toBe(true);
  });

  test('does not happen where it cannot be audited', async () => {
    const directory = await closedLog();
    writeFileSync(`${directory}.access`, 'in the way');
    const { code, out, err } = await scryAudit('search', directory);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain('EEXIST');
  });
});

describe('export', () => {
  test('writes the very lines that were hashed', async () => {
    const directory = await closedLog();
    expect((await scryAudit('export', directory, '--format', 'jsonl')).out).toBe(
      readFileSync(segmentOf(directory), 'utf8'),
    );
  });

  test('writes CSV in which a formula stays text, OCSF, and ECS', async () => {
    const directory = await closedLog();
    const csv = (await scryAudit('export', directory, '--format', 'csv', '--outcome', 'DENIED')).out.split('\r\n');
    expect(csv).toHaveLength(3);
    expect(csv[1]).toContain(`"'=HYPERLINK(""http`);
    const [ocsf, ecs] = await Promise.all(
      ['ocsf', 'ecs'].map(async (format) => {
        const { out } = await scryAudit('export', directory, '--format', format, '--action', 'auth.*');
        return JSON.parse(out);
      }),
    );
    expect(ocsf).toMatchObject({ class_uid: 3002, user: { uid: 'ada' } });
    expect(ecs).toMatchObject({ event: { category: ['authentication'] }, user: { id: 'ada' } });
  });

  test('writes a new file that its owner alone can read, however long it is', async () => {
    const { audit, directory } = await liveLog();
    await Promise.all(Array.from({ length: 500 }, () => audit.logDataAccess({ actor: ada })));
    const out = join(temporaryFolder(), 'events.jsonl');
    expect(await scryAudit('export', directory, '--format', 'jsonl', '--out', out)).toEqual({
      code: 0,
      out: '',
      err: '',
    });
    expect(readFileSync(out, 'utf8')).toBe(readFileSync(segmentOf(directory), 'utf8'));
    expect(statSync(out).mode & 0o777).toBe(0o600);
  });
});

test('an export of nothing is empty', async () => {
  const directory = await closedLog();
  const nothing = await scryAudit('export', directory, '--format', 'jsonl', '--text', 'nowhere');
  expect(nothing).toEqual({ code: 0, out: '', err: '' });
});

describe('report', () => {
  test('writes a page, or CSV, with the state of the log', async () => {
    const directory = await closedLog();
    const { code, out } = await scryAudit('report', directory);
    expect(code).toBe(0);
    expect(out).toContain('Every line is as it was written.');
    expect(out).toContain('permission.denied');
    const csv = await scryAudit('report', directory, '--format', 'csv', '--by', 'day');
    expect(csv.out.split('\r\n')).toHaveLength(7);
    const file = segmentOf(directory);
    writeFileSync(file, readFileSync(file, 'utf8').replace('"records":3', '"records":4'));
    const changed = await scryAudit('report', directory);
    expect(changed).toMatchObject({ code: 1, out: expect.stringContaining('The trail has been changed') });
  });
});

describe('anomalies', () => {
  test('prints each with its reason, and what could not be judged', async () => {
    let now = Date.UTC(2026, 10, 1, 9);
    const { audit, directory } = await liveLog({}, () => now);
    for (let day = 0; day < 20; day++) {
      await audit.logDataAccess({ actor: ada });
      now += 86_400_000;
    }
    await Promise.all(Array.from({ length: 60 }, () => audit.logDataAccess({ actor: ada })));
    await audit.logDataAccess({ actor: { type: 'user', id: 'mallory\u001b' } });
    await audit.flush();
    const { code, out } = await scryAudit('anomalies', directory);
    expect(code).toBe(1);
    expect(out.split('\n')).toEqual([
      expect.stringMatching(/^2026-11-21 {2}new-actors {2}user mallory\ufffd: 1 actors were seen for the first time/),
      expect.stringMatching(
        /^2026-11-21 {2}unusual-volume {2}user ada \[t1\]: 60 events; in the 20 days before the median was 1/,
      ),
      '2 anomalies in 1 day, held against 20 days before',
      '1 actors have less than 7 days of history: their volumes and hours were not judged',
      '',
    ]);
    const data = JSON.parse((await scryAudit('anomalies', directory, '--json', '--days', '2', '--history', '10')).out);
    expect(data).toMatchObject({ days: ['2026-11-20', '2026-11-21'], historyDays: 10 });
  });

  test('finds nothing in a log that is too young, and says so', async () => {
    const { code, out } = await scryAudit('anomalies', await closedLog());
    expect(code).toBe(0);
    expect(out).toBe(
      '0 anomalies in 1 day, held against 0 days before\n3 actors have less than 7 days of history: their volumes and hours were not judged\n',
    );
  });
});
