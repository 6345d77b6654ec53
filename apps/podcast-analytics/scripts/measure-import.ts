/**
 * How fast a log is imported: `node scripts/measure-import.ts [pglite|postgresql] [lines]`. Prints lines a second, the CPU
 * that this process took, the memory at its highest, and how long reports over it take.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from 'services';
import { ourAgents } from '../src/counting/agents/lists/our-agents.ts';
import { createAgentMatcher } from '../src/counting/agents/match-agent.ts';
import { createNetworks, hostingNetworks } from '../src/counting/network.ts';
import { generateLog } from '../src/demo/generate-log.ts';
import { createCountryLookup } from '../src/features/ingest/country-lookup.ts';
import { createImporter } from '../src/features/ingest/importer.ts';
import { openInput } from '../src/features/ingest/open-input.ts';
import { createReports } from '../src/features/reports/reports.ts';
import { openDatabase } from '../src/platform/db/open-database.ts';

const [, , engine = 'pglite', lines = '1000000'] = process.argv;
const folder = mkdtempSync(join(tmpdir(), 'measure-import-'));
const log = join(folder, 'access.log');
await writeLog(log, Number(lines));

const server = engine === 'postgresql' ? await startPostgres() : undefined;
const database = await openDatabase(server ? { url: server.url } : { dataDir: join(folder, 'data') });
const importHits = createImporter({
  database,
  agents: createAgentMatcher(ourAgents),
  networks: createNetworks(Object.keys(hostingNetworks).map(Number)),
  countryOf: createCountryLookup(),
  now: Date.now,
});

let peakBytes = 0;
const cpuBefore = process.cpuUsage();
const start = performance.now();
const { source } = await openInput(log);
const counts = await importHits({
  name: 'access.log',
  source,
  rejectsPath: join(folder, 'rejects.ndjson'),
  onProgress({ lines, rejects }) {
    const bytes = process.memoryUsage.rss();
    peakBytes = Math.max(peakBytes, bytes);
    if (lines % 100_000 === 0)
      console.log(`${lines} lines, ${rejects} rejects, ${seconds()} s, ${megabytes(bytes)} MB`);
  },
});
const cpu = process.cpuUsage(cpuBefore);
console.log({
  engine: database.engine,
  node: process.version,
  cpus: availableParallelism(),
  loadavg: loadavg(),
  ...counts,
  linesPerSecond: Math.round(counts.lines / seconds()),
  cpuSeconds: (cpu.user + cpu.system) / 1e6,
  peakMegabytes: megabytes(peakBytes),
});
await timeReports();
await database.close();
await server?.stop();
rmSync(folder, { recursive: true });

/** The slowest of twenty runs of each report, over all that was imported. */
async function timeReports(): Promise<void> {
  const reports = createReports(database);
  const timed = {
    day: () => reports.downloads('day', {}),
    episode: () => reports.downloads('episode', {}, 100),
    app: () => reports.downloads('app', {}),
    country: () => reports.downloads('country', {}),
    outcome: () => reports.outcomes({}),
    hits: () => reports.hits({ outcome: 'counted' }, { limit: 50 }),
  };
  for (const [name, report] of Object.entries(timed)) {
    let slowestMs = 0;
    for (let run = 0; run < 20; run++) {
      const before = performance.now();
      await report();
      slowestMs = Math.max(slowestMs, performance.now() - before);
    }
    console.log(`report by ${name}: ${Math.round(slowestMs)} ms`);
  }
}

async function writeLog(path: string, lines: number): Promise<void> {
  const file = await open(path, 'w');
  let chunk: string[] = [];
  for (const line of generateLog({ seed: 1, lines, from: Date.UTC(2026, 0, 1), days: 30 })) {
    if (chunk.push(line) < 5000) continue;
    await file.appendFile(`${chunk.join('\n')}\n`);
    chunk = [];
  }
  if (chunk.length > 0) await file.appendFile(`${chunk.join('\n')}\n`);
  await file.close();
}

function seconds(): number {
  return Number(((performance.now() - start) / 1000).toFixed(1));
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 1_000_000);
}
