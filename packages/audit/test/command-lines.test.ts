// What the commands take, write down about themselves, and print, to the letter.
import { generateKeyPairSync } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { counted } from '../src/commands/counted.ts';
import { countOf, filterOf, oneOf } from '../src/commands/filter-options.ts';
import { output } from '../src/commands/output.ts';
import { createAudit, ed25519Signer, fileSink } from '../src/index.ts';
import { accessTo, ada, closedLog, linesOf, liveLog, segmentOf } from './command-log.ts';
import { scryAudit } from './run-audit-command.ts';
import { temporaryFolder } from './sink-host.ts';

/** What the commands that ran wrote down. */
function written(directory: string): unknown[] {
  return accessTo(directory).map(({ action, details }) => [action, details]);
}

describe('options', () => {
  test('become the filter that they name, and what is left out is not in it', () => {
    const given = {
      from: '2026-11-01',
      to: '2026-11-02T08:00:00+01:00',
      action: 'data.*',
      outcome: 'partial',
      actor: 'ada',
      'resource-type': 'report',
      'resource-id': 'r1',
      tenant: 't1',
      correlation: 'c1',
      text: 'x',
      limit: '7',
    };
    expect(filterOf(given)).toEqual({
      from: '2026-11-01T00:00:00.000Z',
      to: '2026-11-02T07:00:00.000Z',
      action: 'data.*',
      outcome: 'PARTIAL',
      actorId: 'ada',
      resourceType: 'report',
      resourceId: 'r1',
      tenantId: 't1',
      correlationId: 'c1',
      text: 'x',
      limit: 7,
    });
    expect(Object.keys(filterOf({}))).toEqual([]);
  });

  test.each(['11/01/2026', '2026', '26-11-01', 'Nov 1, 2026', 'on 2026-11-01', '2026-11-xx', '2026-02-30T99:00'])(
    'take %j for no time',
    (time) => {
      expect(() => filterOf({ from: time })).toThrow(`--from must be a time as in ISO 8601, got ${time}`);
      expect(() => filterOf({ to: time })).toThrow(`--to must be a time as in ISO 8601, got ${time}`);
    },
  );

  test.each(['0', '01', '-1', '1.5', '1e3', 'x1', '1x', ' 1', '', '1234567890'])('take %j for no number', (count) => {
    expect(() => countOf('limit', count)).toThrow(`--limit must be a whole number from 1 on, got ${count}`);
    expect(() => filterOf({ limit: count })).toThrow('--limit must be');
  });

  test('take numbers of up to nine digits, and words that they know', () => {
    expect([countOf('days', '1'), countOf('days', '999999999'), countOf('days', undefined)]).toEqual([
      1,
      999_999_999,
      undefined,
    ]);
    expect([oneOf('by', ['a', 'b'], 'b'), oneOf('by', ['a', 'b'], undefined)]).toEqual(['b', undefined]);
    expect(() => oneOf('by', ['a', 'b'], 'c')).toThrow('--by must be one of a, b, got c');
    expect(() => oneOf('by', ['a', 'b'], '')).toThrow('--by must be one of a, b, got ');
    expect([counted(0, 'file'), counted(1, 'file'), counted(2, 'file'), counted(2, 'x', 'y')]).toEqual([
      '0 files',
      '1 file',
      '2 files',
      '2 y',
    ]);
  });
});

describe('output', () => {
  test('is gathered, and printed as soon as it is long enough', async () => {
    const printed: number[] = [];
    const print = async (text: string) => void printed.push(text.length);
    await output(undefined, print, async (write) => {
      await write('x'.repeat(65_535));
      expect(printed).toEqual([]);
      await write('x');
      expect(printed).toEqual([65_536]);
      await write('y');
    });
    expect(printed).toEqual([65_536, 1]);
    await output(undefined, print, async () => {});
    expect(printed).toHaveLength(2);
  });

  test('goes into a new file, also what was gathered last, and is not printed', async () => {
    const file = join(temporaryFolder(), 'out');
    const print = () => Promise.reject(new Error('printed'));
    await output(file, print, async (write) => {
      for (const text of ['x'.repeat(65_536), 'y', 'z']) await write(text);
    });
    expect(readFileSync(file, 'utf8')).toBe(`${'x'.repeat(65_536)}yz`);
    const over = output(file, print, async (write) => write('other'));
    await expect(over).rejects.toMatchObject({ code: 'EEXIST' });
  });
});

