import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createImporter } from '../../src/features/ingest/importer.ts';
import { createReports } from '../../src/features/reports/reports.ts';
import type { Database } from '../../src/platform/db/database.ts';
import { openDatabase } from '../../src/platform/db/open-database.ts';
import { emptyDataDir } from '../data-dir-template.ts';
import { ingest } from '../ingest.ts';
import { openRoutes, type Routes } from '../open-routes.ts';

let dataDir: ReturnType<typeof emptyDataDir>;
let database: Database;
let routes: Routes;
let ask: Awaited<ReturnType<Routes['logIn']>>;

beforeAll(async () => {
  dataDir = emptyDataDir();
  database = await openDatabase({ dataDir: dataDir.path });
  routes = await openRoutes(database);
  ask = await routes.logIn('ADMIN');
});
afterAll(async () => {
  await database.close();
  dataDir.remove();
});

async function json(path: string): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await ask(path);
  // The cast: every answer of the API is a JSON object.
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

test('an empty database shows how to import', async () => {
  const page = await (await ask('/')).text();
  expect(page).toContain('No hits yet');
  expect(page).toContain('npx podcast-analytics import');
});

describe('with hits', () => {
  beforeAll(async () => {
    const row = (time: string, more: object) =>
      JSON.stringify({ time, method: 'GET', status: 200, address: '192.0.2.1', country: 'DE', ...more });
    const log = [
      row('2026-02-03T10:00:00Z', { url: 'https://a.example/show/1.mp3', userAgent: 'AntennaPod/3.4.0' }),
      row('2026-02-05T10:00:00Z', { url: 'https://a.example/show/2.mp3', userAgent: 'Spotify/8.9.40 Android/34' }),
      row('2026-02-05T11:00:00Z', { url: 'https://a.example/show/2.mp3', userAgent: '<script>alert(1)</script>Bot' }),
    ];
    await createImporter({ database, ...ingest })({
      name: 'log',
      source: (async function* () {
        yield Buffer.from(log.join('\n'));
      })(),
      rejectsPath: `${dataDir.path}.rejects`,
    });
  });

  test('the API tells downloads by each dimension, and all sums agree', async () => {
    for (const groupBy of ['day', 'episode', 'show', 'app', 'country', 'device']) {
      const { status, body } = await json(`/api/v1/downloads?groupBy=${groupBy}`);
      expect(status).toBe(200);
      const rows = body['rows'] as { downloads: number }[];
      expect(
        rows.reduce((sum, { downloads }) => sum + downloads, 0),
        groupBy,
      ).toBe(2);
    }
  });

  test('the API tells the hits behind a number, page by page', async () => {
    const first = await json('/api/v1/hits?limit=2');
    expect(first.body['hits']).toMatchObject([{ outcome: 'bot-agent' }, { outcome: 'counted', app: 'Spotify' }]);
    const second = await json(`/api/v1/hits?limit=2&after=${first.body['next']}`);
    expect(second.body).toMatchObject({ hits: [{ time: '2026-02-03T10:00:00.000Z', line: 1 }] });
    expect(second.body).not.toHaveProperty('next');
  });

  test('the API tells what became of hits, and how that is computed', async () => {
    const { body } = await json('/api/v1/exclusions?from=2026-02-05');
    expect(body['rows']).toMatchObject([
      { outcome: 'bot-agent', hits: 1, howComputed: expect.stringContaining('bot') },
      { outcome: 'counted', hits: 1 },
    ]);
  });

  test('a wrong query is refused with every problem of it', async () => {
    const { status, body } = await json('/api/v1/downloads?groupBy=week&from=2026-02-30&limit=0&sort=up');
    expect(status).toBe(400);
    expect(body).toEqual({
      error: { code: 'invalid-request', message: expect.any(String), requestId: expect.any(String) },
    });
    const { message } = body['error'] as { message: string };
    for (const name of ['groupBy', 'from', 'limit', 'sort']) expect(message).toContain(name);
  });

  test.each(['/api/v1/hits?outcome=unknown', '/api/v1/hits?after=1', '/?from=yesterday', '/hits?to=x'])(
    'refuses %s',
    async (path) => expect((await json(path)).status).toBe(400),
  );

  test('a failure inside is told without its details, and with the id that the log has', async () => {
    const broken = await openRoutes(database, {
      reports: { ...createReports(database), downloads: () => Promise.reject(new Error('secret detail')) },
    });
    const failing = await broken.logIn('ADMIN');
    const response = await failing('/api/v1/downloads', { headers: { 'x-request-id': 'abc' } });
    expect(response.status).toBe(500);
    const text = await response.text();
    expect(JSON.parse(text)).toMatchObject({ error: { code: 'internal', requestId: 'abc' } });
    expect(text).not.toContain('secret');
  });

  test('what is not there is a 404 of the same shape', async () => {
    expect(await json('/nothing')).toMatchObject({ status: 404, body: { error: { code: 'not-found' } } });
  });

  test('the API describes itself as OpenAPI 3.1', async () => {
    const { body } = await json('/openapi.json');
    expect(body['openapi']).toBe('3.1.0');
    expect(Object.keys(body['paths'] as object)).toEqual(
      expect.arrayContaining(['/api/v1/downloads', '/api/v1/exclusions', '/api/v1/hits']),
    );
  });

  test('every answer forbids scripts and styles from elsewhere or within the page', async () => {
    for (const path of ['/', '/hits', '/api/v1/downloads', '/nothing']) {
      const { headers } = await ask(path);
      const policy = headers.get('content-security-policy') ?? '';
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("script-src 'self'");
      expect(policy).not.toContain('unsafe');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('x-request-id')).toBeTruthy();
    }
  });

  test('assets stay in the browser for ever, under a name that changes with them', async () => {
    const page = await (await ask('/')).text();
    const urls = [...page.matchAll(/"(\/assets\/[^"]+)"/g)].map(([, url]) => url ?? '');
    expect(urls.length).toBeGreaterThanOrEqual(6);
    for (const url of urls) {
      const response = await ask(url);
      expect(response.status).toBe(200);
      expect(response.headers.get('cache-control')).toContain('immutable');
    }
    expect((await ask('/assets/000000000000/console.css')).status).toBe(404);
  });

  test('a page fills the days without downloads, and narrows to a filter', async () => {
    const all = await (await ask('/?show=&from=&to=')).text();
    expect(all).toContain('datetime="2026-02-04"');
    const narrowed = await (await ask('/?from=2026-02-05')).text();
    expect(narrowed).not.toContain('datetime="2026-02-03"');
    expect(narrowed).toContain('Spotify');
  });

  test('a page does not run what a client calls itself', async () => {
    const page = await (await ask('/hits')).text();
    expect(page).toContain('&lt;script&gt;');
    expect(page).not.toContain('<script>alert');
  });

  test('health asks the database', async () => {
    expect(await json('/health')).toEqual({ status: 200, body: { status: 'ok' } });
  });
});
