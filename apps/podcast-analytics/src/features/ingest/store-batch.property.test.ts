import * as fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { describeEachEngine } from '../../../test/each-engine.ts';
import { ingest } from '../../../test/ingest.ts';
import { countDownloads } from '../../counting/count-downloads.ts';
import type { CountableHit, EpisodeFacts } from '../../counting/download.ts';
import type { Outcome } from '../../counting/exclusion.ts';
import type { Hit } from '../../counting/hit.ts';
import { createMonthKey } from '../../counting/month-key.ts';
import type { Database } from '../../platform/db/database.ts';
import { noteImport } from './import-rows.ts';
import { createStorableHits, type StorableHit, storedRuleset } from './storable-hit.ts';
import { createStoreBatch } from './store-batch.ts';

const key = createMonthKey(Buffer.alloc(32));
const firstDay = Date.UTC(2026, 0, 31, 22);
const facts: Readonly<Record<string, EpisodeFacts>> = {
  'a.example/one.mp3': { sizeBytes: 3_000_000, headerBytes: 100_000, bytesPerMinute: 480_000 },
  'a.example/short.mp3': { sizeBytes: 200_000 },
};

/** Few listeners and episodes, so that most hits meet others of their download; mistakes and robots are the exception. */
const hit: fc.Arbitrary<Hit> = fc.record(
  {
    time: fc.integer({ min: 0, max: 30 }).map((hours) => firstDay + hours * 3_600_000),
    method: mostly('GET', 'HEAD'),
    url: mostly(
      'https://a.example/one.mp3',
      '//a.example/short.mp3',
      '/path/only.mp3',
      'a.example/%zz"\\{}.mp3',
      'none',
    ),
    status: fc.constantFrom(200, 206, 206, 206, 404),
    bytesSent: fc.constantFrom(0, 2, 200_000, 300_000, 5_000_000),
    range: fc.constantFrom(
      'bytes=0-1',
      'bytes=0-299999',
      'bytes=300000-599999',
      'bytes=-300000',
      'bytes=0-',
      'nonsense',
    ),
    userAgent: mostly('AntennaPod/3.4.0', 'curl/8.5.0', 'NULL', 'Someone "new" \\ {1,2}'),
    referer: fc.constant('https://a.example/'),
    address: mostly('192.0.2.1', '2001:db8::1'),
    country: fc.constantFrom('DE', 'US'),
  },
  { requiredKeys: ['time', 'method', 'url', 'userAgent', 'address'] },
);

function mostly(usual: string, ...others: readonly string[]): fc.Arbitrary<string> {
  return fc.oneof({ weight: 3, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: fc.constantFrom(...others) });
}

/** Hits, and the batches that they come in: any order, any split, and some of them twice. */
const arrivals = fc.array(hit, { minLength: 1, maxLength: 40 }).chain((hits) => {
  const rules = { ruleset: storedRuleset, agents: ingest.agents, networks: ingest.networks };
  const storableHit = createStorableHits(rules, () => undefined);
  const storable = hits.map((one, i) => storableHit({ line: i + 1, hit: one }, key));
  const batches = fc.array(fc.shuffledSubarray(storable, { minLength: 1 }), { minLength: 1, maxLength: 5 });
  return batches.map((some) => ({ storable, batches: [...some, storable] }));
});

describeEachEngine('storing hits', (openEmpty) => {
  let database: Database;
  beforeAll(async () => {
    database = await openEmpty();
  });
  afterAll(() => database.close());
  beforeEach(() => empty(database));

  test('gives the numbers of a plain recount, in any order, split and repetition of batches', async () => {
    await fc.assert(
      fc
        .asyncProperty(arrivals, async ({ storable, batches }) => {
          const storeBatch = createStoreBatch(database, 'demo');
          const importId = await newImport(database);
          let lines = 0;
          for (const batch of batches) {
            lines += batch.length;
            await storeBatch(batch, importId, noteImport(importId, { lines, hits: lines, rejects: 0, bytesRead: 0 }));
          }
          expect(await storedNumbers(database)).toEqual(recounted(storable));
        })
        .afterEach(() => empty(database)),
      { seed: 20260131, numRuns: 60 },
    );
  });
});

