import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeEachEngine } from '../../../test/each-engine.ts';
import { ingest } from '../../../test/ingest.ts';
import { rulesets } from '../../counting/ruleset.ts';
import type { Database } from '../../platform/db/database.ts';
import { createImporter } from '../ingest/importer.ts';
import type { Dimension } from './downloads-by.ts';
import { type EpisodeRecount, recount } from './recount.ts';
import type { ReportFilter } from './report-filter.ts';
import { createReports, type Reports } from './reports.ts';

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
  let reports: Reports;
  beforeAll(async () => {
    database = await openEmpty();
    await createImporter({ database, ...ingest })({
      name: 'log',
      source: bytes(log),
      rejectsPath: '/nonexistent/rejects',
    });
    reports = createReports(database);
  });
  afterAll(() => database.close());

  test('tell downloads by the UTC day of their first hit', async () => {
    expect(await counts('day')).toEqual({ '2026-01-10': 1, '2026-01-11': 2 });
    expect(await counts('day', { from: '2026-01-11', to: '2026-01-11' })).toEqual({ '2026-01-11': 2 });
    expect(await counts('day', { to: '2026-01-09' })).toEqual({});
  });

  test('tell downloads by episode and show, without those that have none', async () => {
    expect(await reports.downloads('episode', {})).toEqual([
      { key: 'a.example/show/1.mp3', label: '1.mp3', within: 'a.example/show', downloads: 2 },
      { key: 'a.example/show/2.mp3', label: '2.mp3', within: 'a.example/show', downloads: 1 },
    ]);
    expect(await counts('show')).toEqual({ 'a.example/show': 3 });
  });

  test('tell downloads by app, country and device, the most frequent first', async () => {
    expect(await reports.downloads('country', {})).toEqual([
      { key: 'DE', label: 'Germany', downloads: 2 },
      { key: 'US', label: 'United States', downloads: 1 },
    ]);
    expect((await reports.downloads('app', {})).map(({ key }) => key)).toEqual(['AppleCoreMedia', 'AntennaPod']);
    expect((await reports.downloads('device', {})).map(({ downloads }) => downloads)).toEqual([2, 1]);
    expect(await reports.downloads('app', {}, 1)).toHaveLength(1);
  });

  test('tell what became of every hit', async () => {
    const outcomes = await reports.outcomes({});
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
    const ofAnother = (index: number) => ({ sql: `s.tenant_id = $${index}`, params: ['another'] });
    expect((await reports.scope({ visible: ofAnother })).shows).toEqual([]);
    expect(await counts('day', { episode: 'a.example/show/2.mp3' })).toEqual({ '2026-01-11': 1 });
    expect(await reports.outcomes({ visible: ofAnother })).toEqual([]);
    expect(await counts('episode', { show: 'b.example/other' })).toEqual({});
    expect((await reports.hits({ visible: ofAnother }, { limit: 10 })).hits).toEqual([]);
  });

  test('tell what there is to report on', async () => {
    expect(await reports.scope({})).toEqual({
      shows: [
        { key: 'a.example/show', label: 'a.example/show' },
        { key: 'b.example/other', label: 'b.example/other' },
      ],
      days: { first: '2026-01-10', last: '2026-01-12' },
    });
  });

  test('open every number down to as many hits', async () => {
    for (const { outcome, hits } of await reports.outcomes({})) {
      expect((await reports.hits({ outcome }, { limit: 100 })).hits, outcome).toHaveLength(hits);
    }
    for (const by of ['app', 'country', 'device', 'show', 'episode'] as const) {
      for (const { key, downloads } of await reports.downloads(by, {})) {
        const { hits } = await reports.hits({ outcome: 'counted', [by]: key }, { limit: 100 });
        expect(hits, `${by} ${key}`).toHaveLength(downloads);
      }
    }
  });

  test('page through hits, the latest first, each hit once', async () => {
    const lines: number[] = [];
    let after: string | undefined;
    do {
      const page = await reports.hits({}, { limit: 3, after });
      lines.push(...page.hits.map((hit) => hit.line));
      after = page.next;
    } while (after !== undefined);
    expect([...lines].sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(lines.at(-1)).toBe(1);
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

  async function counts(by: Dimension, filter: ReportFilter = {}): Promise<Record<string, number>> {
    const rows = await reports.downloads(by, filter);
    return Object.fromEntries(rows.map(({ key, downloads }) => [key, downloads]));
  }

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
