import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../../src/platform/db/database.ts';
import { openDatabase } from '../../src/platform/db/open-database.ts';
import { emptyDataDir } from '../data-dir-template.ts';
import { openRoutes, type Routes } from '../open-routes.ts';

const hour = 3_600_000;
let now = Date.UTC(2026, 2, 1);
let dataDir: ReturnType<typeof emptyDataDir>;
let database: Database;
let routes: Routes;

beforeAll(async () => {
  dataDir = emptyDataDir();
  database = await openDatabase({ dataDir: dataDir.path });
  routes = await openRoutes(database, { now: () => now });
  await routes.accounts.addUser({
    tenantId: 'demo',
    email: 'Ann@Example.com',
    password: 'correct horse battery',
    role: 'ANALYST',
  });
});
afterAll(async () => {
  await database.close();
  dataDir.remove();
});

const form = (fields: Record<string, string>, headers: Record<string, string> = {}): RequestInit => ({
  method: 'POST',
  headers: { origin: 'http://localhost', 'content-type': 'application/x-www-form-urlencoded', ...headers },
  body: new URLSearchParams(fields).toString(),
});
const ann = { email: 'ann@example.com', password: 'correct horse battery' };

async function cookieOf(response: Response): Promise<string> {
  return response.headers.get('set-cookie')?.split(';')[0] ?? '';
}

describe('whoever is not logged in', () => {
  test.each(['/', '/hits?show=%2Fa', '/operations'])(
    'is led from the page %s to the log-in, and back',
    async (path) => {
      const { status, headers } = await routes.anonymous(path);
      expect(status).toBe(303);
      expect(headers.get('location')).toBe(`/login?next=${encodeURIComponent(path)}`);
    },
  );

  test.each(['/api/v1/downloads', '/api/v1/hits', '/api/v2/anything', '/logins', '/LOGIN/../api/v1/hits'])(
    'gets no answer from %s',
    async (path) => {
      const response = await routes.anonymous(path, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
      });
      expect(response.status).toBe(401);
      expect(response.headers.get('www-authenticate')).toBe('ApiKey');
      expect(await response.json()).toMatchObject({ error: { code: 'unauthenticated' } });
    },
  );

  test('may see that the server is well, and how to ask', async () => {
    for (const path of ['/health', '/openapi.json', '/login']) {
      expect((await routes.anonymous(path)).status, path).toBe(200);
    }
  });
});

describe('a log-in', () => {
  test('opens the console until its end, in a cookie that no script and no other site can use', async () => {
    const response = await routes.anonymous('/login', form({ ...ann, next: '/hits?limit=1' }));
    expect(response.status).toBe(303);
    expect(response.headers.get('location')).toBe('/hits?limit=1');
    expect(response.headers.get('set-cookie')).toMatch(/^session=pas_[\w-]{43};.*HttpOnly.*SameSite=Lax/);
    const cookie = await cookieOf(response);
    expect(await (await routes.anonymous('/hits', { headers: { cookie } })).text()).toContain('ann@example.com');
    now += 12 * hour;
    expect((await routes.anonymous('/hits', { headers: { cookie } })).status).toBe(303);
  });

  test('ends when its user logs out', async () => {
    const cookie = await cookieOf(await routes.anonymous('/login', form(ann)));
    expect((await routes.anonymous('/', { headers: { cookie } })).status).toBe(200);
    expect((await routes.anonymous('/logout', form({}, { cookie }))).headers.get('location')).toBe('/login');
    expect((await routes.anonymous('/', { headers: { cookie } })).status).toBe(303);
  });

  test.each([
    ['a wrong password', { ...ann, password: 'correct horse' }],
    ['somebody unknown', { ...ann, email: 'bob@example.com' }],
    ['no password', { email: ann.email }],
    ['most of a megabyte for a password', { ...ann, password: 'x'.repeat(900_000) }],
  ])('fails for %s, in the same words', async (_, fields) => {
    const response = await routes.anonymous('/login', form(fields));
    expect(response.status).toBe(401);
    expect(response.headers.get('set-cookie')).toBeNull();
    expect(await response.text()).toContain('No account has this address and this password.');
  });

  test.each([
    'https://evil.example/',
    '//evil.example',
    '/\\evil.example',
    'javascript:alert(1)',
    '/a\r\nx: y',
    '/\x01',
    '/\x7f',
  ])('never leads to %j', async (next) => {
    const response = await routes.anonymous('/login', form({ ...ann, next }));
    expect(response.headers.get('location')).toBe('/');
  });

  test('is refused to a form of another site', async () => {
    const response = await routes.anonymous('/login', form(ann, { origin: 'https://evil.example' }));
    expect(response.status).toBe(403);
    expect(response.headers.get('set-cookie')).toBeNull();
  });

  test('of a password that was changed is over', async () => {
    const bob = { email: 'bob@example.org', password: 'the first password' };
    await routes.accounts.addUser({ ...bob, tenantId: 'demo', role: 'VIEWER' });
    const cookie = await cookieOf(await routes.anonymous('/login', form(bob)));
    await routes.accounts.setPassword(bob.email, 'the second password');
    expect((await routes.anonymous('/login', form(bob))).status).toBe(401);
    expect((await routes.anonymous('/', { headers: { cookie } })).status).toBe(303);
  });
});

describe('an API key', () => {
  const withKey = (key: string) => routes.anonymous('/api/v1/downloads', { headers: { 'x-api-key': key } });

  test('opens the API until it is revoked', async () => {
    const key = await routes.accounts.addApiKey({ tenantId: 'demo', name: 'ci', role: 'VIEWER', plan: 'free' });
    expect((await withKey(key)).status).toBe(200);
    await routes.accounts.revokeApiKey('demo', 'ci');
    now += 10_000; // as long as it may be remembered
    expect((await withKey(key)).status).toBe(401);
  });

  test.each(['', 'pak_', 'pak_guess'])('of %j is none', async (key) => {
    expect((await withKey(key)).status).toBe(401);
  });

  test('is not stored', async () => {
    const key = await routes.accounts.addApiKey({ tenantId: 'demo', name: 'kept', role: 'VIEWER', plan: 'free' });
    const rows = await database.query('SELECT * FROM api_keys');
    expect(rows.length).toBeGreaterThan(0);
    expect(JSON.stringify(rows)).not.toContain(key.slice(4));
  });
});
