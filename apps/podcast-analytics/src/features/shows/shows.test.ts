import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeEachEngine } from '../../../test/each-engine.ts';
import { type FeedServer, rss, startFeedServer } from '../../../test/feed-server.ts';
import { importHits } from '../../../test/import-hits.ts';
import type { Database } from '../../platform/db/database.ts';
import { destroyListenerKey } from '../ingest/listener-keys.ts';
import { createReports } from '../reports/reports.ts';
import { enclosureHosts } from './enclosure-hosts.ts';
import { createFeeds, type Feeds } from './feeds.ts';
import { createShows, type Shows } from './shows.ts';

const hour = 3_600_000;
const day = 24 * hour;
const published = Date.UTC(2026, 1, 3, 12, 30);

describeEachEngine('shows from feeds', (openEmpty) => {
  let database: Database;
  let server: FeedServer;
  let now = Date.UTC(2026, 2, 10);
  let feeds: Feeds;
  let shows: Shows;
  let id: number;
  const told: unknown[] = [];

  beforeAll(async () => {
    [database, server] = await Promise.all([openEmpty(), startFeedServer()]);
    const audit = { log: async (event: unknown) => void told.push(event) } as unknown as Parameters<
      typeof createFeeds
    >[0]['audit'];
    feeds = createFeeds({ database, fetch: server.fetch, now: () => now, audit });
    shows = createShows(database, () => now);
    await importHits(database, 'before', [
      hit('1', 0), // in the hour of the publication, before its minute
      hit('1', 23 * hour),
      { ...hit('1', 24 * hour), address: '192.0.2.2' },
      { ...hit('1', 6 * day + 22 * hour), address: '192.0.2.3' },
      hit('1', 8 * day),
      hit('1', 26 * day), // in March
      hit('1', -2 * hour, '192.0.2.9'),
    ]);
    server.answer(
      rss('Slow Bread', [
        { url: `https://op3.dev/e/https://a.example/bread/1.mp3?x=1`, title: 'One' },
        { url: 'https://a.example/bread/2.mp3', title: 'Two' },
      ]),
    );
    id = await feeds.add('demo', `${server.origin}/feed.xml`);
  });
  afterAll(() => Promise.all([database.close(), server.close()]));

  test('give downloads that were counted before their titles and dates, prefix or not', async () => {
    expect(await shows.get(id, {})).toMatchObject({
      key: 'a.example/bread',
      label: 'Slow Bread',
      episodes: 2,
      downloads: 7,
    });
    const { episodes } = await shows.episodes(id, 0, {});
    expect(episodes.map(({ label, downloads }) => [label, downloads])).toEqual([
      ['Two', 0],
      ['One', 7],
    ]);
  });

  test('count downloads by age from the hour of the publication on, and tell no age that is not reached', async () => {
    const { episodes } = await shows.episodes(id, 0, {});
    const one = episodes.find(({ label }) => label === 'One');
    expect(Object.fromEntries(one?.byAge ?? [])).toEqual({ 1: 2, 7: 4, 30: 6 });
    now = published - 30 * 60_000 + day - 1;
    const early = await shows.episodes(id, 0, {});
    expect(early.episodes.map(({ byAge }) => byAge.size)).toEqual([0, 0]);
    now += 1;
    expect((await shows.episodes(id, 0, {})).episodes.map(({ byAge }) => byAge.get(1))).toEqual([0, 2]);
    now = Date.UTC(2026, 2, 10);
  });

  test('grow by day as the ages tell', async () => {
    const curves = await shows.curves(id, undefined, {});
    const { episodes } = await shows.episodes(id, 0, {});
    for (const { byAge, label } of episodes) {
      const { cumulative = [] } = curves.find((curve) => curve.label === label) ?? {};
      expect(cumulative).toHaveLength(34);
      for (const [age, downloads] of byAge) expect(cumulative[age - 1], `${label} at ${age}`).toBe(downloads);
    }
  });

  test('have listeners that count once a month, exactly, until its key is destroyed', async () => {
    expect(await shows.listeners(id, {})).toMatchObject([
      { month: '2026-03', downloads: 1, listeners: 1 },
      { month: '2026-02', downloads: 6, listeners: 4 },
    ]);
    now += 11 * 60_000;
    await importHits(database, 'more', [{ ...hit('2', 2 * day), address: '192.0.2.77' }]);
    expect((await shows.listeners(id, {}))[1]).toMatchObject({ downloads: 7, listeners: 5 });
    await database.query(`UPDATE listener_keys SET destroyed_at = now() WHERE month = '2026-03'`);
    expect((await shows.listeners(id, {}))[0]).toEqual({
      month: '2026-03',
      downloads: 1,
      listeners: undefined,
      countedAt: undefined,
    });
    await destroyListenerKey(database, '2026-03');
  });

  test('keep a month that goes on for ten minutes, and say of when it is', async () => {
    const [, before] = await shows.listeners(id, {});
    const countedAt = now;
    now += 60_000;
    await importHits(database, 'again', [{ ...hit('2', 3 * day), address: '192.0.2.78' }]);
    expect((await shows.listeners(id, {}))[1]).toMatchObject({ listeners: before?.listeners, countedAt });
    now += 10 * 60_000;
    expect((await shows.listeners(id, {}))[1]?.listeners).toBe((before?.listeners ?? 0) + 1);
  });

  test('are asked for conditionally, and nothing changes where nothing has', async () => {
    await feeds.refresh(id);
    expect(server.requests.at(-1)).toHaveProperty('if-none-match');
    expect((await shows.get(id, {})).feed).toMatchObject({ error: undefined, refreshedAt: now });
  });

  test('take new episodes and titles in, and find them in later logs', async () => {
    server.answer(rss('Slow Bread!', [{ url: 'https://a.example/other-folder/3.mp3', title: 'Three' }]));
    await feeds.refresh(id);
    await importHits(database, 'later', [
      { time: '2026-02-20T10:00:00Z', url: 'https://a.example/other-folder/3.mp3' },
    ]);
    expect(await shows.get(id, {})).toMatchObject({ label: 'Slow Bread!', episodes: 3 });
    expect(await createReports(database).downloads('episode', { show: 'a.example/bread' })).toContainEqual(
      expect.objectContaining({ label: 'Three', downloads: 1 }),
    );
  });

  test('that fail say why, are left alone ever longer, and keep what is there', async () => {
    server.answer('<html></html>');
    expect(await feeds.refresh(id)).toContain('expected an RSS feed');
    expect(await shows.get(id, {})).toMatchObject({
      label: 'Slow Bread!',
      feed: { error: 'expected an RSS feed, got <html>' },
    });
    expect(await feeds.refreshDue()).toBe(0);
    now += 2 * hour;
    expect(await feeds.refreshDue()).toBe(1);
    now += 2 * hour;
    expect(await feeds.refreshDue()).toBe(0);
    now += 2 * hour;
    server.answer(rss('Back', []));
    expect(await feeds.refreshDue()).toBe(1);
    expect((await shows.get(id, {})).feed?.error).toBeUndefined();
  });

  test('are read all the same where one of their feeds names a file that no database stores', async () => {
    server.answer(
      rss('Slow Bread', [{ url: 'https://a.example/bread/\0.mp3' }, { url: 'https://a.example/bread/2.mp3' }]),
    );
    now += 2 * hour;
    expect(await feeds.refresh(id)).toBeUndefined();
  });

  test('have a feed that has not failed where the process ended while it was read', async () => {
    const stopped = AbortSignal.abort(new Error('The process ends.'));
    await expect(feeds.refresh(id, stopped)).rejects.toThrow();
    expect((await shows.get(id, {})).feed?.error).toBeUndefined();
  });

  test('leave the episodes of another feed of the network where they are', async () => {
    server.answer(
      rss('All of it', [{ url: 'https://a.example/bread/1.mp3' }, { url: 'https://a.example/bread/9.mp3' }]),
    );
    const all = await feeds.add('demo', `${server.origin}/all.xml`);
    expect(await shows.get(all, {})).toMatchObject({ key: expect.stringContaining('/all.xml'), episodes: 1 });
    expect((await shows.get(id, {})).episodes).toBe(3);
  });

  test('of another network are other shows with other episodes', async () => {
    const theirs = await feeds.add('other', `${server.origin}/feed.xml`);
    expect(await shows.get(theirs, {})).toMatchObject({ key: 'a.example/bread', episodes: 2, downloads: 0 });
    const visible = (index: number) => ({ sql: `s.tenant_id = $${index}`, params: ['other'] });
    expect((await shows.list({ visible })).map((show) => show.id)).toEqual([theirs]);
    await expect(shows.get(id, { visible })).rejects.toMatchObject({ status: 404 });
    expect((await shows.episodes(id, 0, { visible })).episodes).toEqual([]);
    expect(await shows.curves(id, undefined, { visible })).toEqual([]);
    expect(await shows.listeners(id, { visible })).toEqual([]);
  });

  test('tell which hosts their files lie on, by network', async () => {
    expect(await enclosureHosts(database)).toEqual([
      { tenantId: 'demo', host: 'a.example' },
      { tenantId: 'other', host: 'a.example' },
    ]);
  });

  test.each([
    ['an address twice', 'feed.xml', rss('x', []), 409],
    ['what is no feed', 'page.html', '<html></html>', 422],
    ['what is not there', 'missing.xml', '', 422],
  ])('refuse %s', async (_, path, body, status) => {
    server.answer(body, body === '' ? 404 : 200);
    await expect(feeds.add('demo', `${server.origin}/${path}`)).rejects.toMatchObject({ status });
  });

  test('are removed without their shows, and audited without the secrets of their addresses', async () => {
    await feeds.remove(id);
    expect(await shows.get(id, {})).toMatchObject({ episodes: 3, feed: undefined });
    await expect(feeds.refresh(id)).rejects.toMatchObject({ status: 409 });
    expect(told).toContainEqual({
      action: 'feed.removed',
      resource: { type: 'show', id: String(id), tenantId: 'demo' },
    });
    expect(JSON.stringify(told)).not.toContain('feed.xml');
  });
});

function hit(episode: string, after: number, address = '192.0.2.1') {
  return {
    time: new Date(published - 20 * 60_000 + after).toISOString(),
    url: `https://a.example/bread/${episode}.mp3`,
    address,
  };
}
