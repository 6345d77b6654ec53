import { afterAll, beforeAll, expect, test } from 'vitest';
import { readConfig } from '../../src/config.ts';
import type { Role } from '../../src/features/accounts/account.ts';
import type { Database } from '../../src/platform/db/database.ts';
import { openDatabase } from '../../src/platform/db/open-database.ts';
import { emptyDataDir } from '../data-dir-template.ts';
import { openRoutes, type Routes } from '../open-routes.ts';
import { form } from './ask.ts';

let users = 0;
let dataDir: ReturnType<typeof emptyDataDir>;
let database: Database;
let routes: Routes;

beforeAll(async () => {
  dataDir = emptyDataDir();
  database = await openDatabase({ dataDir: dataDir.path });
  routes = await openRoutes(database, { config: readConfig({ DATA_DIR: dataDir.path }) });
});
afterAll(async () => {
  await database.close();
  dataDir.remove();
});

async function addUser(tenantId = 'demo', role: Role = 'VIEWER') {
  const email = `person${++users}@example.com`;
  return { email, id: await routes.accounts.addUser({ tenantId, email, password: 'a password of a test', role }) };
}

test('everybody gets what is stored about them, and nothing of others', async () => {
  const { email } = await addUser();
  const ask = await routes.logIn('VIEWER');
  const response = await ask('/account/data');
  expect(response.headers.get('content-disposition')).toContain('personal-data.ndjson');
  const text = await response.text();
  expect(text).toContain('"table":"users"');
  expect(text).toContain('"table":"sessions"');
  expect(text).not.toContain(email);
});

test('an administrator exports and erases people of the own tenant', async () => {
  const { email } = await addUser();
  const ask = await routes.logIn('ADMIN');
  expect(await (await ask('/account/privacy/export', form({ email }))).text()).toContain(email);
  expect(await (await ask('/account/privacy/erase', form({ email }))).text()).toContain(
    '1 rows were removed or changed',
  );
  expect(await routes.accounts.userAt(email)).toBeUndefined();
});

test('an administrator reaches nobody of another tenant, nobody above, and no listeners', async () => {
  const ask = await routes.logIn('ADMIN');
  const [other, above] = [await addUser('other'), await addUser('demo', 'SUPER_ADMIN')];
  expect(await (await ask('/account/privacy/export', form({ email: other.email }))).text()).toBe('');
  expect(await (await ask('/account/privacy/erase', form({ email: other.email }))).text()).toContain('0 rows');
  expect((await ask('/account/privacy/erase', form({ email: above.email }))).status).toBe(403);
  for (const { email, id } of [other, above]) expect((await routes.accounts.userAt(email))?.id).toBe(id);
  const listener = form({ address: '192.0.2.1', userAgent: 'AntennaPod/3' });
  expect((await ask('/account/privacy/erase-listener', listener)).status).toBe(403);
  const operator = await routes.logIn('SUPER_ADMIN');
  expect(await (await operator('/account/privacy/erase-listener', listener)).text()).toContain('0 hits');
  expect((await ask('/account/privacy/export-listener', listener)).status).toBe(403);
  const exported = await operator('/account/privacy/export-listener', listener);
  expect(exported.headers.get('content-disposition')).toContain('personal-data.ndjson');
});

test.each([
  ['/account/privacy/erase', { email: '%' }],
  ['/account/privacy/export', {}],
  ['/account/privacy/erase-listener', { address: '1', userAgent: 'x' }],
  ['/account/privacy/export-listener', { address: '1', userAgent: 'x' }],
])('%s refuses %j', async (path, fields: Record<string, string>) => {
  const ask = await routes.logIn('SUPER_ADMIN');
  expect((await ask(path, form(fields))).status).toBe(400);
});

test.each(['VIEWER', 'CAMPAIGN_MANAGER', 'MONITOR'] as const)('%s exports and erases nobody', async (role) => {
  const ask = await routes.logIn(role);
  expect((await ask('/account/privacy')).status).toBe(403);
  for (const deed of ['export', 'erase', 'export-listener', 'erase-listener']) {
    expect((await ask(`/account/privacy/${deed}`, form({ email: 'x@example.com' }))).status, deed).toBe(403);
  }
});
