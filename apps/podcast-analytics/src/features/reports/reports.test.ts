import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeEachEngine } from '../../../test/each-engine.ts';
import { ingest } from '../../../test/ingest.ts';
import { rulesets } from '../../counting/ruleset.ts';
import type { Database } from '../../platform/db/database.ts';
import { createImporter } from '../ingest/importer.ts';
import { type EpisodeRecount, recount } from './recount.ts';
import { downloadsBy, downloadsByDay, downloadsByEpisode, hitsByOutcome } from './reports.ts';

const phone = 'AppleCoreMedia/1.0.0.21E236 (iPhone; U; CPU OS 17_4_1 like Mac OS X; en_us)';
const line = (time: string, url: string, more: object = {}) =>
  JSON.stringify({
    time,
    method: 'GET',
    url,
    status: 200,
    userAgent: phone,
    address: '192.0.2.1',
    country: 'DE',
    ...more,
  });

const log = [
  line('2026-01-10T23:59:59Z', 'https://a.example/show/1.mp3'),
  line('2026-01-11T00:00:00Z', 'https://a.example/show/1.mp3'),
  line('2026-01-11T10:00:00Z', 'https://a.example/show/1.mp3', { referer: 'https://page.example/' }),
  line('2026-01-11T10:00:00Z', 'https://a.example/show/2.mp3', { country: 'US', userAgent: 'AntennaPod/3.4.0' }),
  line('2026-01-12T10:00:00Z', 'https://b.example/other/1.mp3', { asn: 16509 }),
  line('2026-01-12T11:00:00Z', 'https://b.example/other/1.mp3', { bytesSent: 10 }),
  line('2026-01-12T12:00:00Z', 'https://b.example/other/1.mp3', { method: 'HEAD' }),
  line('2026-01-12T12:00:00Z', 'nothing'),
].join('\n');

describeEachEngine('reports', (openEmpty) => {
  let database: Database;
  let episodes: ReadonlyMap<string, number>;
  beforeAll(async () => {
    database = await openEmpty();
    await createImporter({ database, ...ingest })({
      name: 'log',
      source: bytes(log),
      rejectsPath: '/nonexistent/rejects',
    });
    const rows = await database.query<{ id: number; key: string }>('SELECT id, key FROM episodes');
    episodes = new Map(rows.map(({ id, key }) => [key, id]));
  });
  afterAll(() => database.close());

  test('tell downloads by the UTC day of their first hit', async () => {
    expect(await downloadsByDay(database, {})).toEqual([
      { day: '2026-01-10', downloads: 1 },
      { day: '2026-01-11', downloads: 2 },
    ]);
    expect(await downloadsByDay(database, { from: '2026-01-11', to: '2026-01-11' })).toEqual([
      { day: '2026-01-11', downloads: 2 },
    ]);
    expect(await downloadsByDay(database, { to: '2026-01-09' })).toEqual([]);
  });

  test('tell downloads by episode, without those that have none', async () => {
    expect(await downloadsByEpisode(database, {})).toMatchObject([
      { show: 'a.example/show', episode: 'a.example/show/1.mp3', downloads: 2 },
      { episode: 'a.example/show/2.mp3', downloads: 1 },
    ]);
  });

  test('tell downloads by app, country and device', async () => {
    expect(await downloadsBy(database, 'country', {})).toEqual([
      { name: 'DE', downloads: 2 },
      { name: 'US', downloads: 1 },
    ]);
    expect(await downloadsBy(database, 'app', {})).toMatchObject([
      { downloads: 2 },
      { name: 'AntennaPod', downloads: 1 },
    ]);
    expect((await downloadsBy(database, 'device', {})).map(({ downloads }) => downloads)).toEqual([2, 1]);
  });

  test('tell what became of every hit', async () => {
    const outcomes = await hitsByOutcome(database, {});
    expect(Object.fromEntries(outcomes.map(({ outcome, hits }) => [outcome, hits]))).toEqual({
      counted: 3,
      'same-download': 1,
      'bot-network': 1,
      'under-one-minute': 1,
      'not-get': 1,
      'unusable-url': 1,
    });
  });

  test('speak only of the tenant, show and episode that they are asked for', async () => {
    const episodeId = episodes.get('a.example/show/2.mp3') ?? 0;
    expect(await downloadsByDay(database, { episodeId })).toEqual([{ day: '2026-01-11', downloads: 1 }]);
    expect(await hitsByOutcome(database, { tenantId: 'another' })).toEqual([]);
    const [show] = await database.query<{ id: number }>(`SELECT id FROM shows WHERE key = 'b.example/other'`);
    expect(await downloadsByEpisode(database, { showId: show?.id ?? 0 })).toEqual([]);
  });

  test('open down to the hits behind a number', async () => {
    const hits = await database.query(
      `SELECT line FROM hit_outcomes WHERE episode_id = $1 AND outcome = 'counted' ORDER BY line`,
      [episodes.get('a.example/show/1.mp3')],
    );
    expect(hits).toEqual([{ line: 1 }, { line: 2 }]);
  });

  test('a recount under the stored ruleset differs nowhere', async () => {
    for (const { stored, recounted } of await recounts('iab')) expect(recounted).toEqual(stored);
  });

  test('a recount under another ruleset tells what it counts differently', async () => {
    const all = await recounts('op3');
    // The referring page is part of the listener.
    expect(of(all, 'a.example/show/1.mp3')).toEqual(new Map([['counted', 3]]));
    expect(of(all, 'b.example/other/1.mp3')).toEqual(
      new Map([
        ['counted', 1],
        ['same-download', 1],
        ['not-get', 1],
      ]),
    );
  });

  test('a recount over rolling windows joins what midnight parts', async () => {
    const all = await recounts('iab', { window: 'rolling-24h' });
    expect(of(all, 'a.example/show/1.mp3')).toEqual(
      new Map([
        ['counted', 1],
        ['same-download', 2],
      ]),
    );
  });

  async function recounts(ruleset: 'iab' | 'op3', change: object = {}): Promise<EpisodeRecount[]> {
    const all: EpisodeRecount[] = [];
    const options = { database, ruleset: { ...rulesets[ruleset], ...change }, agents: ingest.agents };
    for await (const one of recount(options)) all.push(one);
    return all;
  }
});

function of(all: readonly EpisodeRecount[], episode: string): EpisodeRecount['recounted'] | undefined {
  return all.find((one) => one.episode === episode)?.recounted;
}

async function* bytes(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}
