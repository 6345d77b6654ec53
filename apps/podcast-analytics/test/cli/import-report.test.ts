import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describeWith, freePort, type PostgresServer, postgres, startPostgres } from 'services';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createReports } from '../../src/features/reports/reports.ts';
import { openDatabase } from '../../src/platform/db/open-database.ts';
import { emptyDataDir } from '../data-dir-template.ts';
import { runCli, startCli } from '../run-cli.ts';
import { sharedData } from '../shared-data.ts';

const op3Hits = sharedData('op3-hits');

let dataDir: ReturnType<typeof emptyDataDir>;
let folder: string;
let settings: Record<string, string>;

beforeEach(() => {
  dataDir = emptyDataDir();
  folder = mkdtempSync(join(tmpdir(), 'scry-cli-'));
  settings = { DATA_DIR: dataDir.path };
});
afterEach(() => {
  dataDir.remove();
  rmSync(folder, { recursive: true });
});

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

function accessLog(lines: number): string {
  const line = (n: number) =>
    `198.51.100.${n % 250} - - [03/Feb/2026:12:00:00 +0000] "GET /show/episode-1.mp3 HTTP/1.1" 200 24000000 "-" "AntennaPod/3.4.0"\n`;
  return Array.from({ length: lines }, (_, n) => line(n)).join('');
}

/** What became of the stored hits, read without a process of its own. */
async function storedOutcomes(): Promise<Record<string, number>> {
  const database = await openDatabase({ dataDir: dataDir.path });
  try {
    const counts = await createReports(database).outcomes({});
    return Object.fromEntries(counts.map(({ outcome, hits }) => [outcome, hits]));
  } finally {
    await database.close();
  }
}

type Rows = Record<string, Record<string, number>>;

/** The rows of a JSON report: by what, and by label. */
async function reported(env: Record<string, string>): Promise<Rows> {
  const { stdout, code, stderr } = await runCli(['report', '--format', 'json'], env);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const { reports } = JSON.parse(stdout) as { reports: { by: string; rows: { label: string; n: number }[] }[] };
  return Object.fromEntries(
    reports.map(({ by, rows }) => [by, Object.fromEntries(rows.map(({ label, n }) => [label, n]))]),
  );
}

/** For four processes, one after the other. */
const op3TimeoutMs = 180_000;

/** Read off hits-938f05.json by hand, see op3-hits.test.ts. */
const op3Outcomes = { counted: 7, 'same-download': 5, probe: 4, 'not-get': 3, 'watch-os': 1 };

async function importsOp3Hits(env: Record<string, string>): Promise<void> {
  const log = join(folder, 'hits.json');
  copyFileSync(join(op3Hits ?? '', 'hits-938f05.json'), log);
  const first = await runCli(['import', log], env);
  expect(first).toMatchObject({ code: 0, stderr: '' });
  expect(first.stdout).toMatch(/20 {2}lines\n +20 {2}hits\n +7 {2}downloads counted/);
  const rows = await reported(env);
  expect(rows['reason']).toEqual(op3Outcomes);
  for (const by of ['day', 'episode', 'show', 'app', 'country', 'device']) {
    expect(
      Object.values(rows[by] ?? {}).reduce((a, b) => a + b, 0),
      by,
    ).toBe(7);
  }
  const again = await runCli(['import', log], env);
  expect(again.stdout).toMatch(/20 {2}hits, of which 20 were stored before\n +0 {2}downloads counted/);
  expect(await reported(env)).toEqual(rows);
}

