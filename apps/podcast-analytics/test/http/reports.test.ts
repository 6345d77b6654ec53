import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../../src/platform/db/database.ts';
import { openDatabase } from '../../src/platform/db/open-database.ts';
import { createEvents } from '../../src/platform/events/events.ts';
import { createJobs, type Jobs } from '../../src/platform/jobs/jobs.ts';
import { createTelemetry } from '../../src/platform/telemetry.ts';
import { emptyDataDir } from '../data-dir-template.ts';
import { type FeedServer, rss, startFeedServer } from '../feed-server.ts';
import { importHits } from '../import-hits.ts';
import { openRoutes, type Routes } from '../open-routes.ts';

type Ask = Awaited<ReturnType<Routes['logIn']>>;

const dayMs = 86_400_000;
let now = Date.UTC(2026, 2, 1, 12);
let dataDir: ReturnType<typeof emptyDataDir>;
let database: Database;
let server: FeedServer;
let routes: Routes;
let jobs: Jobs;
let ask: Ask;

beforeAll(async () => {
  dataDir = emptyDataDir();
  [database, server] = await Promise.all([openDatabase({ dataDir: dataDir.path }), startFeedServer()]);
  const { logger } = createTelemetry('silent');
  jobs = createJobs({ database, events: createEvents({ logger }), logger, now: () => now });
  routes = await openRoutes(database, { now: () => now, jobs, feedFetch: server.fetch });
  ask = await routes.logIn('ADMIN');
  await importHits(database, 'log', [{ time: '2026-02-03T13:00:00Z', url: 'https://a.example/show/1.mp3' }]);
  server.answer(rss('A show', [{ url: 'https://a.example/show/1.mp3' }, { url: 'https://a.example/show/2.mp3' }]));
});
afterAll(async () => {
  await Promise.all([database.close(), server.close()]);
  dataDir.remove();
});

