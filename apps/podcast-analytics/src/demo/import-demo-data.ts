import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Accounts } from '../features/accounts/accounts.ts';
import { demoLogIn, homeTenant } from '../features/accounts/first-account.ts';
import { dayOf } from '../features/campaigns/utc-day.ts';
import type { ImportHits } from '../features/ingest/importer.ts';
import type { Database } from '../platform/db/database.ts';
import { bookDemoCampaigns } from './demo-campaigns.ts';
import { demoShows } from './demo-catalogue.ts';
import { generateLog, publicationOf } from './generate-log.ts';

const name = 'demo traffic';
const lines = 30_000;
/** More than the longest month: there is traffic in the last one that is over, and on each of thirty days up to now. */
const days = 42;
const dayMs = 86_400_000;

/**
 * Fills an embedded database that holds nothing with six weeks of invented traffic, up to the end of yesterday. A
 * server's database is somebody's, and left as it is. Resolves with whether it has filled one.
 */
export async function importDemoData(
  database: Database,
  importHits: ImportHits,
  accounts: Accounts,
  now: number,
): Promise<boolean> {
  if (database.engine !== 'pglite' || (await hasOtherData(database))) return false;
  const today = Math.floor(now / dayMs) * dayMs;
  const from = today - days * dayMs;
  const log = generateLog({ seed: 1, lines, from, days });
  const rejectsPath = join(tmpdir(), `podcast-analytics-demo-${process.pid}.rejects.ndjson`);
  await importHits({ name, source: chunks(log), rejectsPath, format: 'combined' });
  await giveTitles(database, from);
  await accounts.addUser({ ...demoLogIn, tenantId: homeTenant, role: 'ADMIN' });
  await bookDemoCampaigns(database, now, dayOf(from));
  return true;
}

/** As feeds would tell them; a log has nothing but addresses. */
export async function giveTitles(database: Database, from: number): Promise<void> {
  await database.query(`UPDATE shows SET title = initcap(replace(substr(key, 2), '-', ' ')) WHERE key LIKE '/%'`);
  for (const show of demoShows) {
    const [first, second] = [0, 1].map((number) => publicationOf(show, number, from));
    await database.query(
      `UPDATE episodes SET title = 'Episode ' || number, duration_seconds = $4,
         published_at = to_timestamp(($2::float8 + number * ($3::float8 - $2::float8)) / 1000)
       FROM (SELECT id AS n, substring(key FROM '/episode-(\\d+)\\.mp3$')::int AS number FROM episodes) numbered
       WHERE id = n AND number IS NOT NULL AND key LIKE '/' || $1 || '/%'`,
      [show.slug, first, second, show.minutes * 60],
    );
  }
}

/** An import of the demo that was cut off is done again. */
async function hasOtherData(database: Database): Promise<boolean> {
  const [row] = await database.query<{ n: number }>(
    `SELECT count(*) AS n FROM imports WHERE name <> $1 OR state = 'finished'`,
    [name],
  );
  return row !== undefined && row.n > 0;
}

async function* chunks(log: Iterable<string>): AsyncGenerator<Uint8Array> {
  let chunk = '';
  for (const line of log) {
    chunk += `${line}\n`;
    if (chunk.length < 1 << 16) continue;
    yield Buffer.from(chunk);
    chunk = '';
  }
  yield Buffer.from(chunk);
}
