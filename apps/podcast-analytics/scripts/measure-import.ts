/**
 * How fast a log is imported, and whether what comes out is right: `node scripts/measure-import.ts [pglite|postgresql] [lines]`.
 * Prints lines a second, the CPU that a line takes, the memory at its highest, how long reports take, and how the numbers
 * compare with a naive recount of the same log. Ends with 1 where they differ.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { startPostgres } from 'services';
import { ourAgents } from '../src/counting/agents/lists/our-agents.ts';
import { createAgentMatcher } from '../src/counting/agents/match-agent.ts';
import { createNetworks, hostingNetworks } from '../src/counting/network.ts';
import { generateLog } from '../src/demo/generate-log.ts';
import { createCountryLookup } from '../src/features/ingest/country-lookup.ts';
import { createImporter, type ImportCounts } from '../src/features/ingest/importer.ts';
import { openInput } from '../src/features/ingest/open-input.ts';
import type { DownloadCount } from '../src/features/reports/downloads-by.ts';
import { createReports } from '../src/features/reports/reports.ts';
import { openDatabase } from '../src/platform/db/open-database.ts';
import { naiveLogRecount } from './naive-log-recount.ts';

const [, , engine = 'pglite', lines = '1000000'] = process.argv;
const logOptions = { seed: 1, lines: Number(lines), from: Date.UTC(2026, 0, 1), days: 30 };
const folder = mkdtempSync(join(tmpdir(), 'measure-import-'));
const log = join(folder, 'access.log');
await writeLog(log);

const server = engine === 'postgresql' ? await startPostgres() : undefined;
const database = await openDatabase(server ? { url: server.url } : { dataDir: join(folder, 'data') });
const reports = createReports(database);
const agents = createAgentMatcher(ourAgents);
const countryOf = createCountryLookup();

await measureImport();
const isEqual = await compareWithRecount();
await timeReports();
await database.close();
await server?.stop();
rmSync(folder, { recursive: true });
process.exitCode = isEqual ? 0 : 1;

async function measureImport(): Promise<void> {
  const networks = createNetworks(Object.keys(hostingNetworks).map(Number));
  const importHits = createImporter({ database, agents, networks, countryOf, now: Date.now });
  const { source } = await openInput(log);
  const start = performance.now();
  const before = await cpuTimes();
  const seconds = () => (performance.now() - start) / 1000;
  let peakBytes = 0;
  const counts: ImportCounts = await importHits({
    name: 'access.log',
    source,
    rejectsPath: join(folder, 'rejects.ndjson'),
    onProgress({ lines, rejects }) {
      const bytes = process.memoryUsage.rss();
      peakBytes = Math.max(peakBytes, bytes);
      if (lines % 100_000 === 0)
        console.log(`${lines} lines, ${rejects} rejects, ${seconds().toFixed(1)} s, ${megabytes(bytes)} MB`);
    },
  });
  const wallSeconds = seconds();
  const after = await cpuTimes();
  const aLine = (microseconds: number) => Number((microseconds / counts.lines).toFixed(1));
  console.log({
    engine: database.engine,
    node: process.version,
    cpus: availableParallelism(),
    loadavg: loadavg(),
    ...counts,
    linesPerSecond: Math.round(counts.lines / wallSeconds),
    cpuMicrosecondsPerLine: {
      mainThread: aLine(after.main - before.main),
      otherThreads: aLine(after.others - before.others),
      server: aLine(after.server - before.server),
    },
    peakMegabytes: megabytes(peakBytes),
  });
}

interface CpuTimes {
  readonly main: number;
  /** PGlite and the garbage collector. */
  readonly others: number;
  readonly server: number;
}

/** In microseconds. */
async function cpuTimes(): Promise<CpuTimes> {
  const sum = ({ user, system }: NodeJS.CpuUsage) => user + system;
  const main = sum(process.threadCpuUsage());
  return { main, others: sum(process.cpuUsage()) - main, server: await serverCpuTime() };
}

/** Of the processes of the server, where the system tells it (proc(5), fields 14 and 15 of stat, in hundredths of a second). */
async function serverCpuTime(): Promise<number> {
  if (!server || process.platform !== 'linux') return 0;
  const rows = await database.query<{ pid: number }>('SELECT pid FROM pg_stat_activity');
  return rows.reduce((sum, { pid }) => {
    const [user, system] = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ')
      .slice(11);
    return sum + (Number(user) + Number(system)) * 10_000;
  }, 0);
}

/** The 95th percentile of forty runs of each report over all that was imported, or of those that five seconds allow. */
async function timeReports(): Promise<void> {
  const timed = {
    day: () => reports.downloads('day', {}),
    episode: () => reports.downloads('episode', {}, 100),
    app: () => reports.downloads('app', {}),
    country: () => reports.downloads('country', {}),
    device: () => reports.downloads('device', {}),
    outcome: () => reports.outcomes({}),
    hits: () => reports.hits({ outcome: 'counted' }, { limit: 50 }),
  };
  for (const [name, report] of Object.entries(timed)) {
    const durations: number[] = [];
    const until = performance.now() + 5000;
    while (durations.length < 40 && performance.now() < until) {
      const before = performance.now();
      await report();
      durations.push(performance.now() - before);
    }
    durations.sort((a, b) => a - b);
    const percentile = (share: number) => durations[Math.floor(share * (durations.length - 1))]?.toFixed(1);
    console.log(
      `report by ${name}: p95 ${percentile(0.95)} ms, median ${percentile(0.5)} ms, runs ${durations.length}`,
    );
  }
}

async function compareWithRecount(): Promise<boolean> {
  const expected = naiveLogRecount(generateLog(logOptions), agents, countryOf);
  const stored = {
    episodeDay: mapOf(
      await database.query<DownloadCount>(
        `SELECT e.key || ' ' || day AS key, n AS downloads FROM outcome_days JOIN episodes e ON e.id = episode_id
         WHERE outcome = 'counted'`,
      ),
    ),
    app: mapOf(await reports.downloads('app', {})),
    country: mapOf(await reports.downloads('country', {})),
  };
  const isEqual = isDeepStrictEqual(stored, expected);
  const total = [...expected.app.values()].reduce((sum, n) => sum + n, 0);
  console.log(`naive recount of ${total} downloads: ${isEqual ? 'equal' : 'different'}`);
  for (const dimension of ['episodeDay', 'app', 'country'] as const) {
    for (const line of differences(expected[dimension], stored[dimension])) console.log(`${dimension} ${line}`);
  }
  return isEqual;
}

/** The first ten. */
function differences(expected: ReadonlyMap<string, number>, stored: ReadonlyMap<string, number>): string[] {
  return [...new Set([...expected.keys(), ...stored.keys()])]
    .filter((key) => expected.get(key) !== stored.get(key))
    .slice(0, 10)
    .map((key) => `${key}: expected ${expected.get(key)}, stored ${stored.get(key)}`);
}

function mapOf(rows: readonly Pick<DownloadCount, 'key' | 'downloads'>[]): ReadonlyMap<string, number> {
  return new Map(rows.map(({ key, downloads }) => [key, downloads]));
}

async function writeLog(path: string): Promise<void> {
  const file = await open(path, 'w');
  let chunk: string[] = [];
  for (const line of generateLog(logOptions)) {
    if (chunk.push(line) < 5000) continue;
    await file.appendFile(`${chunk.join('\n')}\n`);
    chunk = [];
  }
  if (chunk.length > 0) await file.appendFile(`${chunk.join('\n')}\n`);
  await file.close();
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 1_000_000);
}