/** As the rules page tells it: each hit has one outcome, and the numbers are sums of hits. */
function recounted(hits: readonly StorableHit[]) {
  const countable = hits.filter(({ exclusion }) => exclusion === undefined).map(countableHit);
  const { outcomes } = countDownloads(countable, storedRuleset, (episode) => facts[episode]);
  const outcomeOf = ({ id, exclusion }: StorableHit): Outcome => exclusion ?? outcomes.get(id) ?? 'counted';
  const day = (time: number) => new Date(time).toISOString().slice(0, 10);
  return {
    hits: sorted(hits.map((one) => `${one.id} ${outcomeOf(one)}`)),
    outcomeDays: sums(hits.map((one) => `${one.episode.episode} ${day(one.hit.time)} ${outcomeOf(one)}`)),
    downloadHours: sums(
      hits
        .filter((one) => outcomeOf(one) === 'counted')
        .map((one) => `${one.episode.episode} ${new Date(one.hit.time).toISOString().slice(0, 13)}`),
    ),
    downloadDays: sums(
      hits
        .filter((one) => outcomeOf(one) === 'counted')
        .flatMap((one) =>
          [`app ${one.agent.name}`, `country ${one.country ?? ''}`, `device ${one.agent.device?.name ?? ''}`].map(
            (audience) => `${one.episode.episode} ${day(one.hit.time)} ${audience}`,
          ),
        ),
    ),
  };
}

function countableHit({ id, hit: { time }, listener = '', episode, intervals, looseBytes }: StorableHit): CountableHit {
  return { id, time, listener, episode: episode.episode, intervals, looseBytes };
}

async function storedNumbers(database: Database) {
  const lines = async (text: string) => (await database.query<{ line: string }>(text)).map(({ line }) => line);
  return {
    hits: sorted(await lines(`SELECT replace(id::text, '-', '') || ' ' || outcome AS line FROM hit_outcomes`)),
    outcomeDays: sorted(
      await lines(
        `SELECT key || ' ' || day || ' ' || outcome || ' ' || n AS line FROM outcome_days JOIN episodes ON id = episode_id`,
      ),
    ),
    downloadHours: sorted(
      await lines(
        `SELECT key || ' ' || to_char(hour AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24') || ' ' || n AS line
         FROM download_hours JOIN episodes ON id = episode_id`,
      ),
    ),
    downloadDays: sorted(
      await lines(
        `SELECT key || ' ' || day || ' ' || dimension || ' ' || name || ' ' || n AS line FROM download_days JOIN episodes ON id = episode_id`,
      ),
    ),
  };
}

function sums(keys: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const one of keys) counts.set(one, (counts.get(one) ?? 0) + 1);
  return sorted([...counts].map(([one, n]) => `${one} ${n}`));
}

function sorted(lines: readonly string[]): string[] {
  return [...lines].sort();
}

/** Removes what hits left behind, and states what is known of the episodes. */
async function empty(database: Database): Promise<void> {
  await database.query(
    'TRUNCATE hits, downloads, download_days, download_hours, outcome_days, imports, episodes, shows RESTART IDENTITY CASCADE',
  );
  await database.query(`INSERT INTO shows (key) VALUES ('a.example')`);
  for (const [episode, { sizeBytes, headerBytes, bytesPerMinute }] of Object.entries(facts)) {
    await database.query(
      'INSERT INTO episodes (show_id, key, size_bytes, header_bytes, bytes_per_minute) SELECT id, $1, $2, $3, $4 FROM shows',
      [episode, sizeBytes, headerBytes, bytesPerMinute],
    );
  }
}

async function newImport(database: Database): Promise<number> {
  const [row] = await database.query<{ id: number }>(`INSERT INTO imports (name) VALUES ('test') RETURNING id`);
  return row?.id ?? 0;
}
