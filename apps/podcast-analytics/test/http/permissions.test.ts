import { assertAllGuarded } from '@scry/rbac/hono';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createImporter } from '../../src/features/ingest/importer.ts';
import type { Database } from '../../src/platform/db/database.ts';
import { openDatabase } from '../../src/platform/db/open-database.ts';
import { emptyDataDir } from '../data-dir-template.ts';
import { ingest } from '../ingest.ts';
import { openRoutes, type Routes } from '../open-routes.ts';
import { publicRoutes } from './public-routes.ts';

let dataDir: ReturnType<typeof emptyDataDir>;
let database: Database;
let routes: Routes;

beforeAll(async () => {
  dataDir = emptyDataDir();
  database = await openDatabase({ dataDir: dataDir.path });
  routes = await openRoutes(database);
  const hit = (url: string) =>
    JSON.stringify({
      ...{ time: '2026-02-03T10:00:00Z', method: 'GET', status: 200, address: '192.0.2.1', userAgent: 'AntennaPod/3' },
      url,
    });
  await createImporter({ database, ...ingest })({
    name: 'log',
    source: (async function* () {
      yield Buffer.from([hit('https://a.example/ours/1.mp3'), hit('https://a.example/theirs/1.mp3')].join('\n'));
    })(),
    rejectsPath: `${dataDir.path}.rejects`,
  });
  await database.query(`UPDATE shows SET tenant_id = 'other' WHERE key LIKE '%theirs%'`);
});
afterAll(async () => {
  await database.close();
  dataDir.remove();
});

test('every route stands behind a guard, but for the way in', () => {
  const assets = routes.paths().filter((path) => path.startsWith('/assets/'));
  assertAllGuarded(routes.app, { public: [...publicRoutes, ...assets.map((path) => `GET ${path}`)] });
});

describe('whoever asks', () => {
  const shown = async (role: 'VIEWER' | 'SUPER_ADMIN', tenantId: string) => {
    const ask = await routes.logIn(role, tenantId);
    const { rows } = (await (await ask('/api/v1/downloads?groupBy=show')).json()) as { rows: { key: string }[] };
    const page = await (await ask('/')).text();
    const hits = await (await ask('/hits')).text();
    return { keys: rows.map(({ key }) => key).sort(), page: page + hits };
  };

  test.each([
    ['demo', 'ours', 'theirs'],
    ['other', 'theirs', 'ours'],
  ])('of the tenant %s is shown %s, and never %s', async (tenantId, own, others) => {
    const { keys, page } = await shown('VIEWER', tenantId);
    expect(keys).toEqual([`a.example/${own}`]);
    expect(page).toContain(`a.example/${own}`);
    expect(page).not.toContain(`a.example/${others}`);
  });

  test('operates the platform is shown all of it', async () => {
    expect((await shown('SUPER_ADMIN', 'demo')).keys).toEqual(['a.example/ours', 'a.example/theirs']);
  });

  test.each(['VIEWER', 'ANALYST', 'CAMPAIGN_MANAGER'] as const)('is %s may not operate', async (role) => {
    const ask = await routes.logIn(role);
    const origin = { headers: { origin: 'http://localhost' }, method: 'POST' };
    for (const [path, init] of [['/operations'], ['/operations/access'], ['/operations/drills', origin]] as const) {
      const response = await ask(path, init);
      expect(response.status, path).toBe(403);
      expect(await response.text()).not.toContain('demo');
    }
  });

  test('is an ADMIN is told why somebody may or may not do something', async () => {
    const ask = await routes.logIn('ADMIN');
    await routes.accounts.addUser({
      tenantId: 'demo',
      email: 'vi@example.com',
      password: 'a long password',
      role: 'VIEWER',
    });
    await routes.accounts.addUser({
      tenantId: 'other',
      email: 'far@example.com',
      password: 'a long password',
      role: 'ADMIN',
    });
    const page = await (await ask('/operations/access')).text();
    const id = /value="([^"]+)"[^>]*>vi@example\.com/.exec(page)?.[1];
    expect(page).not.toContain('far@example.com');

    const why = async (permission: string) =>
      (await ask(`/operations/access?account=${id}&permission=${permission}`)).text();
    expect(await why('operations:drill')).toMatch(/data-allowed="false"[\s\S]*NO_GRANT/);
    expect(await why('shows:read')).toMatch(/data-allowed="true"[\s\S]*roles\.VIEWER\.grants\[0\]/);
  });
});