const post = (who: Ask, path: string, body: object) =>
  who(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
const submit = (who: Ask, path: string, fields: readonly (readonly [string, string])[]) =>
  who(path, {
    method: 'POST',
    headers: { origin: 'http://localhost' },
    body: new URLSearchParams(fields.map(([name, value]): [string, string] => [name, value])),
  });
const json = async (response: Response | Promise<Response>) =>
  (await (await response).json()) as Record<string, unknown>; // every answer of the API is an object

/** Without a body, so that the origin is what tells it from a form of another site. */
const remove = { method: 'DELETE', headers: { origin: 'http://localhost' } };

const definition = { from: '2026-02-01', to: '2026-02-28', sections: ['days', 'episodes'] };

async function readyReport(): Promise<string> {
  const { id } = await json(post(ask, '/api/v1/reports', { title: 'February', definition }));
  await jobs.runDue();
  return String(id);
}

describe('shows', () => {
  test('are added by their feed, by API and by form, and tell their episodes', async () => {
    const created = await post(ask, '/api/v1/shows', { feedUrl: `${server.origin}/feed.xml` });
    expect(created.status).toBe(201);
    const { id } = await json(created);
    const { episodes } = (await json(ask(`/api/v1/shows/${id}/episodes`))) as { episodes: object[] };
    expect(episodes).toContainEqual(
      expect.objectContaining({ key: 'a.example/show/1.mp3', downloads: 1, byAge: { 1: 1, 7: 1 } }),
    );
    const page = await (await ask(`/shows/${id}`)).text();
    expect(page).toContain('A show');
    expect(page).toContain('not yet');
    const again = await submit(ask, '/shows', [['feedUrl', `${server.origin}/feed.xml`]]);
    expect(again.status).toBe(409);
    expect(await again.text()).toContain('is a show already');
  });

  test.each([
    '/api/v1/downloads?show=a%00b',
    '/api/v1/downloads?from=0000-01-01',
    '/api/v1/hits?app=%00',
    '/api/v1/hits?after=9999999999999999-00000000-0000-4000-8000-000000000000',
    `/api/v1/hits?after=1770123600001-${'-'.repeat(36)}`,
    '/hits?episode=%00',
    '/?to=0000-12-31',
  ])('are not asked for by what no database compares with: %s', async (path) => {
    expect((await ask(path)).status).toBe(400);
  });

  test.each([
    ['/api/v1/shows/x', 400],
    ['/api/v1/shows/99999', 404],
    ['/shows/x', 404],
    ['/shows/99999999999', 404],
    ['/api/v1/shows/1/episodes?page=0', 400],
    ['/shows/1?episodes=a', 400],
  ])('answer %s with %i', async (path, status) => expect((await ask(path)).status).toBe(status));

  test('are nobody else’s, and are added by whom the policy lets', async () => {
    const { shows } = (await json(ask('/api/v1/shows'))) as { shows: { id: number }[] };
    const theirs = await routes.logIn('ADMIN', 'other');
    for (const path of [`/shows/${shows[0]?.id}`, `/api/v1/shows/${shows[0]?.id}/ages`])
      expect((await theirs(path)).status).toBe(404);
    expect((await post(theirs, `/api/v1/shows/${shows[0]?.id}/refresh`, {})).status).toBe(404);
    const viewer = await routes.logIn('VIEWER');
    expect((await viewer('/shows')).status).toBe(200);
    expect((await post(viewer, '/api/v1/shows', { feedUrl: 'https://a.example/' })).status).toBe(403);
  });

  test('are not read from addresses inside, unless a test lets them', async () => {
    const strict = await openRoutes(database, { now: () => now });
    const admin = await strict.logIn('ADMIN');
    const refused = await post(admin, '/api/v1/shows', { feedUrl: `${server.origin}/inside.xml` });
    expect(refused.status).toBe(422);
    expect(JSON.stringify(await refused.json())).toContain('expected a public address');
  });
});

describe('reports', () => {
  test('are ordered with a form, generated, and downloaded', async () => {
    const fields = Object.entries({ title: 'By form', from: '2026-02-01', to: '2026-02-28', show: '', recipients: '' });
    const ordered = await submit(ask, '/reports', [...fields, ['sections', 'days'], ['sections', 'apps']]);
    expect(ordered.status).toBe(303);
    await jobs.runDue();
    const path = ordered.headers.get('location') ?? '';
    expect(await (await ask(path)).text()).toContain('ready');
    const csv = await ask(`${path}/csv`);
    expect(csv.headers.get('content-disposition')).toMatch(/^attachment; filename="by-form-2026-02-01.csv"$/);
    expect(await csv.text()).toContain('days,2026-02-03,2026-02-03,Downloads,1');
  });

  test('are refused with what is wrong with them', async () => {
    const refused = await post(ask, '/api/v1/reports', {
      title: '',
      definition: { ...definition, sections: ['ages'] },
    });
    expect(refused.status).toBe(400);
    expect((await submit(ask, '/reports', [['title', 'x']])).status).toBe(400);
    const { error } = (await json(refused)) as { error: { message: string } };
    expect(error.message).toContain('title');
    expect(
      (await post(ask, '/api/v1/reports', { title: 'x', definition: { ...definition, show: 99_999 } })).status,
    ).toBe(404);
  });

  test('are scheduled with the same form, and ended', async () => {
    const fields = Object.entries({
      title: 'Weekly',
      from: '2026-02-01',
      to: '2026-02-28',
      every: 'weekly',
      recipients: 'a@b.example c@d.example',
    });
    expect((await submit(ask, '/reports/schedules', [...fields, ['sections', 'days']])).status).toBe(303);
    const { schedules } = (await json(ask('/api/v1/report-schedules'))) as { schedules: { id: string }[] };
    expect(schedules).toMatchObject([
      { every: 'weekly', recipients: ['a@b.example', 'c@d.example'], nextAt: '2026-03-02T06:00:00.000Z' },
    ]);
    expect((await submit(ask, `/reports/schedules/${schedules[0]?.id}/remove`, [])).status).toBe(303);
    expect(await json(ask('/api/v1/report-schedules'))).toEqual({ schedules: [] });
  });

  test('are nobody else’s, and are handed out by whom the policy lets', async () => {
    const id = await readyReport();
    const [theirs, viewer] = [await routes.logIn('ADMIN', 'other'), await routes.logIn('VIEWER')];
    for (const path of [
      `/reports/${id}`,
      `/reports/${id}/csv`,
      `/api/v1/reports/${id}`,
      `/api/v1/reports/${id}/files/csv`,
    ])
      expect((await theirs(path)).status, path).toBe(404);
    for (const path of ['shares', 'deliveries', 'retry']) {
      expect(
        (
          await submit(theirs, `/reports/${id}/${path}`, [
            ['days', '7'],
            ['recipients', 'a@b.example'],
          ])
        ).status,
        path,
      ).toBe(404);
      expect((await submit(viewer, `/reports/${id}/${path}`, [])).status, path).toBe(403);
    }
    expect((await viewer(`/reports/${id}/html`)).status).toBe(200);
  });
});

describe('a link', () => {
  async function share(days = 7): Promise<{ id: string; path: string; report: string }> {
    const report = await readyReport();
    const made = (await json(post(ask, `/api/v1/reports/${report}/shares`, { days }))) as { id: string; path: string };
    return { ...made, report };
  }

  test('opens the document without an account, keeps it out of caches and engines, and counts views', async () => {
    const { path, report } = await share();
    for (let n = 0; n < 2; n++) {
      const shared = await routes.anonymous(path);
      expect(shared.status).toBe(200);
      expect(await shared.text()).toContain('February');
      expect(shared.headers.get('cache-control')).toContain('private');
      expect(shared.headers.get('x-robots-tag')).toContain('noindex');
      expect(shared.headers.get('content-security-policy')).not.toContain('unsafe');
    }
    expect((await routes.anonymous(`${path}?format=csv`)).headers.get('content-type')).toContain('text/csv');
    expect(await (await ask(`/reports/${report}`)).text()).toContain('data-views="3"');
  });

  test('opens nothing once it is revoked, or has expired', async () => {
    const [revoked, expired] = [await share(), await share(1)];
    expect((await routes.anonymous(revoked.path)).status).toBe(200);
    const theirs = await routes.logIn('ADMIN', 'other');
    expect((await theirs(`/api/v1/report-shares/${revoked.id}`, remove)).status).toBe(404);
    expect((await routes.anonymous(revoked.path)).status).toBe(200);
    expect((await ask(`/api/v1/report-shares/${revoked.id}`, remove)).status).toBe(204);
    expect((await routes.anonymous(revoked.path)).status).toBe(404);
    expect((await routes.anonymous(expired.path)).status).toBe(200);
    now += dayMs - 500;
    expect((await routes.anonymous(expired.path)).status).toBe(200);
    ask = await routes.logIn('ADMIN'); // the session has expired too
    expect((await ask(`/reports/${expired.report}`)).status).toBe(200);
    now += 500;
    expect((await routes.anonymous(expired.path)).status).toBe(404);
  });

  test('opens nothing when it is altered or guessed', async () => {
    const { path, id } = await share();
    const token = path.slice('/share/'.length);
    const [head = '', claims = '', signature = ''] = token.split('.');
    const other = Buffer.from(JSON.stringify({ share: id })).toString('base64url');
    const altered = [
      `${head}.${other}.${signature}`,
      `${head}.${claims}.`,
      `${token}x`,
      token.slice(0, -2),
      id,
      'x',
      '%00',
      'a'.repeat(5000),
    ];
    const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${claims}.`;
    for (const wrong of [...altered, unsigned])
      expect((await routes.anonymous(`/share/${wrong}`)).status, wrong).toBe(404);
    expect((await routes.anonymous(path)).status).toBe(200);
  });

  test.each([{ days: 0 }, { days: 91 }, { days: 1.5 }, { days: '7' }, { days: 7, views: 1 }])(
    'is not made with %j',
    async (body) => {
      const report = await readyReport();
      expect((await post(ask, `/api/v1/reports/${report}/shares`, body)).status).toBe(400);
    },
  );

  test('is asked for as often as anything else, and no oftener', async () => {
    const limited = await openRoutes(database, { now: () => now });
    const statuses: number[] = [];
    for (let n = 0; n < 110; n++) statuses.push((await limited.anonymous('/share/guess')).status);
    expect(statuses.slice(0, 50)).toEqual(Array.from({ length: 50 }, () => 404));
    expect(statuses.at(-1)).toBe(429);
  });
});
