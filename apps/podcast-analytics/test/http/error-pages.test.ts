import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../../src/platform/db/database.ts';
import { openDatabase } from '../../src/platform/db/open-database.ts';
import { emptyDataDir } from '../data-dir-template.ts';
import { openRoutes, type Routes } from '../open-routes.ts';

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

const browser = { headers: { accept: 'text/html,application/xhtml+xml' } };

describe('whoever looks at pages', () => {
  test.each([
    ['/nothing', 404, 'There is nothing at /nothing.'],
    ['/operations', 403, 'You may not do this'],
    ['/hits?from=yesterday', 400, 'expected a day such as 2026-02-01, got &quot;yesterday&quot;'],
  ])('is told of an error at %s by a page', async (path, status, text) => {
    const ask = await routes.logIn('VIEWER');
    const response = await ask(path, browser);
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toMatch(/^text\/html/);
    const page = await response.text();
    expect(page).toContain(text);
    expect(page).toContain(response.headers.get('x-request-id'));
  });

  test('has the headers of every page with it', async () => {
    const response = await (await routes.logIn('VIEWER'))('/nothing', browser);
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(response.headers.get('content-length')).not.toBe('0');
  });
});

test('a program is told of the same error in the one shape', async () => {
  const ask = await routes.logIn('VIEWER');
  for (const path of ['/nothing', '/api/v1/nothing']) {
    const response = await ask(path, path.startsWith('/api') ? browser : {});
    expect(await response.json()).toMatchObject({ error: { code: 'not-found' } });
  }
});
