import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { appBackups } from '../src/backup-app.ts';
import { runCommand } from '../src/commands/run-command.ts';
import { type Config, readConfig } from '../src/config.ts';
import { conversionSpoolDisk, openConversionSpool } from '../src/features/attribution/conversion-spool.ts';
import { restoreBackup } from '../src/features/backups/restore-backup.ts';
import { setAsideFile } from '../src/features/ingest/spool/set-aside-file.ts';
import { openSpool } from '../src/features/ingest/spool/spool.ts';
import { openSpoolDisk } from '../src/features/ingest/spool/spool-disk.ts';
import { encodeHits } from '../src/features/ingest/spool/spooled-hits.ts';
import { openUploadFiles } from '../src/features/ingest/uploads/upload-files.ts';
import { createUploadRepository } from '../src/features/ingest/uploads/upload-repository.ts';
import { type App, openApp } from '../src/main.ts';
import { openDatabase } from '../src/platform/db/open-database.ts';
import { serveApp } from '../src/serve-app.ts';
import { emptyDataDir } from './data-dir-template.ts';
import { makeHit } from './make-hit.ts';
import { fillTables } from './row-in-each-table.ts';

const backupKey = Buffer.alloc(32, 3).toString('base64');
const off = { STRIPE_API_KEY: 'off', SENDGRID_API_KEY: 'off', OPENAI_API_KEY: 'off', PAGERDUTY_ROUTING_KEY: 'off' };
const configOf = (dataDir: string) =>
  readConfig({
    ...off,
    DATA_DIR: dataDir,
    BACKUP_KEY: backupKey,
    BACKUP_AT: 'off',
    LOG_LEVEL: 'silent',
    PORT: '0',
  });
const now = () => Date.UTC(2026, 2, 4, 3);
const csv = `time,url,address,userAgent\n2026-02-03T12:00:00Z,https://a.example/2.mp3,192.0.2.2,"Pod/2"\n`;

let source: ReturnType<typeof emptyDataDir>;
let folder: string;
let backup: string;
let link: string;
let config: Config;
const inSource = (...parts: string[]) => join(source.path, ...parts);

/** What was promised to somebody and is not in the database yet, or never will be. */
async function promise(app: App): Promise<void> {
  const spool = await openSpool({ disk: await openSpoolDisk(inSource('spool')), now, maxBytes: 1_000_000 });
  await spool.append(encodeHits({ tenantId: 'demo', hits: [{ ...makeHit(), uuid: '1' }] }));
  await spool.close();
  await setAsideFile(inSource('spool'), now)('demo', makeHit(), 'refused');

  const texts = new Map(Object.entries({ pixel_token: 'token', currency: 'EUR', tenant_id: 'demo' }));
  await fillTables(app.database, (_, column) => texts.get(column) ?? column, ['campaigns']);
  const conversions = await openConversionSpool({
    ...{ disk: await conversionSpoolDisk(source.path), maxBytes: 1_000_000, now, logger: app.telemetry.logger },
    ...{ conversions: { record: () => Promise.reject(new Error('away')) }, retry: () => (work) => work() },
  });
  const arrived = { id: crypto.randomUUID(), kind: 'purchase', time: now(), valueMinor: 700, households: [] } as const;
  await conversions.intake({ ...arrived, campaign: { pixelToken: 'token' } });
  await conversions.close();

  const uploads = await openUploadFiles(inSource('uploads'));
  const repository = createUploadRepository(app.database);
  const id = await repository.create('demo', 'log.csv');
  await repository.saved(id, await uploads.save(id, Readable.from([csv]), new AbortController().signal));
  writeFileSync(uploads.rejectsPath(7), '{"line":1}\n');

  writeFileSync(inSource('flags.json'), '{"flags":{}}');
  writeFileSync(inSource('redirect-hosts.json'), '{"hosts":[["demo","a.example"]]}');
  mkdirSync(inSource('agents'));
  writeFileSync(inSource('agents', 'apps.json'), '[]');
  await app.audit.log({ action: 'service.started', actor: { type: 'system', id: 'test' } });
  link = await app.signingKeys.signer('share-link').sign({ report: 'r1' }, 366 * 86_400_000);
}

beforeAll(async () => {
  source = emptyDataDir();
  folder = mkdtempSync(join(tmpdir(), 'scry-promised-'));
  const app = await openApp(configOf(source.path), now);
  await promise(app);
  backup = (await appBackups(app, { audit: app.audit, actor: { type: 'system', id: 'test' } }).create()).path;
  await app.close();
  config = configOf(join(folder, 'restored'));
  const database = await openDatabase({ dataDir: config.dataDir, migrated: false });
  const { keys } = config.backups;
  await restoreBackup({ path: backup, keys, database, dataDir: config.dataDir, force: false });
  await database.close();
});
afterAll(() => {
  source.remove();
  rmSync(folder, { recursive: true });
});

test('whatever a data directory holds is in its backup, or the plan says why it is not', () => {
  const kept = readdirSync(config.dataDir);
  const left = readdirSync(source.path).filter((name) => !kept.includes(name));
  expect(left.sort()).toEqual(['backup-status.json', 'backups']); // and what an embedded database makes anew
  const plan = readFileSync(join(import.meta.dirname, '../docs/DISASTER_RECOVERY_PLAN.md'), 'utf8');
  for (const name of [...left, ...kept]) expect(plan, name).toMatch(new RegExp(`\`${name.replace('.', '\\.')}/?\``));
});

test('a server on what was restored stores what waited, and links, flags and files go on', async () => {
  for (const file of ['uploads/7.rejects', 'spool/set-aside-2026-03-04.ndjson', 'flags.json', 'agents/apps.json']) {
    expect(readFileSync(join(config.dataDir, file), 'utf8'), file).toBe(readFileSync(inSource(file), 'utf8'));
  }
  const app = await openApp(config, now);
  const server = await serveApp(app);
  try {
    const counted = async () => (await app.reports.downloads('day', {})).reduce((sum, day) => sum + day.downloads, 0);
    await expect.poll(counted, { timeout: 60_000 }).toBe(2); // of the spool, and of the upload
    const values = () => app.database.query('SELECT value_minor FROM conversions');
    await expect.poll(values, { timeout: 60_000 }).toEqual([{ value_minor: 700 }]);
    expect(await app.signingKeys.signer('share-link').verify(link)).toEqual({ report: 'r1' });
  } finally {
    await server.close();
    await app.close();
  }
});

test('the files alone are restored beside a database that is there, for the other servers', async () => {
  const dataDir = join(folder, 'files-only');
  let written = '';
  const stream = new Writable({
    write(text, _, done) {
      written += text;
      done();
    },
  });
  const env = { DATA_DIR: dataDir, BACKUP_KEY: backupKey, DATABASE_URL: 'postgres://nobody@127.0.0.1:1/away' };
  const restore = () =>
    runCommand(['restore', '--files-only', backup], {
      ...{ env, stdout: stream, stderr: stream, now, signal: new AbortController().signal },
    });
  expect(await restore(), written).toBe(0);
  expect(written).toMatch(/^Restored the state of 2026-03-04T03:00:00\.000Z: \d+ files\.\n$/);
  expect(readdirSync(dataDir)).not.toContain('pgdata');
  expect(readdirSync(join(dataDir, 'conversion-spool'))).toHaveLength(1);
  expect(await restore()).toBe(1);
  expect(written).toContain('is not empty');
});
