import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAudit, memorySink } from '@scry/audit';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { emptyDataDir } from '../../../test/data-dir-template.ts';
import { describeEachEngine } from '../../../test/each-engine.ts';
import { appBackups } from '../../backup-app.ts';
import { readConfig } from '../../config.ts';
import type { Database } from '../../platform/db/database.ts';
import { openDatabase } from '../../platform/db/open-database.ts';
import { createEvents } from '../../platform/events/events.ts';
import { createTelemetry } from '../../platform/telemetry.ts';
import { auditOptions, withAuditLog } from '../../scry/audit.ts';
import { backupName } from './backup-folder.ts';
import { backupStatusFile } from './backup-status.ts';
import { restoreBackup } from './restore-backup.ts';

const telemetry = createTelemetry('silent');
const events = createEvents(telemetry);
const now = () => Date.UTC(2026, 2, 4, 3);

// Each restores a whole database, some of them several: on a busy machine that takes its minute.
vi.setConfig({ testTimeout: 240_000 });

describeEachEngine('a backup', (open) => {
  let dataDir: string;
  let target: string;
  let database: Database;
  beforeEach(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'scry-backup-'));
    target = mkdtempSync(join(tmpdir(), 'scry-restore-'));
    database = await open();
  });
  afterEach(async () => {
    await database.close();
    for (const folder of [dataDir, target]) rmSync(folder, { recursive: true });
  });

  async function backupsOf(source = database) {
    const config = readConfig({ DATA_DIR: dataDir, BACKUP_KEY: Buffer.alloc(32, 3).toString('base64') });
    const audit = await createAudit(auditOptions(telemetry, { now, sinks: [memorySink()] }));
    const actor = { type: 'system', id: 'test' } as const;
    const backups = appBackups({ config, events, database: source, now }, { audit, actor });
    return { backups, audit, keys: config.backups.keys };
  }

  async function fill(): Promise<void> {
    await database.query(`INSERT INTO shows (tenant_id, key, title) VALUES ('a', 'one', $1), ('b', 'two', NULL)`, [
      'line\nbreak, "quotes", \\ and ☂',
    ]);
    await database.query(
      `INSERT INTO episodes (tenant_id, show_id, key, size_bytes) SELECT tenant_id, id, 'e', 9007199254740993 FROM shows`,
    );
    await database.query(`INSERT INTO listener_keys (month, key) VALUES ('2026-02', $1)`, [randomBytes(32)]);
    await database.query(
      `INSERT INTO downloads VALUES (1, '2026-02-03', gen_random_uuid(), 1, true, '{1,2}', 0, '2026-02-03 10:00:00.123456+00', gen_random_uuid(), 1)`,
    );
    await database.query(
      `INSERT INTO outcome_days SELECT 1, date '2026-01-01' + n::int, 'counted', n FROM generate_series(1, 3000) n`,
    );
    mkdirSync(join(dataDir, 'agents'));
    writeFileSync(join(dataDir, 'agents', 'apps.json'), '[]');
    writeFileSync(join(dataDir, 'flags.json'), '{}');
    await withAuditLog('commands', { dataDir, telemetry, now }, (audit) =>
      audit.logSystem({ action: 'service.started' }),
    );
  }

  const contents = async (from: Database) => ({
    shows: await from.query('SELECT * FROM shows ORDER BY id'),
    episodes: await from.query('SELECT *, size_bytes::text AS exact FROM episodes ORDER BY id'),
    keys: await from.query('SELECT * FROM listener_keys'),
    downloads: await from.query('SELECT *, first_time::text AS exact FROM downloads'),
    days: await from.query('SELECT count(*) AS rows, sum(n) AS sum FROM outcome_days'),
    migrations: await from.query('SELECT hash FROM drizzle.__drizzle_migrations ORDER BY created_at'),
  });

  test('brings back every row, file and sequence, and the constraints', async () => {
    await fill();
    const { backups, keys } = await backupsOf();
    const { path, rows } = await backups.create();
    expect(rows).toBe(2 + 2 + 1 + 1 + 3000);
    const other = await open();
    const restored = await restoreBackup({ path, keys, database: other, dataDir: target, force: false });
    expect(restored).toMatchObject({ rows, createdAt: new Date(now()).toISOString(), replaced: undefined });
    expect(await contents(other)).toEqual(await contents(database));
    expect(readFileSync(join(target, 'agents/apps.json'), 'utf8')).toBe('[]');
    expect(readdirSync(target).sort()).toEqual(['agents', 'audit', 'flags.json']);
    const [added] = await other.query<{ id: number }>(`INSERT INTO shows (key) VALUES ('new') RETURNING id`);
    expect(added?.id).toBe(3);
    await expect(other.query(`INSERT INTO episodes (show_id, key) VALUES (99, 'x')`)).rejects.toThrow('foreign key');
    await other.close();
  });

  test('is one moment of the database, whatever is written meanwhile', async () => {
    await fill();
    const { backups, keys } = await backupsOf();
    const writer = (async () => {
      for (let n = 0; n < 50; n++) {
        await database.transaction(async (tx) => {
          await tx.query(`INSERT INTO shows (tenant_id, key) VALUES ('pair', $1)`, [`left-${n}`]);
          await tx.query(`INSERT INTO imports (name) VALUES ($1)`, [`right-${n}`]);
        });
      }
    })();
    const { path } = await backups.create();
    await writer;
    const other = await open();
    await restoreBackup({ path, keys, database: other, dataDir: target, force: false });
    const [pairs] = await other.query(
      `SELECT (SELECT count(*) FROM shows WHERE tenant_id = 'pair') - (SELECT count(*) FROM imports) AS torn`,
    );
    expect(pairs).toEqual({ torn: 0 });
    await other.close();
  });

  test('is not restored over rows or files without force, and with it replaces both and keeps the files', async () => {
    await fill();
    const { backups, keys } = await backupsOf();
    const { path } = await backups.create();
    const other = await open();
    await other.query(`INSERT INTO shows (key) VALUES ('there before')`);
    const options = { path, keys, database: other, dataDir: target };
    await expect(restoreBackup({ ...options, force: false })).rejects.toThrow('there are rows in shows.');
    await other.query('DELETE FROM shows');
    writeFileSync(join(target, 'flags.json'), 'mine');
    await expect(restoreBackup({ ...options, force: false })).rejects.toThrow('it holds flags.json');
    await other.query(`INSERT INTO shows (key) VALUES ('there before')`);
    const { replaced = '' } = await restoreBackup({ ...options, force: true });
    expect(await contents(other)).toEqual(await contents(database));
    expect(readFileSync(join(replaced, 'flags.json'), 'utf8')).toBe('mine');
    expect(readFileSync(join(target, 'flags.json'), 'utf8')).toBe('{}');
    await other.close();
  });

  test('that is damaged changes nothing, not even with force', async () => {
    await fill();
    const { backups, keys } = await backupsOf();
    const { path, bytes } = await backups.create();
    truncateSync(path, bytes - 1);
    const before = await contents(database);
    await expect(restoreBackup({ path, keys, database, dataDir, force: true })).rejects.toThrow('cut off');
    expect(await contents(database)).toEqual(before);
    expect(readdirSync(dataDir).filter((name) => name.startsWith('restoring'))).toEqual([]);
  });

  test('of another version of the schema is refused', async () => {
    await database.query(`INSERT INTO drizzle.__drizzle_migrations (hash, created_at) VALUES ('newer', 9999999999999)`);
    const { backups, keys } = await backupsOf();
    const { path } = await backups.create();
    const other = await open();
    await expect(restoreBackup({ path, keys, database: other, dataDir: target, force: false })).rejects.toThrow(
      /made by another version: its migration \d+ of \d+ is not known here/,
    );
    await other.close();
  });

  test('is verified by restoring it, and the verdict is kept for the metrics and told in the audit trail', async () => {
    await fill();
    const { backups, audit } = await backupsOf();
    const { name, path, bytes } = await backups.create();
    const verified = await backups.verify({ openScratch: () => open() });
    expect(verified).toMatchObject({ name, rows: 3006, auditEvents: 1 });
    expect(verified.downloads).toBe((3000 * 3001) / 2);
    const status = backupStatusFile(dataDir);
    expect(await status.read()).toMatchObject({ created: { name, bytes }, verified: { name } });
    truncateSync(path, bytes - 100);
    await expect(backups.verify({ openScratch: () => open() })).rejects.toThrow('cut off');
    expect(await status.read()).toMatchObject({ verified: { name, problem: expect.stringContaining('cut off') } });
    const actions: string[] = [];
    for await (const event of audit.query({ action: 'backup.*' })) actions.push(event.action);
    expect(actions).toEqual(['backup.created', 'backup.verified', 'backup.failed']);
  });

  test('with a broken audit trail is not good', async () => {
    await fill();
    const trail = join(dataDir, 'audit/commands');
    const [segment = ''] = readdirSync(trail).filter((file) => file.endsWith('.ndjson'));
    const lines = readFileSync(join(trail, segment), 'utf8').replace('service.started', 'service.stopped');
    writeFileSync(join(trail, segment), lines);
    const { backups } = await backupsOf();
    await backups.create();
    await expect(backups.verify({ openScratch: () => open() })).rejects.toThrow('The audit trail "commands" is broken');
  });

  test('needs a key, is made one at a time, and leaves nothing behind when it is stopped', async () => {
    const { backups } = await backupsOf();
    const first = backups.create();
    await expect(backups.create()).rejects.toThrow('Another backup is being made');
    await first;
    const stopped = await backupsOf();
    await fill();
    const running = stopped.backups.create();
    await Promise.all([expect(running).rejects.toThrow('The server is stopping'), stopped.backups.close()]);
    expect(readdirSync(join(dataDir, 'backups'))).toHaveLength(1);
    const config = readConfig({ DATA_DIR: dataDir });
    const keyless = appBackups({ config, events, database, now }, { audit: { log: async () => ({}) as never } });
    await expect(keyless.create()).rejects.toThrow('BACKUP_KEY: expected 32 random bytes');
  });

  test('that cannot be ended takes no room on the disk', async () => {
    const { backups } = await backupsOf();
    const folder = join(dataDir, 'backups');
    mkdirSync(join(folder, backupName(now())), { recursive: true });
    await expect(backups.create()).rejects.toThrow();
    expect(readdirSync(folder)).toEqual([backupName(now())]);
  });

  test('made here is restored in an embedded database too', async () => {
    await fill();
    const { backups, keys } = await backupsOf();
    const { path } = await backups.create();
    const empty = emptyDataDir();
    const embedded = await openDatabase({ dataDir: empty.path });
    await restoreBackup({ path, keys, database: embedded, dataDir: target, force: false });
    expect(await contents(embedded)).toEqual(await contents(database));
    await embedded.close();
    empty.remove();
  });
});
