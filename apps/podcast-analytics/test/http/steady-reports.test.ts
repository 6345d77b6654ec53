import { afterAll, beforeAll, expect, test } from 'vitest';
import { createImporter } from '../../src/features/ingest/importer.ts';
import { createReports } from '../../src/features/reports/reports.ts';
import { steadyReports } from '../../src/features/reports/steady-reports.ts';
import type { Database } from '../../src/platform/db/database.ts';
import { openDatabase } from '../../src/platform/db/open-database.ts';
import { createTelemetry } from '../../src/platform/telemetry.ts';
import { emptyDataDir } from '../data-dir-template.ts';
import { ingest } from '../ingest.ts';
import { openRoutes, type Routes } from '../open-routes.ts';

let dataDir: ReturnType<typeof emptyDataDir>;
let database: Database;
let routes: Routes;
let isDown = false;
const telemetry = createTelemetry('silent');

beforeAll(async () => {
  dataDir = emptyDataDir();
  database = await openDatabase({ dataDir: dataDir.path });
  const query: Database['query'] = (...asked) =>
    isDown ? Promise.reject(Object.assign(new Error('gone'), { code: 'ECONNREFUSED' })) : database.query(...asked);
  const reports = steadyReports(createReports({ ...database, query }), telemetry.metrics, () => 1_770_000_000_000);
  routes = await openRoutes(database, { reports, telemetry });
  const hit = {
    time: '2026-02-03T10:00:00Z',
    method: 'GET',
    status: 200,
    address: '192.0.2.1',
    userAgent: 'AntennaPod/3',
  };
  await createImporter({ database, ...ingest })({
    name: 'log',
    source: (async function* () {
      yield Buffer.from(JSON.stringify({ ...hit, url: 'https://a.example/show/1.mp3' }));
    })(),
    rejectsPath: `${dataDir.path}.rejects`,
  });
});
afterAll(async () => {
  await database.close();
  dataDir.remove();
});

test('reports go on while the database is away, say so, and show nobody what was another’s', async () => {
  const [ours, theirs] = [await routes.logIn('VIEWER', 'demo'), await routes.logIn('VIEWER', 'other')];
  const before = await (await ours('/')).text();
  expect(before).toContain('a.example/show');
  expect(before).not.toContain('The database is slow or away');
  expect(await (await theirs('/')).text()).not.toContain('a.example/show');

  isDown = true;
  const [page, answer] = [await ours('/'), await theirs('/')];
  const text = await page.text();
  expect(page.status).toBe(200);
  expect(text).toContain('a.example/show');
  expect(text).toContain('The numbers are those of <time datetime="2026-02-02T02:40:00.000Z">02:40:00 UTC</time>');
  expect(page.headers.get('last-modified')).toBe('Mon, 02 Feb 2026 02:40:00 GMT');
  expect(await answer.text()).not.toContain('a.example/show');
  expect(await telemetry.metrics.metrics()).toMatch(/stale_reports_total [1-9]/);

  const unknown = await ours('/?from=2020-01-01');
  expect(unknown.status).toBe(503);
  isDown = false;
  expect(await (await ours('/')).text()).not.toContain('The database is slow or away');
});

test('hits are known for as many as a page shows: whoever reads through all of them fills no memory', async () => {
  const ours = await routes.logIn('VIEWER', 'demo');
  const asked = ['/api/v1/hits?limit=100', '/api/v1/hits?limit=101'];
  for (const path of asked) expect((await ours(path)).status).toBe(200);
  isDown = true;
  const statuses = await Promise.all(asked.map(async (path) => (await ours(path)).status));
  isDown = false;
  expect(statuses).toEqual([200, 503]);
});
