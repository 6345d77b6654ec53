import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Role } from '../../src/features/accounts/account.ts';
import type { Database } from '../../src/platform/db/database.ts';
import { openDatabase } from '../../src/platform/db/open-database.ts';
import { emptyDataDir } from '../data-dir-template.ts';
import { openRoutes, type Routes } from '../open-routes.ts';
import { cookiesOf, form, json } from './ask.ts';

const password = 'a password of a test';
let now = Date.UTC(2026, 2, 1);
let users = 0;
let dataDir: ReturnType<typeof emptyDataDir>;
let database: Database;
let routes: Routes;

beforeAll(async () => {
  dataDir = emptyDataDir();
  database = await openDatabase({ dataDir: dataDir.path });
});
beforeEach(async () => {
  routes = await openRoutes(database, { now: () => now });
});
afterAll(async () => {
  await database.close();
  dataDir.remove();
});

async function addUser(role: Role = 'VIEWER', tenantId = 'demo') {
  const email = `user${++users}@example.com`;
  const id = await routes.accounts.addUser({ tenantId, email, password, role });
  const logIn = async () => cookiesOf(await routes.anonymous('/login', form({ email, password }))).get('session') ?? '';
  const asksWith = (session: string) => (path: string) =>
    routes.anonymous(path, { headers: { cookie: `session=${session}` } });
  return { id, email, logIn, asksWith };
}

describe('an invitation', () => {
  test('makes a user by a link that works once and sets the password', async () => {
    const ask = await routes.logIn('ADMIN');
    const email = `invited${++users}@example.com`;
    const response = await ask('/api/v1/users', json('POST', { email, role: 'ANALYST' }));
    expect(response.status).toBe(201);
    const { link } = (await response.json()) as { link: string };
    const { pathname, search, searchParams } = new URL(link);
    expect((await routes.anonymous(pathname + search)).status).toBe(200);
    const set = (text: string) =>
      routes.anonymous('/set-password', form({ token: searchParams.get('token') ?? '', password: text }));
    expect((await set('short')).status).toBe(400);
    expect((await set(password)).headers.get('location')).toBe('/login');
    expect((await set('another password')).status).toBe(410);
    expect((await routes.anonymous(pathname + search)).status).toBe(410);
    expect(await routes.accounts.logIn(email, password)).toMatchObject({
      account: { role: 'ANALYST', tenantId: 'demo' },
    });
  });

  test('is told on the page once, expires after a week, and can be withdrawn', async () => {
    const ask = await routes.logIn('ADMIN');
    const email = `invited${++users}@example.com`;
    const response = await ask('/account/users/invite', form({ email, role: 'VIEWER' }));
    const [cookie = ''] = response.headers.getSetCookie()[0]?.split(';') ?? [];
    expect(cookie).toMatch(/^shown-once=/);
    expect(decodeURIComponent(cookie)).not.toContain('pal_');
    const page = await ask('/account/users', { headers: { cookie } });
    expect(await page.text()).toContain('/set-password?token=pal_');
    expect(cookiesOf(page).get('shown-once')).toBe('');
    expect(await (await ask('/account/users')).text()).not.toContain('pal_');
    const { id } = (await routes.accounts.invitations({ tenantId: 'demo' })).find((each) => each.email === email) ?? {};
    expect((await ask(`/account/users/invitations/${id}/withdraw`, form({}))).status).toBe(303);
    expect((await routes.accounts.invitations({ tenantId: 'demo' })).map((each) => each.email)).not.toContain(email);
    const { token } = await routes.accounts.invite({ tenantId: 'demo', email, role: 'VIEWER' });
    now += 7 * 86_400_000;
    expect(await routes.accounts.addressOfLink(token)).toBeUndefined();
  });

  test.each([
    ['a role above one’s own', { email: 'x@example.com', role: 'SUPER_ADMIN' }, 403],
    ['no role', { email: 'x@example.com' }, 400],
    ['an address that is none', { email: 'x', role: 'VIEWER' }, 400],
    ['a field too many', { email: 'x@example.com', role: 'VIEWER', password }, 400],
  ])('with %s is refused', async (_, body, status) => {
    const ask = await routes.logIn('ADMIN');
    expect((await ask('/api/v1/users', json('POST', body))).status).toBe(status);
  });

  test('goes to the own tenant, whichever is named', async () => {
    await addUser('VIEWER', 'other');
    const ask = await routes.logIn('ADMIN');
    const email = `invited${++users}@example.com`;
    await ask('/api/v1/users', json('POST', { email, role: 'VIEWER', tenantId: 'other' }));
    expect((await routes.accounts.invitations({ tenantId: 'other' })).map((each) => each.email)).not.toContain(email);
    const operator = await routes.logIn('SUPER_ADMIN');
    await operator('/api/v1/users', json('POST', { email, role: 'VIEWER', tenantId: 'other' }));
    expect((await routes.accounts.invitations({ tenantId: 'other' })).map((each) => each.email)).toContain(email);
  });
});