describe('import and report', () => {
  test.runIf(op3Hits)(
    'agree on real OP3 hits with a count by hand, also when they are imported twice',
    () => importsOp3Hits(settings),
    op3TimeoutMs,
  );

  test('take paths from where the user stands', async () => {
    file('access.log', accessLog(3));
    expect((await runCli(['import', 'access.log'], settings, folder)).code).toBe(0);
    expect(await storedOutcomes()).toEqual({ counted: 3 });
  });

  test('keep the good lines of a log, and put the others aside with their numbers', async () => {
    const log = file('access.log', `${accessLog(2)}not a line\n${'x'.repeat(2_000_000)}\n`);
    const { code, stdout } = await runCli(['import', log], settings);
    expect(code).toBe(0);
    expect(stdout).toContain(`2  rejected, see ${log}.rejects.ndjson`);
    const rejects = readFileSync(`${log}.rejects.ndjson`, 'utf8').trim().split('\n');
    expect(rejects.map((reject) => JSON.parse(reject).line)).toEqual([3, 4]);
    expect(await storedOutcomes()).toEqual({ counted: 2 });
  });

  test('store what comes before the cut of a truncated gzip, and fail with one line', async () => {
    const log = file('access.log.gz', gzipSync(accessLog(20_000), { level: 1 }));
    truncateSync(log, 10_000);
    const { code, stdout, stderr } = await runCli(['import', log], settings);
    expect(code).toBe(1);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).toContain('truncated');
    expect(stdout).toMatch(/[1-9]\d* {2}downloads counted/);
  });
});

describe('a command that cannot do its work ends with code 1 and one line', () => {
  async function failure(args: string[], env: Record<string, string> = {}): Promise<string> {
    const { code, stderr } = await runCli(args, { ...settings, ...env });
    expect(code).toBe(1);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    return stderr;
  }

  test('for a file that is not there, before anything is imported', async () => {
    const good = file('access.log', accessLog(1));
    expect(await failure(['import', good, join(folder, 'missing.log')])).toContain('there is no such file');
    expect(await storedOutcomes()).toEqual({});
  });

  test('for a database that does not answer', async () => {
    const url = `postgres://user:geheim@127.0.0.1:${await freePort()}/db`;
    const stderr = await failure(['report'], { DATABASE_URL: url });
    expect(stderr).toContain('expected a PostgreSQL server at 127.0.0.1');
    expect(stderr).not.toContain('geheim');
  });

  test('for a data directory that another process uses, whose pid it names', async () => {
    const server = startCli(['start', '--no-demo'], { ...settings, PORT: '0' });
    await server.printed(/http:\/\/127\.0\.0\.1:\d+/);
    const stderr = await failure(['import', file('access.log', accessLog(1))]);
    expect(stderr).toMatch(/in use by process \d+ .*Stop that process first/);
    server.process.kill('SIGTERM');
    expect(await server.ended()).toMatchObject({ code: 0, stderr: '' });
  });
});

describe('an import that the user interrupts', () => {
  test('stores what it has read, and says how to go on', async () => {
    const pipe = join(folder, 'log.pipe');
    expect(spawnSync('mkfifo', [pipe]).status).toBe(0);
    const running = startCli(['import', '--format', 'combined', pipe], settings, folder);
    const writer = await open(pipe, 'w');
    await writer.write(accessLog(6000));
    running.process.kill('SIGINT');
    await writeUntilRefused(writer);
    const { code, stdout, stderr } = await running.ended();
    expect(code).toBe(1);
    expect(stderr).toContain('Run the same command again');
    const [, lines = ''] = /([\d,]+) {2}lines/.exec(stdout) ?? [];
    const stored = Object.values(await storedOutcomes()).reduce((a, b) => a + b, 0);
    expect(stored).toBe(Number(lines.replaceAll(',', '')));
    expect(stored).toBeGreaterThanOrEqual(5000);
  });
});

/** The reader notices its signal when the next bytes come, and then closes the pipe. */
async function writeUntilRefused(writer: FileHandle): Promise<void> {
  try {
    for (;;) await writer.write(accessLog(100));
  } catch (error) {
    expect(error).toMatchObject({ code: 'EPIPE' });
  } finally {
    await writer.close();
  }
}

describeWith(postgres, 'import and report on PostgreSQL', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres({ fsync: false });
  }, 60_000);
  afterAll(() => server.stop());

  test.runIf(op3Hits)(
    'agree with a count by hand',
    () => importsOp3Hits({ ...settings, DATABASE_URL: server.url }),
    op3TimeoutMs,
  );
});
