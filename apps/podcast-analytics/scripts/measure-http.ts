/**
 * How fast hits are taken in: `node scripts/measure-http.ts [redirect|ingest] [--engine pglite|postgresql] [--rate n] [--seconds n]
 * [--down]`. The load comes from this process, at fixed times, and the server is another one. A rate is in requests a second; one of
 * `ingest` brings 1,000 hits. With `--down` the database (PostgreSQL) is killed first, and Redis and Kafka are not there.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { freePort, startPostgres } from 'services';
import { createAccounts } from '../src/features/accounts/accounts.ts';
import { createHostRepository } from '../src/features/redirect/host-repository.ts';
import { openDatabase } from '../src/platform/db/open-database.ts';
import { createSealer } from '../src/platform/keys/sealer.ts';
import { startBareCli } from '../test/run-cli.ts';
import { openLoop } from './open-loop.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    engine: { type: 'string', default: 'pglite' },
    rate: { type: 'string' },
    seconds: { type: 'string', default: '20' },
    down: { type: 'boolean', default: false },
    gzip: { type: 'boolean', default: false },
  },
});
const [kind = 'redirect'] = positionals;
const hitsInRequest = 1_000;
const dataDir = mkdtempSync(join(tmpdir(), 'measure-http-'));
const postgres = values.engine === 'postgresql' || values.down ? await startPostgres() : undefined;
const key = await prepare();
const nobody = `127.0.0.1:${await freePort()}`;
const cli = startBareCli(['start', '--no-demo'], {
  ...{ DATA_DIR: dataDir, PORT: '0', TRUST_PROXY: '1', RATE_LIMIT_ENABLED: values.down ? 'true' : 'false' },
  RATE_LIMIT_REQUESTS_PER_WINDOW: '100000',
  ...(postgres && { DATABASE_URL: postgres.url }),
  ...(values.down && { REDIS_URL: `redis://${nobody}`, KAFKA_BROKERS: nobody }),
});
const [, url = ''] = await cli.printed(/Podcast analytics: (http\S+)/);

await load(kind === 'ingest' ? 2 : 100, 3); // the code is compiled, and the key is known
if (values.down) await postgres?.kill();
const before = loadavg();
const report = await load(Number(values.rate ?? (kind === 'ingest' ? 10 : 500)), Number(values.seconds));
console.log({
  ...{
    kind,
    engine: postgres ? 'postgresql' : 'pglite',
    down: values.down,
    cpus: availableParallelism(),
    loadavg: before,
  },
  ...report,
  ...(kind === 'ingest' && {
    eventsPerSecond: Math.round(((report.statuses['202'] ?? 0) * hitsInRequest) / report.seconds),
  }),
  metrics: await ownMetrics(),
});
cli.process.kill('SIGKILL');
await cli.ended();
await postgres?.stop();
rmSync(dataDir, { recursive: true });

async function prepare(): Promise<string> {
  const database = await openDatabase(postgres ? { url: postgres.url } : { dataDir });
  await createHostRepository(database).add('demo', 'media.example');
  const added = await createAccounts(database, Date.now, createSealer(['a secret of the tests'])).addApiKey({
    ...{ tenantId: 'demo', name: 'load', role: 'ADMIN', plan: 'network' },
  });
  await database.close();
  return added;
}

function load(requestsPerSecond: number, seconds: number) {
  return openLoop({ url, requestsPerSecond, seconds, next: kind === 'ingest' ? nextIngest : nextRedirect });
}

function nextRedirect(n: number) {
  const headers = { 'user-agent': `AntennaPod/3.${n % 50}`, 'x-forwarded-for': addressOf(n) };
  return { path: `/e/demo/media.example/show/episode-${n % 100}.mp3`, headers };
}

function nextIngest(n: number) {
  const lines = Array.from({ length: hitsInRequest }, (_, i) =>
    JSON.stringify({
      ...{ time: Date.now(), method: 'GET', url: `https://media.example/show/episode-${i % 100}.mp3`, status: 200 },
      ...{ address: addressOf(n * hitsInRequest + i), userAgent: `AntennaPod/3.${i % 50}`, bytesSent: 24_000_000 },
    }),
  );
  const text = Buffer.from(lines.join('\n'));
  const headers = { 'content-type': 'application/x-ndjson', 'x-api-key': key };
  if (!values.gzip) return { path: '/api/v1/hits', method: 'POST', headers, body: text };
  return {
    path: '/api/v1/hits',
    method: 'POST',
    headers: { ...headers, 'content-encoding': 'gzip' },
    body: gzipSync(text),
  };
}

function addressOf(n: number): string {
  return `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`;
}

async function ownMetrics(): Promise<readonly string[]> {
  const response = await fetch(`${url}/metrics`, { headers: { 'x-api-key': key } });
  return (await response.text())
    .split('\n')
    .filter((line) => /^(?:(?:ingest_hits|redirects|spool)_|process_cpu_seconds_total)/.test(line));
}
