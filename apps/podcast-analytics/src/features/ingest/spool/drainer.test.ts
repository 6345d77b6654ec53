import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { describeEachEngine } from '../../../../test/each-engine.ts';
import { FaultySpoolDisk } from '../../../../test/faulty-spool-disk.ts';
import { ingest } from '../../../../test/ingest.ts';
import { makeHit } from '../../../../test/make-hit.ts';
import type { Hit } from '../../../counting/hit.ts';
import type { Database } from '../../../platform/db/database.ts';
import { createLogger } from '../../../platform/logger.ts';
import { destroyListenerKey } from '../listener-keys.ts';
import { createDrainer } from './drainer.ts';
import { setAsideFile } from './set-aside-file.ts';
import { openSpool, type Spool } from './spool.ts';
import { encodeHits } from './spooled-hits.ts';
import { createStoreSpooled, type StoredCounts } from './store-spooled.ts';

const logger = createLogger('silent');
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'scry-drain-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describeEachEngine('the drainer', (openEmpty) => {
  let database: Database;
  let disk: FaultySpoolDisk;
  let spool: Spool;
  let setAsideFolder: string;
  beforeAll(async () => {
    database = await openEmpty();
    setAsideFolder = join(folder, database.engine);
    mkdirSync(setAsideFolder);
  });
  afterAll(() => database.close());
  beforeEach(async () => {
    disk = new FaultySpoolDisk();
    spool = await openSpool({ disk, now: ingest.now, maxBytes: 1_000_000 });
    await database.query('TRUNCATE hits, downloads, download_days, outcome_days, imports');
  });

  const stored: StoredCounts[] = [];
  const drainerOn = (db: Database, from = spool) =>
    createDrainer({
      onStored: (counts) => stored.push(counts),
      spool: from,
      store: createStoreSpooled({
        database: db,
        ...ingest,
        logger,
        setAside: setAsideFile(setAsideFolder, ingest.now),
      }),
      retry: () => (work) => work(),
      logger,
    });
  const append = (tenantId: string, ...hits: readonly (Partial<Hit> & { readonly uuid: string })[]) =>
    spool.append(encodeHits({ tenantId, hits: hits.map((hit) => ({ ...makeHit(hit), uuid: hit.uuid })) }));
  const count = async (from: string) =>
    (await database.query<{ n: number }>(`SELECT count(*) AS n FROM ${from}`))[0]?.n;
  const imports = () =>
    database.query('SELECT tenant_id AS tenant, name, lines, new_hits AS new, rejects FROM imports ORDER BY tenant_id');

  test('stores hits for their tenants, and leaves an empty spool', async () => {
    await append('demo', { uuid: '1' }, { uuid: '2', address: '198.51.100.8' });
    await append('other', { uuid: '3' });
    expect(await drainerOn(database).drainOne()).toBe(true);
    expect(await drainerOn(database).drainOne()).toBe(false);
    expect(spool.depth().bytes).toBe(0);
    expect(await imports()).toEqual([
      { tenant: 'demo', name: 'HTTP 2026-03-01', lines: 2, new: 2, rejects: 0 },
      { tenant: 'other', name: 'HTTP 2026-03-01', lines: 1, new: 1, rejects: 0 },
    ]);
    const shows = await database.query(
      'SELECT s.tenant_id AS tenant, count(*) AS n FROM hits JOIN episodes e ON e.id = episode_id JOIN shows s ON s.id = show_id GROUP BY 1 ORDER BY 1',
    );
    expect(shows).toEqual([
      { tenant: 'demo', n: 2 },
      { tenant: 'other', n: 1 },
    ]);
  });

  test('stores nothing twice when it is killed after storing and before removing', async () => {
    await append('demo', { uuid: '1' }, { uuid: '2' });
    disk.faults = [undefined, 'fails']; // closes the segment, and does not remove it
    await expect(drainerOn(database).drainOne()).rejects.toThrow();
    const reopened = await openSpool({ disk: disk.afterPowerCut(1), now: ingest.now, maxBytes: 1_000_000 });
    expect(reopened.depth().bytes).toBeGreaterThan(0);
    expect(await drainerOn(database, reopened).drainOne()).toBe(true);
    expect(await count('hits')).toBe(2);
    expect(await imports()).toMatchObject([{ lines: 2, new: 2 }]);
    expect(await database.query('SELECT sum(n)::int AS n FROM outcome_days')).toEqual([{ n: 2 }]);
  });

  test('tells hits apart that say the same, by their uuid', async () => {
    await append('demo', { uuid: '1' }, { uuid: '2' }, { uuid: '1' });
    await drainerOn(database).drainOne();
    expect(await count('hits')).toBe(2);
  });

  test('keeps the segment while the database is away, and goes on when it is back', async () => {
    await append('demo', { uuid: '1' });
    const away: Database = { ...database, query: () => Promise.reject(new Error('away')) };
    await expect(drainerOn(away).drainOne()).rejects.toThrow('away');
    await append('demo', { uuid: '2' });
    expect(await drainerOn(database).drainOne()).toBe(true);
    expect(await drainerOn(database).drainOne()).toBe(true);
    expect(await count('hits')).toBe(2);
  });

  test('sets a hit aside that the database refuses, and stores those around it', async () => {
    const hits = Array.from({ length: 20 }, (_, n) => ({ uuid: String(n), ...(n === 13 && { range: 'bytes=\0' }) }));
    await append('demo', ...hits);
    expect(await drainerOn(database).drainOne()).toBe(true);
    expect(await count('hits')).toBe(19);
    expect(stored.at(-1)).toEqual({ hits: 20, newHits: 19, rejects: 0, setAside: 1 });
    const [line = '', ...rest] = readFileSync(join(setAsideFolder, 'set-aside-2026-03-01.ndjson'), 'utf8')
      .trim()
      .split('\n');
    expect(rest).toEqual([]);
    expect(JSON.parse(line)).toMatchObject({ uuid: '13', tenantId: 'demo', reason: expect.stringContaining('0x00') });
  });

  test('counts hits as rejects whose month has no key any more', async () => {
    await destroyListenerKey(database, '2025-12');
    await append('demo', { uuid: '1', time: Date.UTC(2025, 11, 5) }, { uuid: '2' });
    await drainerOn(database).drainOne();
    expect(await imports()).toMatchObject([{ lines: 2, new: 1, rejects: 1 }]);
  });

  test('drains by itself once it is started, and stops', async () => {
    await append('demo', { uuid: '1' });
    let tell = () => {};
    const stored = new Promise<void>((resolve) => {
      tell = resolve;
    });
    const drainer = createDrainer({
      spool,
      store: createStoreSpooled({ database, ...ingest, logger, setAside: setAsideFile(setAsideFolder, ingest.now) }),
      retry: () => (work) => work(),
      logger,
      onStored: () => tell(),
    });
    drainer.start();
    await stored;
    await drainer.stop();
    expect(await count('hits')).toBe(1);
    expect(spool.depth().bytes).toBe(0);
  });
});
