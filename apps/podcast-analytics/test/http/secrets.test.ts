import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '../../src/platform/db/database.ts';
import { openDatabase } from '../../src/platform/db/open-database.ts';
import { createTelemetry } from '../../src/platform/telemetry.ts';
import { emptyDataDir } from '../data-dir-template.ts';
import { openRoutes, type Routes } from '../open-routes.ts';

let dataDir: ReturnType<typeof emptyDataDir>;
let database: Database;
let routes: Routes;
const log: string[] = [];
const telemetry = createTelemetry('debug', { write: (line) => log.push(line) });

beforeAll(async () => {
  dataDir = emptyDataDir();
  database = await openDatabase({ dataDir: dataDir.path });
  const failing = () => Promise.reject(new Error(`the query of ${mail} failed with ${card}`));
  routes = await openRoutes(database, {
    telemetry,
    // Errors often carry what they were made of.
    reports: { downloads: failing, outcomes: failing, hits: failing, scope: failing },
  });
});
afterAll(async () => {
  await database.close();
  dataDir.remove();
});

const password = 'correct horse battery';
const mail = 'ann.lovelace@example.com';
const card = '4111 1111 1111 1111';
// Put together here, so that nobody takes it for a real one.
const stripe = ['sk', 'live', 'a1B2c3D4e5F6g7H8i9J0k1L2'].join('_');

test('secrets that go through every route are found in no log line, no event, no metric and no error', async () => {
  await routes.accounts.addUser({ tenantId: 'demo', email: mail, password, role: 'ADMIN' });
  const key = await routes.accounts.addApiKey({ tenantId: 'demo', name: 'ci', role: 'ADMIN', plan: 'network' });
  const session = (await routes.accounts.logIn(mail, password))?.token ?? '';
  const secrets = [password, mail, card, stripe, key, session];
  const headers = {
    origin: 'http://localhost',
    cookie: `session=${session}`,
    'x-api-key': key,
    authorization: `Bearer ${key}`,
  };

  const paths = routes.paths().map((path) => path.replace(':name', stripe));
  expect(paths.length).toBeGreaterThan(10);
  const told: string[] = [];
  for (const path of [...paths, `/nothing/${key}/${stripe}`]) {
    for (const method of ['GET', 'POST']) {
      const body = method === 'POST' ? new URLSearchParams({ email: mail, password, next: `/?token=${key}` }) : null;
      const response = await routes.anonymous(`${path}?show=${stripe}&card=${encodeURIComponent(card)}`, {
        method,
        headers,
        body,
      });
      if (response.status >= 400) told.push(await response.text());
    }
  }
  telemetry.logger.info({ user: { email: mail, password }, headers, note: `paid with ${card}` }, `key ${stripe}`);

  const audited: string[] = [];
  for await (const event of routes.audit.query({})) audited.push(JSON.stringify(event));

  const numbers = await telemetry.metrics.metrics();

  expect(log.length).toBeGreaterThan(paths.length);
  expect(audited.length).toBeGreaterThan(10);
  expect(told.length).toBeGreaterThan(3);
  for (const secret of secrets) {
    expect(log.filter((line) => line.includes(secret))).toEqual([]);
    expect(told.filter((text) => text.includes(secret))).toEqual([]);
    expect(numbers).not.toContain(secret);
    // Who did it is what an audit trail is for.
    if (secret !== mail) expect(audited.filter((line) => line.includes(secret))).toEqual([]);
  }
});
