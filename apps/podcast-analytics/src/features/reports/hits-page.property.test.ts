import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeEachEngine } from '../../../test/each-engine.ts';
import { ingest } from '../../../test/ingest.ts';
import { seededRandom } from '../../demo/random.ts';
import type { Database } from '../../platform/db/database.ts';
import { createImporter } from '../ingest/importer.ts';
import { type HitFilter, hitsPage, type ReportedHit } from './hits-page.ts';
import { outcomeCounts } from './outcome-counts.ts';

const dayMs = 86_400_000;
const end = Date.parse('2026-08-01T00:00:00Z');

/** Dense in the last days, and ever rarer before them, as the windows of the search are. */
function* randomLog(): Generator<string> {
  const random = seededRandom(7);
  const pick = <T>(values: readonly T[]) => values[Math.floor(random() * values.length)];
  for (let n = 0; n < 400; n++) {
    yield JSON.stringify({
      time: new Date(end - 1 - Math.floor(random() ** 6 * 200 * dayMs)).toISOString(),
      method: pick(['GET', 'GET', 'GET', 'GET', 'HEAD']),
      url: `https://${pick(['a', 'b'])}.example/show/${pick([1, 2, 3])}.mp3`,
      status: pick([200, 200, 200, 206, 404]),
      userAgent: pick(['AntennaPod/3.4.0', 'Overcast/3.0 (+http://overcast.fm/; iOS podcast app)', 'curl/8.0']),
      address: `192.0.2.${Math.floor(random() * 40)}`,
      country: pick(['DE', 'US', 'IS']),
      bytesSent: pick([10, 24_000_000]),
    });
  }
}

describeEachEngine('pages of hits', (openEmpty) => {
  let database: Database;
  let all: readonly ReportedHit[];
  beforeAll(async () => {
    database = await openEmpty();
    const log = [...randomLog()].join('\n');
    await createImporter({ database, ...ingest, now: () => end })({
      ...{ name: 'log', source: bytes(log), rejectsPath: '/nonexistent/rejects' },
    });
    all = (await hitsPage(database, {}, { limit: 1000 })).hits;
  });
  afterAll(() => database.close());

  test('hold every hit, the latest first', () => {
    expect(all.map(({ line }) => line).sort((a, b) => a - b)).toEqual(Array.from({ length: 400 }, (_, i) => i + 1));
    const order = all.map(({ time, id }) => `${String(time).padStart(16, '0')} ${id}`);
    expect(order).toEqual(order.toSorted().reverse());
  });

  test.each([6, 60])('of %i hits each, put together, are what the filter leaves of them', async (limit) => {
    const outcomes = (await outcomeCounts(database, {})).map(({ outcome }) => ({ outcome }));
    const filters: HitFilter[] = [
      ...outcomes,
      ...[{ country: 'IS' }, { app: 'AntennaPod' }, { outcome: 'same-download', country: 'US' } as const],
      ...(['AntennaPod', 'Overcast', 'nobody'] as const).map((app) => ({ outcome: 'counted', app }) as const),
      { outcome: 'counted', country: 'IS', app: 'Overcast' },
      { outcome: 'counted', from: '2026-06-01', to: '2026-07-30', country: 'DE' },
      { from: '2026-07-31' },
      { to: '2026-05-01' },
      { to: '2020-01-01' },
    ];
    for (const filter of filters) {
      const paged = await everyPage(filter, limit);
      expect(
        paged.map(({ line }) => line),
        JSON.stringify(filter),
      ).toEqual(all.filter((hit) => isIn(hit, filter)).map(({ line }) => line));
    }
  });

  async function everyPage(filter: HitFilter, limit: number): Promise<ReportedHit[]> {
    const hits: ReportedHit[] = [];
    for (let after: string | undefined; ; ) {
      const page = await hitsPage(database, filter, { limit, after });
      hits.push(...page.hits);
      if (page.next === undefined) return hits;
      expect(page.hits).toHaveLength(limit);
      after = page.next;
    }
  }
});

function isIn(hit: ReportedHit, { outcome, country, app, from, to }: HitFilter): boolean {
  const day = new Date(hit.time).toISOString().slice(0, 10);
  return (
    (outcome === undefined || hit.outcome === outcome) &&
    (country === undefined || hit.country === country) &&
    (app === undefined || hit.app === app) &&
    (from === undefined || day >= from) &&
    (to === undefined || day <= to)
  );
}

async function* bytes(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}
