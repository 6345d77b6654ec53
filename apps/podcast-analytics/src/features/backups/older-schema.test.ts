import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAudit, memorySink } from '@scry/audit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeEachEngine } from '../../../test/each-engine.ts';
import { importHits } from '../../../test/import-hits.ts';
import { appBackups } from '../../backup-app.ts';
import { readConfig } from '../../config.ts';
import type { Database } from '../../platform/db/database.ts';
import { appliedMigrations, applyMigrations, knownMigrations } from '../../platform/db/migrations.ts';
import { createEvents } from '../../platform/events/events.ts';
import { createSealer } from '../../platform/keys/sealer.ts';
import { createTelemetry } from '../../platform/telemetry.ts';
import { auditOptions } from '../../scry/audit.ts';
import { createAccounts } from '../accounts/accounts.ts';
import { dimensions } from '../reports/downloads-by.ts';
import { createReports } from '../reports/reports.ts';
import { clearTables, restoreBackup } from './restore-backup.ts';
import { quoted, storedTables } from './stored-tables.ts';

const known = knownMigrations();
const versions = known.map((_, index) => index + 1).slice(0, -1);
const now = () => Date.UTC(2026, 2, 4, 3);
const user = { tenantId: 'demo', email: 'ann@example.com', password: 'a password of a test', role: 'ADMIN' } as const;

describeEachEngine('a backup of an older schema', (open) => {
  let folder: string;
  let today: Database;
  let old: Database;
  let restored: Database;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'scry-older-'));
    [today, old, restored] = [await open(), await open(), await open()];
    const url = (n: number) => `https://media.example/show/${n}.mp3`;
    const at = (day: number, hour: number) => new Date(Date.UTC(2026, 1, day, hour)).toISOString();
    await importHits(today, 'access.log', [
      { time: at(3, 10), url: url(1) },
      { time: at(3, 23), url: url(1), address: '192.0.2.2', country: 'FR' },
      { time: at(4, 0), url: url(2), userAgent: 'Podcasts/1.0 CFNetwork/1' },
      { time: at(4, 0), url: url(2), userAgent: 'curl/8' },
      { time: at(4, 1), url: url(2), userAgent: 'Overcast/3.0 (+http://overcast.fm/; iOS podcast app)' },
    ]);
    await accountsOf(today).addUser(user);
  });
  afterAll(async () => {
    for (const database of [today, old, restored]) await database.close();
    rmSync(folder, { recursive: true });
  });

  const accountsOf = (database: Database) => createAccounts(database, now, createSealer(['a secret of the tests']));

  /** What an operator would ask. */
  async function answersOf(database: Database) {
    const reports = createReports(database);
    const downloads = await Promise.all(dimensions.map((dimension) => reports.downloads(dimension, {})));
    return {
      downloads,
      outcomes: await reports.outcomes({}),
      hits: (await reports.hits({}, { limit: 100 })).hits,
      hours: await database.query('SELECT * FROM download_hours ORDER BY episode_id, hour'),
    };
  }

  /** The rows of today, in the columns of the schema that the first migrations made. */
  async function goBack(to: Database, from: Database, migrations: number): Promise<void> {
    await to.transaction(async (tx) => {
      await clearTables(tx);
      await applyMigrations(tx, known.slice(0, migrations));
      await tx.query('SET LOCAL session_replication_role = replica'); // tables come in any order
      for (const { name } of await storedTables(tx)) {
        const [found] = await from.query<{ there: boolean }>('SELECT to_regclass($1) IS NOT NULL AS there', [name]);
        if (!found?.there || (name === 'download_hours' && migrations === 1)) continue;
        const [all] = await from.query<{ rows: unknown }>(`SELECT json_agg(t) AS rows FROM ${quoted(name)} t`);
        await tx.query(
          `INSERT INTO ${quoted(name)} OVERRIDING SYSTEM VALUE SELECT * FROM json_populate_recordset(NULL::${quoted(name)}, $1)`,
          [JSON.stringify(all?.rows ?? [])],
        );
      }
      if (migrations === 1) await tx.query(hoursByAudience);
    });
  }

  test.each(versions)(
    'with %i migrations is restored, brought up to date, and answers as before',
    async (migrations) => {
      await goBack(old, today, migrations);
      const dataDir = join(folder, `old-${migrations}`);
      const config = readConfig({ DATA_DIR: dataDir, BACKUP_KEY: Buffer.alloc(32, 3).toString('base64') });
      const telemetry = createTelemetry('silent');
      const audit = await createAudit(auditOptions(telemetry, { now, sinks: [memorySink()] }));
      const backups = appBackups(
        { config, events: createEvents(telemetry), database: old, now },
        { audit, actor: { type: 'system', id: 'test' } },
      );
      const { path } = await backups.create();

      const { keys } = config.backups;
      const target = join(folder, `restored-${migrations}`);
      await restoreBackup({ path, keys, database: restored, dataDir: target, force: true });
      expect(await appliedMigrations(restored)).toEqual(known.map(({ hash }) => hash));
      expect(await answersOf(restored)).toEqual(await answersOf(today));
      expect((await answersOf(restored)).downloads[0]).toHaveLength(2);
      expect(await restored.query(`SELECT id FROM tenants WHERE id = 'demo'`)).toHaveLength(1);
      const hadUsers = (await storedTables(old)).some(({ name }) => name === 'users');
      const session = await accountsOf(restored).logIn(user.email, user.password);
      expect(session !== undefined).toBe(hadUsers);
    },
  );
});

/** The first schema kept hours by audience, which today's days by dimension come from. */
const hoursByAudience = `INSERT INTO download_hours (episode_id, hour, audience_id, n)
  SELECT episode_id, date_trunc('hour', first_time, 'UTC'), audience_id, count(*) FROM downloads WHERE counted GROUP BY 1, 2, 3`;
