import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../../src/platform/db/database.ts';
import { openDatabase } from '../../src/platform/db/open-database.ts';
import { emptyDataDir } from '../data-dir-template.ts';
import { openRoutes, type Routes } from '../open-routes.ts';
import { form, json } from './ask.ts';

const day = 86_400_000;
let now = Date.UTC(2026, 2, 1);
let dataDir: ReturnType<typeof emptyDataDir>;
let database: Database;
let routes: Routes;
let elsewhere: Routes;

beforeAll(async () => {
  dataDir = emptyDataDir();
  database = await openDatabase({ dataDir: dataDir.path });
  routes = await openRoutes(database, { now: () => now });
  elsewhere = await openRoutes(database, { now: () => now }); // another process has a cache of its own
});
afterAll(async () => {
  await database.close();
  dataDir.remove();
});

type Ask = Awaited<ReturnType<Routes['logIn']>>;
const deletion: RequestInit = { method: 'DELETE', headers: { origin: 'http://localhost' } };
const withKey =
  (key: string, of = routes): Ask =>
  (path, init) =>
    of.anonymous(path, { ...init, headers: { ...init?.headers, 'x-api-key': key } });

async function make(ask: Ask, body: object): Promise<string> {
  const response = await ask('/api/v1/keys', json('POST', body));
  expect(response.status).toBe(201);
  return ((await response.json()) as { key: string }).key;
}
async function found(name: string) {
  return (await routes.accounts.listApiKeys({ tenantId: 'demo' })).find((key) => key.name === name);
}