describe('a user', () => {
  test('of another tenant is not there', async () => {
    const { id, email } = await addUser('VIEWER', 'other');
    const ask = await routes.logIn('ADMIN');
    expect(await (await ask('/account/users')).text()).not.toContain(email);
    expect(await (await ask('/api/v1/users')).text()).not.toContain(email);
    for (const deed of ['link', 'disable', 'enable', 'end-sessions', 'remove-mfa']) {
      expect((await ask(`/account/users/${id}/${deed}`, form({}))).status, deed).toBe(404);
    }
    expect((await ask(`/account/users/${id}/role`, form({ role: 'ADMIN' }))).status).toBe(404);
    expect((await ask(`/api/v1/users/${id}`, json('PATCH', { role: 'ADMIN' }))).status).toBe(404);
    expect((await ask('/api/v1/users/%00', json('PATCH', { role: 'ADMIN' }))).status).toBe(404);
    const operator = await routes.logIn('SUPER_ADMIN');
    expect(await (await operator('/account/users')).text()).toContain(email);
    expect((await operator(`/api/v1/users/${id}`, json('PATCH', { role: 'ANALYST' }))).status).toBe(200);
  });

  test('who is disabled, or gets another role, is out at once', async () => {
    const ask = await routes.logIn('ADMIN');
    const { id, logIn, asksWith } = await addUser();
    for (const change of [{ role: 'ANALYST' }, { isDisabled: true }]) {
      const page = asksWith(await logIn());
      expect((await page('/account')).status).toBe(200); // now it is in the cache
      expect((await ask(`/api/v1/users/${id}`, json('PATCH', change))).status).toBe(200);
      expect((await page('/account')).status).toBe(303);
    }
    expect(await logIn()).toBe('');
    await ask(`/account/users/${id}/enable`, form({}));
    expect(await logIn()).not.toBe('');
  });

  test.each([
    ['gets another role', (id: string) => routes.accounts.updateUser('all tenants', id, { role: 'ADMIN' })],
    ['is disabled', (id: string) => routes.accounts.updateUser('all tenants', id, { isDisabled: true })],
    ['gets another password', (_: string, email: string) => routes.accounts.setPassword(email, `another ${password}`)],
  ])('who %s has no link any more that sets the password', async (_, change) => {
    const { id, email } = await addUser();
    const { token } = await routes.accounts.resetLink(await routes.accounts.user('all tenants', id));
    await change(id, email);
    expect(await routes.accounts.addressOfLink(token)).toBeUndefined();
  });

  test('administers nobody above, and not the own account', async () => {
    const above = await addUser('SUPER_ADMIN');
    const admin = await addUser('ADMIN');
    const session = await admin.logIn();
    const ask = (path: string, init: RequestInit) =>
      routes.anonymous(path, { ...init, headers: { ...init.headers, cookie: `session=${session}` } });
    expect((await ask(`/account/users/${above.id}/link`, form({}))).status).toBe(403);
    expect((await ask(`/account/users/${admin.id}/disable`, form({}))).status).toBe(409);
    expect((await ask(`/account/users/${admin.id}/role`, form({ role: 'VIEWER' }))).status).toBe(409);
  });

  test.each(['VIEWER', 'ANALYST', 'CAMPAIGN_MANAGER', 'MONITOR'] as const)(
    'is %s sees and changes no users',
    async (role) => {
      const ask = await routes.logIn(role);
      for (const path of ['/account/users', '/account/keys', '/account/tenants', '/api/v1/users', '/api/v1/keys']) {
        expect((await ask(path)).status, path).toBe(403);
      }
      expect((await ask('/api/v1/users', json('POST', { email: 'x@example.com', role: 'VIEWER' }))).status).toBe(403);
      expect((await ask('/account/tenants', form({ id: 'mine', name: 'Mine', plan: 'free' }))).status).toBe(403);
    },
  );
});

