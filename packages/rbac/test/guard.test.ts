import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { frameworks, type GuardedServer } from './guarded-servers.ts';

describe.each(Object.entries(frameworks))('a guard on %s', (_, serve) => {
  let server: GuardedServer;
  beforeAll(async () => {
    server = await serve();
  });
  afterAll(() => server.close());

  const ask = (method: string, path: string, user?: string, headers: Record<string, string> = {}) =>
    fetch(server.url + path, { method, headers: { ...headers, ...(user !== undefined && { 'x-user': user }) } });

  test('lets those pass who may', async () => {
    const response = await ask('PUT', '/campaigns/spring', 'mona');
    expect(response.status).toBe(200);
    expect(await response.text()).toBe('updated');
    expect(server.reached).toContain('spring');
  });

  test('answers 401 with a challenge when nobody is signed in, and loads nothing', async () => {
    const response = await ask('PUT', '/campaigns/broken');
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toBe('Bearer');
    expect(await response.json()).toEqual({ status: 401, title: 'Unauthorized', code: 'SCRY_UNAUTHENTICATED' });
  });

  test('answers 403 without a word about the resource, the principal or the rule', async () => {
    const response = await ask('PUT', '/campaigns/autumn', 'mona');
    expect(response.status).toBe(403);
    expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await response.text()).toBe(
      '{"status":403,"title":"Forbidden","code":"SCRY_FORBIDDEN","permission":"campaigns:update"}',
    );
    expect(server.reached).not.toContain('autumn');
  });

  test('answers alike for what is missing and for what belongs to another tenant', async () => {
    const missing = await ask('PUT', '/campaigns/nothing', 'adam');
    const foreign = await ask('PUT', '/campaigns/winter', 'adam');
    expect(missing.status).toBe(403);
    expect(foreign.status).toBe(403);
    expect(await missing.text()).toBe(await foreign.text());
  });

  test('asks for an action of a collection without a resource', async () => {
    expect((await ask('POST', '/campaigns', 'mona')).status).toBe(200);
    expect((await ask('POST', '/campaigns', 'vera')).status).toBe(403);
  });

  test('refuses an action of a collection whose load finds nothing', async () => {
    expect((await ask('POST', '/campaigns/spring/copies', 'mona')).status).toBe(200);
    expect((await ask('POST', '/campaigns/nothing/copies', 'mona')).status).toBe(403);
  });

  test('hands the attributes of the request to conditions', async () => {
    expect((await ask('DELETE', '/campaigns/spring', 'mona', { 'x-office': '1' })).status).toBe(200);
    expect((await ask('DELETE', '/campaigns/spring', 'mona')).status).toBe(403);
  });

  test.each(['__proto__', 'constructor', 'toString', '%F0%9F%92%A9', 'a'.repeat(2_000)])(
    'answers 401 or 403 for the hostile name %.20s, never 500',
    async (name) => {
      expect((await ask('PUT', '/campaigns/spring', name)).status).toBe(401);
      expect([403, 404, 414]).toContain((await ask('PUT', `/campaigns/${name}`, 'adam')).status);
    },
  );

  test('leaves what the callbacks throw to the error handler of the app', async () => {
    const load = await ask('PUT', '/campaigns/broken', 'mona');
    expect([load.status, await load.text()]).toEqual([500, 'database is down']);
    const principal = await ask('PUT', '/campaigns/spring', 'broken');
    expect([principal.status, await principal.text()]).toEqual([500, 'session store is down']);
  });

  test('tells the observer of the engine of what it let pass and what it refused', async () => {
    server.events.length = 0;
    await ask('PUT', '/campaigns/spring', 'mona');
    await ask('PUT', '/campaigns/spring', 'vera');
    await ask('PUT', '/campaigns/nothing', 'mona');
    expect(server.events).toMatchObject([
      { type: 'allowed', principalId: 'mona', permission: 'campaigns:update', resourceId: 'spring' },
      { type: 'denied', principalId: 'vera', resourceId: 'spring' },
      { type: 'denied', code: 'TENANT_MISSING', principalId: 'mona', resourceId: null },
    ]);
  });
});
