import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createAudit, memorySink } from '@scry/audit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { appBackups } from '../../src/backup-app.ts';
import { readConfig } from '../../src/config.ts';
import type { Database } from '../../src/platform/db/database.ts';
import { openDatabase } from '../../src/platform/db/open-database.ts';
import { createEvents } from '../../src/platform/events/events.ts';
import { createTelemetry } from '../../src/platform/telemetry.ts';
import { auditOptions } from '../../src/scry/audit.ts';
import { emptyDataDir } from '../data-dir-template.ts';
import { openRoutes, type Parts } from '../open-routes.ts';

let dataDir: ReturnType<typeof emptyDataDir>;
let database: Database;
beforeAll(async () => {
  dataDir = emptyDataDir();
  database = await openDatabase({ dataDir: dataDir.path });
});
afterAll(async () => {
  await database.close();
  dataDir.remove();
});

const telemetry = createTelemetry('silent');
const key = Buffer.alloc(32, 1).toString('base64');
const open = (env: Record<string, string>, parts: Partial<Parts> = {}) =>
  openRoutes(database, { config: readConfig({ DATA_DIR: dataDir.path, ...env }), ...parts });
const post = { method: 'POST', headers: { origin: 'http://localhost' } };

test('a backup is made on demand by whoever may, and listed', async () => {
  const config = readConfig({ DATA_DIR: dataDir.path, BACKUP_KEY: key });
  const trail = await createAudit(auditOptions(telemetry, { sinks: [memorySink()] }));
  const backups = appBackups({ config, events: createEvents(telemetry), database, now: Date.now }, { audit: trail });
  const routes = await openRoutes(database, { config, backups, audit: trail });
  const ask = await routes.logIn('ADMIN');
  expect((await ask('/api/v1/operations/backups', post)).status).toBe(202);
  const second = await ask('/api/v1/operations/backups', post);
  expect(second.status).toBe(409);
  expect(await second.text()).toContain('Another backup is being made');
  type Listed = { backups: { name: string }[]; status: { created?: { name: string } } };
  const listed = async () => (await (await ask('/api/v1/operations/backups')).json()) as Listed;
  await expect.poll(async () => (await listed()).status.created?.name, { timeout: 30_000 }).toMatch(/\.backup$/);
  const { backups: kept } = await listed();
  expect(kept).toHaveLength(1);
  const page = await (await ask('/operations/backups')).text();
  expect(page).toContain(kept[0]?.name);
  const metrics = await (await (await routes.logIn('MONITOR'))('/metrics')).text();
  expect(metrics).toMatch(/^backup_last_success_timestamp_seconds [1-9]/m);
  await backups.close();
});

test.each(['VIEWER', 'CAMPAIGN_MANAGER', 'MONITOR'] as const)(
  'a %s neither sees backups nor makes one',
  async (role) => {
    const ask = await (await open({ BACKUP_KEY: key })).logIn(role);
    for (const path of ['/operations/backups', '/api/v1/operations/backups']) {
      expect((await ask(path)).status, path).toBe(403);
      expect((await ask(path, post)).status, path).toBe(403);
    }
  },
);

test('the page says which backup is not good, why, and what to do', async () => {
  const folder = join(dataDir.path, 'bad');
  const [good, bad] = ['2026-03-03T03-00-00Z', '2026-03-04T03-00-00Z'].map((at) => `podcast-analytics-${at}.backup`);
  mkdirSync(folder);
  for (const name of [good, bad]) writeFileSync(join(folder, `${name}`), 'x');
  const at = '2026-03-04T04:00:00.000Z';
  const verified = { at, name: bad, seconds: 0, problem: 'The backup is damaged.' };
  const status = { verified, failed: { at, problem: 'The backup is damaged.' } };
  writeFileSync(join(dataDir.path, 'backup-status.json'), JSON.stringify(status));
  const ask = await (await open({ BACKUP_KEY: key, BACKUP_DIR: folder })).logIn('ADMIN');
  const page = await (await ask('/operations/backups')).text();
  expect(page).toContain(folder);
  expect(page.match(/The backup is damaged\./g)).toHaveLength(1);
  expect(page).toContain('Make a new one now');
  const [first, second] = page.split('<tr>').slice(2);
  expect(first).toMatch(new RegExp(`${bad}[^]*not good`));
  expect(second).toContain(good);
  expect(second).not.toContain('good</span>');
});

test('without a key none is made, and the page says what to do', async () => {
  const ask = await (await open({})).logIn('ADMIN');
  expect((await ask('/operations/backups', post)).status).toBe(409);
  expect(await (await ask('/operations/backups')).text()).toContain('openssl rand -base64 32');
});

test('a server that is stopping is alive, and not ready', async () => {
  const { anonymous } = await open({}, { stopping: AbortSignal.abort() });
  expect((await anonymous('/health')).status).toBe(200);
  expect((await anonymous('/ready')).status).toBe(503);
});