describe('what is read is written down', () => {
  test('with who read, and what was asked for', async () => {
    const directory = await closedLog();
    await scryAudit('search', directory, '--outcome', 'denied', '--limit', '3');
    await scryAudit('search', directory);
    await scryAudit('export', directory, '--format', 'ecs', '--actor', 'ada');
    await scryAudit('report', directory, '--tenant', 't1');
    await scryAudit('report', directory, '--format', 'csv', '--to', '2020-01-01');
    await scryAudit('anomalies', directory, '--tenant', 't1');
    await scryAudit('anomalies', directory, '--days', '3');
    expect(written(directory)).toEqual([
      ['audit.log.searched', { filter: { outcome: 'DENIED', limit: 3 } }],
      ['audit.log.searched', { filter: { limit: 100 } }],
      ['audit.log.exported', { format: 'ecs', filter: { actorId: 'ada' } }],
      ['audit.log.exported', { format: 'report html', filter: { tenantId: 't1' } }],
      ['audit.log.exported', { format: 'report csv', filter: { to: '2020-01-01T00:00:00.000Z' } }],
      ['audit.log.searched', { filter: { tenantId: 't1', anomalies: 1 } }],
      ['audit.log.searched', { filter: { anomalies: 3 } }],
    ]);
    for (const { actor } of accessTo(directory)) expect(actor).toEqual({ type: 'user', id: userInfo().username });
  });

  test('with the whole path of the log, however it was named', async () => {
    const directory = await closedLog();
    await scryAudit('search', relative(process.cwd(), directory));
    expect(accessTo(directory)).toMatchObject([{ resource: { type: 'audit_log', id: directory } }]);
  });

  test('and not where there is nothing to read', async () => {
    const directory = temporaryFolder();
    for (const name of ['search', 'report', 'anomalies']) {
      const { err } = await scryAudit(name, directory);
      expect(err).toBe(`scry-audit: there is no audit log in ${directory}\nSee scry-audit ${name} --help.\n`);
    }
    expect(existsSync(`${directory}.access`)).toBe(false);
  });
});

