/**
 * Kills a server under load, again and again: `node scripts/kill-ingest.ts [--times 50] [--engine pglite|postgresql]`. Prints what was
 * acknowledged and what is stored in the end; ends with 1 where that is not the same, once each.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startPostgres } from 'services';
import { seededRandom } from '../src/demo/random.ts';
import { openDatabase } from '../src/platform/db/open-database.ts';
import { killIngest } from '../test/kill-ingest.ts';

const { values } = parseArgs({
  options: { times: { type: 'string', default: '50' }, engine: { type: 'string', default: 'pglite' } },
});
const dataDir = mkdtempSync(join(tmpdir(), 'kill-ingest-'));
const server = values.engine === 'postgresql' ? await startPostgres() : undefined;
const { url } = server ?? {};
const report = await killIngest({
  times: Number(values.times),
  random: seededRandom(7),
  settings: { DATA_DIR: dataDir, ...(url !== undefined && { DATABASE_URL: url }) },
  openDatabase: () => openDatabase(url === undefined ? { dataDir } : { url }),
  onRound: (round, acknowledged) => console.log(`killed ${round} times, ${acknowledged} hits acknowledged`),
});
console.log({ engine: values.engine, ...report });
await server?.stop();
rmSync(dataDir, { recursive: true });
process.exitCode = report.missing + report.storedTwice === 0 && report.stored === report.acknowledged ? 0 : 1;