describe('one’s own account', () => {
  test('changes the password for the current one, and ends the other sessions', async () => {
    const { email, logIn, asksWith } = await addUser();
    const [here, there] = [await logIn(), await logIn()];
    expect((await asksWith(there)('/account')).status).toBe(200);
    const change = (current: string) =>
      routes.anonymous(
        '/account/password',
        form({ current, password: 'a newer password' }, { cookie: `session=${here}` }),
      );
    expect((await change('wrong')).status).toBe(403);
    expect((await change(password)).status).toBe(303);
    expect((await asksWith(here)('/account')).status).toBe(200);
    expect((await asksWith(there)('/account')).status).toBe(303);
    expect(await routes.accounts.logIn(email, password)).toBeUndefined();
  });

  test('ends one of the own sessions, and none of others', async () => {
    const [ann, bob] = [await addUser(), await addUser()];
    const [here, there, his] = [await ann.logIn(), await ann.logIn(), await bob.logIn()];
    const sessionOf = async (id: string, token: string) =>
      (await routes.accounts.listSessions(id, token)).find(({ isCurrent }) => isCurrent)?.id;
    const end = async (id: string | undefined) =>
      (await routes.anonymous(`/account/sessions/${id}/end`, form({}, { cookie: `session=${here}` }))).status;
    expect(await end(await sessionOf(bob.id, his))).toBe(404);
    expect((await bob.asksWith(his)('/account')).status).toBe(200);
    expect(await end(await sessionOf(ann.id, there))).toBe(303);
    expect((await ann.asksWith(there)('/account')).status).toBe(303);
  });

  test('is nothing for an API key', async () => {
    const key = await routes.accounts.addApiKey({ tenantId: 'demo', name: 'me', role: 'ADMIN', plan: 'free' });
    for (const path of ['/account', '/account/mfa', '/account/data']) {
      expect((await routes.anonymous(path, { headers: { 'x-api-key': key } })).status, path).toBe(403);
    }
  });
});

describe('tenants', () => {
  test('are made by whoever operates the platform, and changed by their own administrators', async () => {
    const id = `net-${++users}`;
    const operator = await routes.logIn('SUPER_ADMIN');
    expect((await operator('/account/tenants', form({ id, name: 'Net', plan: 'team' }))).status).toBe(303);
    expect((await operator('/account/tenants', form({ id, name: 'Net', plan: 'team' }))).status).toBe(409);
    expect((await operator('/account/tenants', form({ id: 'No Id', name: 'Net', plan: 'team' }))).status).toBe(400);
    const ask = await routes.logIn('ADMIN', id);
    const change = (fields: Record<string, string>, of = id) =>
      ask(`/account/tenants/${of}`, form({ name: 'Net', retentionDays: '200', ...fields }));
    expect((await change({})).status).toBe(303);
    expect(await routes.accounts.tenants.get(id)).toMatchObject({ retentionDays: 200, plan: 'team' });
    expect((await change({ retentionDays: '10' })).status).toBe(400);
    expect((await change({ plan: 'network' })).status).toBe(403);
    expect((await change({}, 'demo')).status).toBe(404);
  });
});

describe('teams', () => {
  test('have members of their own tenant only', async () => {
    const ask = await routes.logIn('ADMIN');
    const [mine, other] = [await addUser(), await addUser('VIEWER', 'other')];
    await ask('/account/teams', form({ name: `Sales ${users}` }));
    const [team] = (await routes.accounts.teams.list('demo')).filter(({ name }) => name === `Sales ${users}`);
    const put = async (userId: string, deed = 'members') =>
      (await ask(`/account/teams/${team?.id}/${deed}`, form({ userId }))).status;
    expect(await put(mine.id)).toBe(303);
    expect(await put(other.id)).toBe(404);
    const account = { type: 'user', id: mine.id, tenantId: 'demo' } as const;
    expect(await routes.accounts.teams.teamsOf(account)).toEqual([team?.id]);
    expect(await routes.accounts.teams.teamsOf({ ...account, type: 'api_key' })).toEqual([]);
    const foreign = await routes.logIn('ADMIN', 'other');
    expect((await foreign(`/account/teams/${team?.id}/delete`, form({}))).status).toBe(404);
    expect(await (await foreign('/account/teams')).text()).not.toContain(`Sales ${users}`);
    expect(await put(mine.id, 'members/remove')).toBe(303);
    expect(await routes.accounts.teams.teamsOf(account)).toEqual([]);
  });
});
