import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../../src/platform/db/database.ts';
import { openDatabase } from '../../src/platform/db/open-database.ts';
import { emptyDataDir } from '../data-dir-template.ts';
import { openRoutes, type Routes } from '../open-routes.ts';
import { drivenRoutes } from './driven-routes.ts';

let dataDir: ReturnType<typeof emptyDataDir>;
let database: Database;
let routes: Routes;
beforeAll(async () => {
  dataDir = emptyDataDir();
  database = await openDatabase({ dataDir: dataDir.path });
  routes = await openRoutes(database);
});
afterAll(async () => {
  await database.close();
  dataDir.remove();
});

/** Pages, their forms, and the files that they hand out. */
const console =
  /^\/(api|hits|log(in|out)(\/.*)?|set-password|(account|billing|campaigns|imports|operations|ops|prefix|reports|share|shows)(\/.*)?)?$/;

const document = async () =>
  (await (await routes.anonymous('/openapi.json')).json()) as {
    openapi: string;
    paths: Record<string, Record<string, { summary?: string; responses: Record<string, unknown> }>>;
  };

describe('the description of the API', () => {
  test('names every route that the router has and that is no page of the console, and nothing that is not there', async () => {
    const { openapi, paths } = await document();
    expect(openapi).toBe('3.1.0');
    const described = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const served = drivenRoutes(routes.app)
      .filter(({ path }) => !console.test(path))
      .map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`);
    expect(described.toSorted()).toEqual(served.toSorted());
    expect(described).toEqual(
      expect.arrayContaining(['GET /api/v1/downloads', 'GET /metrics', 'POST /webhooks/stripe']),
    );
  });

  test('says of every route what it is for, and how it fails', async () => {
    for (const [path, methods] of Object.entries((await document()).paths)) {
      for (const [method, { summary, responses }] of Object.entries(methods)) {
        expect(summary, `${method} ${path}`).toMatch(/\w/);
        expect(Object.keys(responses), `${method} ${path}`).toEqual(expect.arrayContaining(['default']));
      }
    }
  });

  test('is a page for people, too, with every route on it', async () => {
    const page = await (await (await routes.logIn('VIEWER'))('/api')).text();
    for (const path of Object.keys((await document()).paths)) expect(page).toContain(path);
    expect(page).toContain('curl -H &quot;X-API-Key: pak_…&quot; &quot;http://localhost/api/v1/downloads&quot;');
    expect(page).toContain('curl &quot;http://localhost/health&quot;');
  });

  test('is a page for those only who are let in', async () => {
    expect((await routes.anonymous('/api')).status).toBe(303);
  });
});

test.each([
  ['with its size', {}],
  ['in pieces', { 'transfer-encoding': 'chunked' }],
])('a body that is too large is refused before anything reads it (%s)', async (_, headers) => {
  const ask = await routes.logIn('ADMIN');
  const body = `name=${'x'.repeat(1_000_001)}`;
  const response = await ask('/operations/flags/ai_insights', {
    method: 'POST',
    headers: {
      origin: 'http://localhost',
      'content-type': 'application/x-www-form-urlencoded',
      'content-length': String(body.length),
      ...headers,
    },
    body,
  });
  expect(response.status).toBe(413);
  expect(await response.json()).toMatchObject({
    error: { code: 'too-large', message: 'expected a body of at most 1000000 bytes, got more' },
  });
});
