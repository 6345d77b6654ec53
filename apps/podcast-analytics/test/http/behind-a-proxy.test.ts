import { afterAll, beforeAll, expect, test } from 'vitest';
import { readConfig } from '../../src/config.ts';
import type { Database } from '../../src/platform/db/database.ts';
import { openDatabase } from '../../src/platform/db/open-database.ts';
import { emptyDataDir } from '../data-dir-template.ts';
import { openRoutes } from '../open-routes.ts';
import { form, json } from './ask.ts';

const user = { email: 'ann@example.com', password: 'a password of a test' };
let dataDir: ReturnType<typeof emptyDataDir>;
let database: Database;

beforeAll(async () => {
  dataDir = emptyDataDir();
  database = await openDatabase({ dataDir: dataDir.path });
  const { accounts } = await openRoutes(database);
  await accounts.addUser({ ...user, role: 'ADMIN', tenantId: 'demo' });
});
afterAll(async () => {
  await database.close();
  dataDir.remove();
});

const behind = (proxies: number) => openRoutes(database, { config: readConfig({ TRUST_PROXY: String(proxies) }) });

test.each([
  [0, 'https', false],
  [1, undefined, false],
  [1, 'http', false],
  [1, 'https', true],
  [1, 'https, http', false],
  [2, 'https, http', true],
  [2, 'HTTPS', true],
])('behind %i proxies that say %j the cookies are for TLS alone: %j', async (proxies, proto, isSecure) => {
  const { anonymous } = await behind(proxies);
  const origin = `${isSecure ? 'https' : 'http'}://localhost`;
  const told = { origin, ...(proto !== undefined && { 'x-forwarded-proto': proto }) };
  const { headers } = await anonymous('/login', form(user, told));
  const cookies = headers.getSetCookie();
  expect(cookies.map((cookie) => cookie.split('=')[0])).toEqual(['session', 'device']);
  for (const cookie of cookies) expect(/; Secure/i.test(cookie)).toBe(isSecure);
});

test('links that are handed on, and what is shown once, go by TLS behind a proxy that ends it', async () => {
  const routes = await behind(1);
  const ask = await routes.logIn('ADMIN');
  const tls = { origin: 'https://localhost', 'x-forwarded-proto': 'https' };
  const invited = await ask('/api/v1/users', json('POST', { email: 'bob@example.com', role: 'VIEWER' }, tls));
  expect(((await invited.json()) as { link: string }).link).toMatch(/^https:\/\/localhost\/set-password\?token=pal_/);
  const shown = await ask('/account/keys', form({ name: 'ci', role: 'VIEWER' }, tls));
  expect(shown.status).toBe(303);
  expect(shown.headers.getSetCookie()[0]).toMatch(/^shown-once=.*; Secure/);
  expect(await (await ask('/prefix', { headers: tls })).text()).toContain('https://localhost/e/demo/');
});