describe('a key', () => {
  test('with scopes may do those things of its role, and is audited where it may not', async () => {
    const ask = await routes.logIn('ADMIN');
    const key = await make(ask, { name: 'narrow', role: 'ADMIN', scopes: ['users:read'] });
    expect((await withKey(key)('/api/v1/users')).status).toBe(200);
    for (const path of ['/api/v1/downloads', '/api/v1/keys', '/operations', '/account']) {
      expect((await withKey(key)(path)).status, path).toBe(403);
    }
    const denied: unknown[] = [];
    const query = routes.audit.query({ action: 'permission.denied' });
    for await (const event of query) if (event.actor.type === 'api_key') denied.push(event.details?.['code']);
    expect(denied).toEqual(['SCOPE', 'SCOPE', 'SCOPE', 'SCOPE']);
  });

  test.each([
    ['a scope that its role has not', { role: 'VIEWER', scopes: ['users:read'] }, 400],
    ['a scope that there is not', { role: 'ADMIN', scopes: ['everything'] }, 400],
    ['no scope at all', { role: 'ADMIN', scopes: [] }, 400],
    ['a role above one’s own', { role: 'SUPER_ADMIN' }, 403],
    ['an end in the past', { role: 'VIEWER', expiresInDays: -1 }, 400],
  ])('with %s is not made', async (_, body, status) => {
    const ask = await routes.logIn('ADMIN');
    expect((await ask('/api/v1/keys', json('POST', { name: 'never', ...body }))).status).toBe(status);
    expect(await found('never')).toBeUndefined();
  });

  test('makes no key that can do more than itself, and no administrators', async () => {
    const ask = await routes.logIn('ADMIN');
    const scopes = ['keys:read', 'keys:update', 'users:update'];
    const key = withKey(await make(ask, { name: 'maker', role: 'ADMIN', scopes }));
    const status = async (body: object) => (await key('/api/v1/keys', json('POST', { name: 'made', ...body }))).status;
    expect(await status({ role: 'ADMIN' })).toBe(403);
    expect(await status({ role: 'VIEWER' })).toBe(403);
    expect(await status({ role: 'ADMIN', scopes: ['keys:read'] })).toBe(403);
    expect((await key('/api/v1/users', json('POST', { email: 'x@example.com', role: 'ADMIN' }))).status).toBe(403);
  });

  test('revokes itself, and none whose role it may not give', async () => {
    const ask = await routes.logIn('ADMIN');
    const operator = await routes.logIn('SUPER_ADMIN');
    await make(operator, { name: 'of the operator', role: 'SUPER_ADMIN' });
    await make(ask, { name: 'of the network', role: 'ADMIN' });
    const narrow = withKey(await make(ask, { name: 'narrow revoker', role: 'ADMIN', scopes: ['keys:update'] }));
    const revoke = async (by: typeof ask, name: string) =>
      (await by(`/api/v1/keys/${(await found(name))?.id}`, deletion)).status;
    expect([await revoke(ask, 'of the operator'), await revoke(narrow, 'of the operator')]).toEqual([403, 403]);
    expect(await revoke(narrow, 'of the network')).toBe(403);
    expect(await revoke(narrow, 'narrow revoker')).toBe(204);
    expect(await revoke(ask, 'of the network')).toBe(204);
    expect(await (await ask('/account/keys')).text()).not.toContain('Revoke of the operator');
    expect(await revoke(operator, 'of the operator')).toBe(204);
  });

  test('is shown on its page once, and by its prefix later', async () => {
    const ask = await routes.logIn('ADMIN');
    const response = await ask('/account/keys', form({ name: 'shown', role: 'VIEWER', expiresInDays: '30' }));
    const [cookie = ''] = response.headers.getSetCookie()[0]?.split(';') ?? [];
    expect(decodeURIComponent(cookie)).not.toContain('pak_');
    const { prefix, expiresAt } = (await found('shown')) ?? {};
    expect(prefix).toMatch(/^pak_[\w-]{8}$/);
    expect(expiresAt).toEqual(new Date(now + 30 * day));
    const page = await (await ask('/account/keys')).text();
    expect(page).toContain(`${prefix}…`);
    expect(page).not.toMatch(/pak_[\w-]{43}/);
  });

  test('opens nothing after its end', async () => {
    const ask = await routes.logIn('ADMIN');
    const key = withKey(await make(ask, { name: 'short', role: 'VIEWER', expiresInDays: 1 }));
    now += day - 1;
    expect((await key('/api/v1/downloads')).status).toBe(200);
    now += 1;
    expect((await key('/api/v1/downloads')).status).toBe(401);
  });

  test('that is revoked opens nothing at once here, and elsewhere after ten seconds', async () => {
    const ask = await routes.logIn('ADMIN');
    const key = await make(ask, { name: 'revoked', role: 'VIEWER' });
    const status = async (of: Routes) => (await withKey(key, of)('/api/v1/downloads')).status;
    expect([await status(routes), await status(elsewhere)]).toEqual([200, 200]);
    const { id } = (await found('revoked')) ?? {};
    expect((await ask(`/api/v1/keys/${id}`, deletion)).status).toBe(204);
    expect([await status(routes), await status(elsewhere)]).toEqual([401, 200]);
    now += 9_999;
    expect(await status(elsewhere)).toBe(200);
    now += 1;
    expect(await status(elsewhere)).toBe(401);
  });

  test('tells when it was used last, and is written to once a minute', async () => {
    const ask = await routes.logIn('ADMIN');
    const key = withKey(await make(ask, { name: 'used', role: 'VIEWER' }));
    now += 60_000;
    const first = now;
    await key('/api/v1/downloads');
    expect((await found('used'))?.lastUsedAt).toEqual(new Date(first));
    now += 59_999;
    await key('/api/v1/downloads');
    expect((await found('used'))?.lastUsedAt).toEqual(new Date(first));
    now += 10_000;
    await key('/api/v1/downloads');
    expect((await found('used'))?.lastUsedAt).toEqual(new Date(first + 69_999));
  });

  test('revokes without a body or an origin, as programs ask', async () => {
    const ask = await routes.logIn('ADMIN');
    await make(ask, { name: 'doomed', role: 'VIEWER' });
    const key = withKey(await make(ask, { name: 'revoker', role: 'ADMIN' }));
    const { id } = (await found('doomed')) ?? {};
    expect((await key(`/api/v1/keys/${id}`, { method: 'DELETE' })).status).toBe(204);
    expect(await found('doomed')).toBeUndefined();
    const { id: other } = (await found('revoker')) ?? {};
    expect((await ask(`/api/v1/keys/${other}`, { method: 'DELETE' })).status).toBe(403); // a session without an origin
  });

  test('of another tenant is not there', async () => {
    const ask = await routes.logIn('ADMIN', 'other');
    await make(ask, { name: 'theirs', role: 'VIEWER' });
    const [theirs] = await routes.accounts.listApiKeys({ tenantId: 'other' });
    const admin = await routes.logIn('ADMIN');
    expect(await (await admin('/account/keys')).text()).not.toContain('theirs');
    expect((await admin(`/account/keys/${theirs?.id}/revoke`, form({}))).status).toBe(404);
    expect((await admin('/api/v1/keys/nothing', deletion)).status).toBe(404);
    expect(await routes.accounts.listApiKeys({ tenantId: 'other' })).toHaveLength(1);
  });
});
