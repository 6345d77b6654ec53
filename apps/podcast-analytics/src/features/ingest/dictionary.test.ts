import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeEachEngine } from '../../../test/each-engine.ts';
import { ingest } from '../../../test/ingest.ts';
import { makeHit } from '../../../test/make-hit.ts';
import type { Hit } from '../../counting/hit.ts';
import { createMonthKey } from '../../counting/month-key.ts';
import type { Database } from '../../platform/db/database.ts';
import { applyFeed } from '../shows/apply-feed.ts';
import { createDictionary, type ReferredHit } from './dictionary.ts';
import { createStorableHits, storedRuleset } from './storable-hit.ts';

const key = createMonthKey(Buffer.alloc(32));
const storableHit = createStorableHits(
  { ruleset: storedRuleset, agents: ingest.agents, networks: ingest.networks },
  () => undefined,
);

describeEachEngine('the dictionary', (openEmpty) => {
  let database: Database;
  beforeAll(async () => {
    database = await openEmpty();
  });
  afterAll(() => database.close());

  /** As a new process refers to them, which remembers nothing. */
  const refer = (...hits: readonly Partial<Hit>[]): Promise<ReferredHit[]> =>
    createDictionary(
      database,
      'demo',
    )(hits.map((hit, index) => storableHit({ line: index + 1, hit: makeHit(hit) }, key)));
  const numbersUsed = () =>
    database.query(
      `SELECT sequencename, last_value FROM pg_sequences WHERE sequencename ~ '^(shows|episodes|audiences)' ORDER BY 1`,
    );

  test('gives out no number for what is there already', async () => {
    const [first] = await refer({});
    const before = await numbersUsed();
    const [again] = await refer({}, {});
    expect(again).toMatchObject({ episodeId: first?.episodeId, audienceId: first?.audienceId });
    await database.transaction((tx) =>
      applyFeed(tx, { id: 1, tenantId: 'demo' }, { items: [{ enclosureUrl: makeHit().url }] }),
    );
    expect(await numbersUsed()).toEqual(before);
  });

  test('creates what is missing among what is there', async () => {
    const [known] = await refer({});
    const [one, two] = await refer({}, { url: 'https://example.com/show/episode-2.mp3', country: 'SE' });
    expect(one?.episodeId).toBe(known?.episodeId);
    expect(two?.episodeId).not.toBe(known?.episodeId);
    expect(two?.audienceId).not.toBe(known?.audienceId);
  });

  test('takes texts that differ in halves of surrogate pairs for one', async () => {
    const [one, two] = await refer({ userAgent: 'Player \ud800' }, { userAgent: 'Player \ud801' });
    expect(one?.clientId).toBe(two?.clientId);
    expect(await database.query(`SELECT user_agent AS text FROM clients WHERE user_agent LIKE 'Player%'`)).toEqual([
      { text: 'Player \ufffd' },
    ]);
  });
});