describe('the commands print', () => {
  test('a proof as JSON that people can read', async () => {
    const directory = await closedLog();
    const { out } = await scryAudit('prove', directory, '2');
    expect(out).toBe(`${JSON.stringify(JSON.parse(out), null, 2)}\n`);
  });

  test.each(['0', 'x2', '2x', '-', '1234567890123456', '02'])('no proof of the event %j', async (seq) => {
    const { code, err } = await scryAudit('prove', await closedLog(), seq);
    expect([code, err]).toEqual([
      2,
      expect.stringContaining(`<seq> must be the number of an event, from 1 on, got ${seq}`),
    ]);
  });

  test('where a log is, of which there is none', async () => {
    const folder = temporaryFolder();
    for (const args of [['verify'], ['recover'], ['prove', '1']]) {
      const { err } = await scryAudit(args[0] ?? '', folder, ...args.slice(1));
      expect(err).toContain(`there is no audit log in ${folder}\n`);
    }
  });

  test('what verification found, with its message, or as JSON that people can read', async () => {
    const directory = await closedLog();
    const file = segmentOf(directory);
    const edited = readFileSync(file, 'utf8').replace('"records":3', '"records":4');
    writeFileSync(file, edited);
    const { out } = await scryAudit('verify', directory);
    expect(out).toMatch(
      /^edited at event 2 \(0{15}1\.ndjson, line 2\): Event 2 was expected; the line there is not true to its hash\.\nroot hash \S+ over 1 event\n$/,
    );
    const json = await scryAudit('verify', directory, '--json');
    expect([json.code, json.out]).toEqual([1, `${JSON.stringify(JSON.parse(json.out), null, 2)}\n`]);
  });

  test('events in columns, without what they do not say', async () => {
    const directory = join(temporaryFolder(), 'audit');
    const audit = await createAudit({ sinks: [fileSink({ directory })], now: () => Date.UTC(2026, 10, 22) });
    await audit.logSystem({});
    await audit.logDataAccess({
      actor: ada,
      resource: { type: 'report', id: 'r1' },
      clientIp: '192.0.2.1',
      reason: 'say "why"',
      outcome: 'DENIED',
    });
    await audit.close();
    const { out } = await scryAudit('search', directory);
    expect(out).toBe(
      `     1  2026-11-22T00:00:00.000Z  SUCCESS  service.started  system audit\n` +
        `     2  2026-11-22T00:00:00.000Z  DENIED   data.read  user ada  report r1  192.0.2.1  "say \\"why\\""\n`,
    );
    const all = await scryAudit('search', directory, '--limit', '2', '--json');
    expect(all.out).toBe(
      linesOf(directory)
        .map((line) => `${line}\n`)
        .join(''),
    );
    expect((await scryAudit('search', directory, '--limit', '2')).out).toBe(out);
  });

  test('one anomaly as one, with all who are new together, held against the days that were asked for', async () => {
    let now = Date.UTC(2026, 10, 1, 9);
    const { audit, directory } = await liveLog({}, () => now);
    for (let day = 0; day < 40; day++) {
      await audit.logDataAccess({ actor: ada });
      now += 86_400_000;
    }
    for (const id of ['eve', 'mal\u202e\u0007lory']) await audit.logDataAccess({ actor: { type: 'user', id } });
    const { code, out } = await scryAudit('anomalies', directory);
    expect(code).toBe(1);
    expect(out.split('\n')).toEqual([
      expect.stringMatching(/^2026-12-11 {2}new-actors {2}user eve, user mal\ufffd\ufffdlory: 2 actors were seen/),
      '1 anomaly in 1 day, held against 28 days before',
      '2 actors have less than 7 days of history: their volumes and hours were not judged',
      '',
    ]);
    const json = await scryAudit('anomalies', directory, '--json');
    expect(json.out).toBe(`${JSON.stringify(JSON.parse(json.out), null, 2)}\n`);
  });

  test.each(['days', 'history'])('what is wrong with --%s, by its name', async (name) => {
    const { code, err } = await scryAudit('anomalies', await closedLog(), `--${name}`, '0');
    expect([code, err]).toEqual([2, expect.stringContaining(`--${name} must be a whole number from 1 on, got 0\n`)]);
  });

  test('a report by month unless told otherwise, with where the events are from', async () => {
    const directory = await closedLog();
    const { out } = await scryAudit('report', relative(process.cwd(), directory));
    expect(out).toContain(`<title>Audit report: ${directory}</title>`);
    expect(out).toContain('<h2>By month</h2>');
    expect(out).toMatch(/<br>Made \d{4}-\d\d-\d\dT[\d:.]+Z<\/p>/);
    for (const by of ['day', 'week', 'month'])
      expect((await scryAudit('report', directory, '--by', by)).out).toContain(`<h2>By ${by}</h2>`);
  });

  test('the public key of a new pair, and where both are', async () => {
    const pem = join(temporaryFolder(), 'key.pem');
    const { out } = await scryAudit('keygen', 'example.com/audit', '--out', pem);
    const { publicKey } = ed25519Signer({ name: 'example.com/audit', privateKey: readFileSync(pem, 'utf8') });
    expect(out).toBe(
      `${pem}: the private key, for ed25519Signer\n${pem}.pub: the public key, for verify\n${publicKey}\n`,
    );
    expect(readFileSync(`${pem}.pub`, 'utf8')).toBe(`${publicKey}\n`);
    const other = join(temporaryFolder(), 'other.pem');
    writeFileSync(`${other}.pub`, 'mine');
    expect((await scryAudit('keygen', 'a', '--out', other)).code).toBe(2);
    expect(readFileSync(`${other}.pub`, 'utf8')).toBe('mine');
  });

  test('what is wrong with a key that is given to verify', async () => {
    const directory = await closedLog({
      signer: ed25519Signer({ name: 'a', privateKey: generateKeyPairSync('ed25519').privateKey }),
    });
    const key = join(temporaryFolder(), 'key.pub');
    const { publicKey } = ed25519Signer({ name: 'a', privateKey: generateKeyPairSync('ed25519').privateKey });
    writeFileSync(key, `${publicKey}\n`);
    const { code, out } = await scryAudit('verify', directory, '--public-key', key);
    expect([code, out]).toEqual([1, expect.stringMatching(/^bad-signature at event 5 /)]);
  });
});
