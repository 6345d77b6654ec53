import { describeWith, type PostgresServer, postgres, startPostgres } from 'services';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { seededRandom } from '../src/demo/random.ts';
import { openDatabase } from '../src/platform/db/open-database.ts';
import { emptyDataDir } from './data-dir-template.ts';
import { type KillReport, killIngest } from './kill-ingest.ts';

/** `scripts/kill-ingest.ts --times 50` kills more often. */
const times = 3;

function expectAllOnce(report: KillReport): void {
  const { acknowledged, stored, storedTwice, missing, outcomes, redirects } = report;
  expect(acknowledged).toBeGreaterThan(0);
  expect({ stored, storedTwice, missing, outcomes }).toEqual({
    ...{ stored: acknowledged, storedTwice: 0, missing: 0, outcomes: acknowledged },
  });
  expect(redirects.stored).toBeLessThanOrEqual(redirects.asked);
}

test('a server that is killed under load loses no acknowledged hit and counts none twice', async () => {
  const dataDir = emptyDataDir();
  const report = await killIngest({
    times,
    random: seededRandom(3),
    settings: { DATA_DIR: dataDir.path },
    openDatabase: () => openDatabase({ dataDir: dataDir.path }),
  });
  expectAllOnce(report);
  dataDir.remove();
}, 240_000);

describeWith(postgres, 'on PostgreSQL', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres({ fsync: false });
  });
  afterAll(() => server.stop());

  test('a server that is killed under load loses no acknowledged hit and counts none twice', async () => {
    const dataDir = emptyDataDir();
    const report = await killIngest({
      times,
      random: seededRandom(4),
      settings: { DATA_DIR: dataDir.path, DATABASE_URL: server.url },
      openDatabase: () => openDatabase({ url: server.url }),
    });
    expectAllOnce(report);
    dataDir.remove();
  }, 240_000);
});
