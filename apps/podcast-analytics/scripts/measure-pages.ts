/**
 * How fast the pages of reports answer on many hits, on the embedded database, or on the server of DATABASE_URL, which must be
 * empty: `node --conditions=@scry/source --import tsx scripts/measure-pages.ts [lines] [requests a second] [seconds]`.
 * Open loop: each request has its time, and its latency is counted from then on, however long those before it take. Ends with
 * 1 where a page is over its goal.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readConfig } from '../src/config.ts';
import { generateLog } from '../src/demo/generate-log.ts';
import { giveTitles } from '../src/demo/import-demo-data.ts';
import { homeTenant } from '../src/features/accounts/first-account.ts';
import { openApp } from '../src/main.ts';
import { serveApp } from '../src/serve-app.ts';

const goalMs = 100;
const [, , lines = '1000000', rate = '10', seconds = '60'] = process.argv;
const dayMs = 86_400_000;
const from = Math.floor(Date.now() / dayMs) * dayMs - 30 * dayMs;
const dataDir = mkdtempSync(join(tmpdir(), 'measure-pages-'));
const app = await openApp(
  readConfig({ ...process.env, DATA_DIR: dataDir, PORT: '0', LOG_LEVEL: 'error', RATE_LIMIT_ENABLED: 'false' }),
  Date.now,
);
await importLog();
const server = await serveApp(app);
const headers = await logIn();
const isMet = await measure(await pagePaths());
await server.close();
await app.close();
rmSync(dataDir, { recursive: true });
process.exitCode = isMet ? 0 : 1;

async function importLog(): Promise<void> {
  const importHits = await app.createImporter();
  const startedAt = performance.now();
  const { hits } = await importHits({
    ...{ name: 'generated', source: chunks(), format: 'combined' },
    rejectsPath: join(dataDir, 'rejects.ndjson'),
  });
  await giveTitles(app.database, from);
  console.log(`${hits} hits imported in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
}

async function* chunks(): AsyncGenerator<Uint8Array> {
  let chunk: string[] = [];
  for (const line of generateLog({ seed: 1, lines: Number(lines), from, days: 30 })) {
    if (chunk.push(line) < 5000) continue;
    yield Buffer.from(`${chunk.join('\n')}\n`);
    chunk = [];
  }
  yield Buffer.from(chunk.join('\n'));
}

async function logIn(): Promise<Record<string, string>> {
  const user = { email: 'measure@example.com', password: 'a password of a measurement' };
  await app.accounts.addUser({ ...user, role: 'ADMIN', tenantId: homeTenant });
  const session = await app.accounts.logIn(user.email, user.password);
  return { cookie: `session=${session?.token}` };
}

/** Of the largest show, where there is a choice. */
async function pagePaths(): Promise<string[]> {
  const response = await fetch(`${server.url}/api/v1/shows`, { headers });
  const { shows } = (await response.json()) as { shows: { id: number; key: string }[] }; // as its schema says
  const [show] = shows;
  const week = new Date(Date.now() - 7 * dayMs).toISOString().slice(0, 10);
  const key = encodeURIComponent(show?.key ?? '');
  return [
    ...['/', `/?show=${key}`, `/?from=${week}`, '/hits', '/hits?outcome=counted', `/hits?outcome=counted&show=${key}`],
    ...['/shows', `/shows/${show?.id}`, '/reports'],
    ...['/api/v1/downloads?groupBy=episode', '/api/v1/downloads?groupBy=app', '/api/v1/exclusions'],
    ...[`/api/v1/shows/${show?.id}/episodes`, `/api/v1/shows/${show?.id}/ages`, `/api/v1/shows/${show?.id}/listeners`],
  ];
}

async function measure(paths: readonly string[]): Promise<boolean> {
  for (const path of paths) await latencyOf(path, performance.now()); // plans, roll-ups of listeners, compiled code
  const durations = new Map<string, number[]>(paths.map((path) => [path, []]));
  const total = Number(rate) * Number(seconds);
  const begin = performance.now();
  const running: Promise<unknown>[] = [];
  for (let n = 0; n < total; n++) {
    const path = paths[n % paths.length] ?? '/';
    const intended = begin + (n * 1000) / Number(rate);
    await sleep(Math.max(0, intended - performance.now()));
    running.push(latencyOf(path, intended).then((ms) => durations.get(path)?.push(ms)));
  }
  await Promise.all(running);
  console.log({
    ...{ engine: app.database.engine, lines, requestsPerSecond: rate, seconds, node: process.version },
    ...{ cpus: availableParallelism(), loadavg: loadavg() },
  });
  const rows = [...durations].map(([path, all]) => ({ path, ...summary(all) }));
  console.table([...rows, { path: 'all', ...summary([...durations.values()].flat()) }]);
  return rows.every(({ p95 }) => p95 < goalMs);
}

async function latencyOf(path: string, intended: number): Promise<number> {
  const response = await fetch(server.url + path, { headers });
  await response.arrayBuffer();
  if (response.status !== 200) throw new Error(`${path}: expected status 200, got ${response.status}`);
  return performance.now() - intended;
}

function summary(durations: readonly number[]): { readonly n: number; readonly p50: number; readonly p95: number } {
  const sorted = durations.toSorted((a, b) => a - b);
  const at = (share: number) => Number((sorted[Math.ceil(share * sorted.length) - 1] ?? 0).toFixed(1));
  return { n: sorted.length, p50: at(0.5), p95: at(0.95) };
}
