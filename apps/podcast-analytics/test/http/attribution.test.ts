import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openConversionSpool } from '../../src/features/attribution/conversion-spool.ts';
import { createConversions } from '../../src/features/attribution/conversions.ts';
import type { Database } from '../../src/platform/db/database.ts';
import { createLogger } from '../../src/platform/logger.ts';
import { createOutbox } from '../../src/platform/outbox/outbox.ts';
import { describeEachEngine } from '../each-engine.ts';
import { FaultySpoolDisk } from '../faulty-spool-disk.ts';
import { importLines } from '../import-lines.ts';
import { naiveAttribution } from '../naive-attribution.ts';
import { openRoutes, type Routes } from '../open-routes.ts';

type Ask = Awaited<ReturnType<Routes['logIn']>>;

let now = Date.UTC(2026, 2, 5, 12);
const listener = '198.51.100.7';
const browser = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/124.0.0.0 Safari/537.36';
const url = (n: number) => `https://a.example/show/${n}.mp3`;

// The household listens with two apps, in two months; somebody else listens too.
const lines = [
  { time: '2026-02-10T10:00:00Z', url: url(1), address: listener },
  { time: '2026-03-01T10:00:00Z', url: url(2), address: listener, userAgent: 'Overcast/2024.3' },
  { time: '2026-03-01T11:00:00Z', url: url(2), address: '203.0.113.9' },
  { time: '2026-03-05T11:00:00Z', url: url(3), address: '203.0.113.9' },
];

const once = <T>(work: () => Promise<T>) => work();

describeEachEngine('attribution over HTTP', (openEmpty) => {
  let database: Database;
  let routes: Routes;
  let admin: Ask;
  let showId: number;

  beforeAll(async () => {
    database = await openEmpty();
    await importLines(database, lines);
    routes = await openRoutes(database, { now: () => now });
    admin = await routes.logIn('ADMIN');
    const [show] = await database.query<{ id: number }>('SELECT id FROM shows');
    showId = show?.id ?? 0;
  }, 60_000);
  afterAll(() => database.close());

  const send = (ask: Ask, path: string, body: unknown, method = 'POST') =>
    ask(path, { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

  interface Booked {
    readonly id: string;
    readonly pixel: string;
  }

  async function book(change: object = {}): Promise<Booked> {
    const response = await send(admin, '/api/v1/campaigns', {
      ...{ advertiser: 'Oat & Co', name: 'Spring', flight: { from: '2026-02-01', to: '2026-03-05' } },
      ...{ goal: 10, cpmMinor: 2500, currency: 'EUR', state: 'active' },
      spots: [{ position: 'pre', insertion: 'dynamic', showId }],
      ...change,
    });
    return (await response.json()) as Booked;
  }
  const tell = (campaignId: string, more: object = {}) =>
    send(admin, '/api/v1/conversions', { campaignId, address: listener, valueMinor: 1000, ...more });
  const report = async ({ id }: Booked, query = '') =>
    (await (await admin(`/api/v1/campaigns/${id}/attribution${query}`)).json()) as {
      conversions: number;
      attributed: number;
      valueMinor: number;
      costMinor: number;
      roas?: number;
      rows: { episodeId?: number; promoCode?: string; micros: number; valueMinor: number }[];
    };
  const events = (campaignId: string) =>
    database.query(
      `SELECT 1 FROM outbox_events WHERE type = 'attribution.event.recorded' AND data->>'campaignId' = $1`,
      [campaignId],
    );

  describe('a conversion', () => {
    test('is owed to what the household heard with whatever app, across the change of the month', async () => {
      const campaign = await book();
      expect((await tell(campaign.id, { orderId: '1' })).status).toBe(201);
      expect(await report(campaign, '?model=linear')).toMatchObject({
        ...{ conversions: 1, attributed: 1, valueMinor: 1000 },
        rows: [
          { micros: 500_000, valueMinor: 500 },
          { micros: 500_000, valueMinor: 500 },
        ],
      });
      expect((await report(campaign, '?model=last')).rows).toHaveLength(1);
      expect((await report(campaign, '?model=linear&windowDays=10')).rows).toEqual([
        expect.objectContaining({ micros: 1_000_000 }),
      ]);
      expect(await events(campaign.id)).toHaveLength(1);
    });

    test('that was told twice with its order id is one', async () => {
      const campaign = await book();
      const first = (await (await tell(campaign.id, { orderId: 'A-1' })).json()) as { id: string };
      const again = await tell(campaign.id, { orderId: 'A-1', valueMinor: 9999 });
      expect(again.status).toBe(200);
      expect(await again.json()).toEqual({ id: first.id, campaignId: campaign.id, duplicate: true });
      expect(await report(campaign)).toMatchObject({ conversions: 1, valueMinor: 1000 });
      expect(await events(campaign.id)).toHaveLength(1);
    });

    test('that many tell of at once is one', async () => {
      const campaign = await book();
      const statuses = (await Promise.all([1, 2, 3, 4].map(() => tell(campaign.id, { orderId: 'B' })))).map(
        (r) => r.status,
      );
      expect(statuses.sort()).toEqual([200, 200, 200, 201]);
    });

    test('without an order id is one a household, kind and UTC day', async () => {
      const campaign = await book();
      const at = (time: string, more: object = {}) => tell(campaign.id, { time, ...more });
      expect((await at('2026-03-04T00:00:00Z')).status).toBe(201);
      expect((await at('2026-03-04T23:59:59Z')).status).toBe(200);
      expect((await at('2026-03-05T00:00:00Z')).status).toBe(201);
      expect((await at('2026-03-04T12:00:00Z', { kind: 'lead' })).status).toBe(201);
      expect((await at('2026-03-04T12:00:00Z', { address: '203.0.113.9' })).status).toBe(201);
    });

    test('before the exposure, or of somebody who heard nothing, is owed to nobody', async () => {
      const campaign = await book();
      await tell(campaign.id, { orderId: '1', time: '2026-02-10T09:59:59Z' });
      await tell(campaign.id, { orderId: '2', address: '203.0.113.200' });
      await tell(campaign.id, { orderId: '3', address: undefined });
      expect(await report(campaign, '?windowDays=60')).toMatchObject({ conversions: 3, attributed: 0, valueMinor: 0 });
    });

    test('is owed to nobody in months whose key has been destroyed before it', async () => {
      const campaign = await book();
      const [february] = await database.query<{ key: Uint8Array }>(
        `SELECT key FROM listener_keys WHERE month = '2026-02'`,
      );
      await database.query(`UPDATE listener_keys SET key = NULL WHERE month = '2026-02'`);
      now += 3_600_000; // as long as a key may be remembered, and more
      await tell(campaign.id, { orderId: '1' });
      expect((await report(campaign, '?model=first')).rows).toEqual([
        { spotId: expect.any(String), episodeId: expect.any(Number), micros: 1_000_000, valueMinor: 1000 },
      ]);
      expect((await report(campaign, '?model=linear')).rows).toHaveLength(1);
      await database.query(`UPDATE listener_keys SET key = $1 WHERE month = '2026-02'`, [february?.key]);
      now += 3_600_000;
    });

    test.each([
      [{ campaignId: undefined }, 400, 'either campaignId or promoCode'],
      [{ promoCode: 'BREAD10' }, 400, 'either campaignId or promoCode'],
      [{ campaignId: '00000000-0000-4000-8000-000000000000' }, 404, 'no campaign'],
      [{ campaignId: undefined, promoCode: 'NONE' }, 404, 'no promo code'],
      [{ valueMinor: -1 }, 400, 'valueMinor'],
      [{ valueMinor: 1.5 }, 400, 'valueMinor'],
      [{ currency: 'USD' }, 400, 'expected that of the campaign, EUR, got USD'],
      [{ currency: 'EURO' }, 400, 'currency'],
      [{ address: 'localhost' }, 400, 'address'],
      [{ time: '2026-12-01T00:00:00Z' }, 400, 'time'],
      [{ time: '2025-12-01T00:00:00Z' }, 400, 'time'],
      [{ kind: 'gift' }, 400, 'visit, lead, purchase'],
      [{ orderId: '' }, 400, 'orderId'],
      [{ orderId: 'a\u0000b' }, 400, 'orderId'],
    ])('with %j is refused with %i', async (change, status, named) => {
      const campaign = await book();
      const response = await tell(campaign.id, change);
      expect(response.status).toBe(status);
      expect(await response.text()).toContain(named);
    });

    test('is taken from those who may tell of it, and for campaigns of their own tenant', async () => {
      const campaign = await book();
      const viewer = await routes.logIn('VIEWER');
      const stranger = await routes.logIn('ADMIN', 'other');
      const body = { campaignId: campaign.id };
      expect((await send(viewer, '/api/v1/conversions', body)).status).toBe(403);
      expect((await send(stranger, '/api/v1/conversions', body)).status).toBe(404);
      expect((await send(routes.anonymous, '/api/v1/conversions', body)).status).toBe(401);
    });
  });

  describe('a pixel', () => {
    const load = (path: string, headers: Record<string, string> = {}) => routes.anonymous(path, { headers });

    test('is a dot for everybody, without a cookie and never kept', async () => {
      const { pixel } = await book();
      const response = await load(pixel);
      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toBe('image/gif');
      expect(response.headers.get('cache-control')).toBe('no-store');
      expect(response.headers.get('set-cookie')).toBeNull();
      expect(response.headers.get('cross-origin-resource-policy')).toBe('cross-origin');
      const gif = Buffer.from(await response.arrayBuffer());
      expect(gif.subarray(0, 6).toString()).toBe('GIF89a');
      expect(gif.length).toBeLessThan(50);
    });

    test('tells of a purchase by the household, whatever browser it has', async () => {
      const seen = await openRoutes(database, {
        now: () => now,
        config: { ...routes.config, trustProxy: 1 },
      });
      const campaign = await book();
      const headers = { 'x-forwarded-for': listener, 'user-agent': browser };
      await seen.anonymous(`${campaign.pixel}?kind=purchase&order=7&value=4999&currency=EUR`, { headers });
      await seen.anonymous(`${campaign.pixel}?kind=purchase&order=7&value=4999`, { headers });
      expect(await report(campaign)).toMatchObject({ conversions: 1, attributed: 1, valueMinor: 4999 });
      const stored = JSON.stringify(await database.query('SELECT * FROM conversions'));
      expect(stored).not.toContain(listener);
      expect(stored).not.toContain('Mozilla');
    });

    test('takes what it cannot read for a visit without a value', async () => {
      const campaign = await book();
      expect((await load(`${campaign.pixel}?kind=%00&value=-5&currency=x&order=%00`)).status).toBe(200);
      const [row] = await database.query('SELECT kind, value_minor, order_id FROM conversions WHERE campaign_id = $1', [
        campaign.id,
      ]);
      expect(row).toEqual({ kind: 'visit', value_minor: 0, order_id: null });
    });

    test('of no campaign is a dot all the same, and records nothing', async () => {
      const before = await database.query('SELECT count(*) FROM conversions');
      expect((await load(`/a/${'x'.repeat(22)}.gif`)).status).toBe(200);
      expect(await database.query('SELECT count(*) FROM conversions')).toEqual(before);
      expect((await load('/a/short.gif')).status).toBe(404);
    });

    test('is kept while the database is away, and stored once when it is back', async () => {
      let isAway = true;
      const flaky: Database = {
        ...database,
        transaction: (work, options) =>
          isAway ? Promise.reject(new Error('away')) : database.transaction(work, options),
      };
      const disk = new FaultySpoolDisk();
      const parts = { maxBytes: 1_000_000, logger: createLogger('silent'), now: () => now, retry: () => once };
      const conversions = createConversions(
        flaky,
        createOutbox(() => now),
        () => now,
      );
      const spool = await openConversionSpool({ ...parts, disk, conversions });
      const seen = await openRoutes(database, { now: () => now, conversionIntake: spool.intake });
      const campaign = await book();
      await seen.anonymous(`${campaign.pixel}?kind=purchase&order=1&value=700`);
      await expect(spool.drainOne()).rejects.toThrow('away');
      expect(await report(campaign)).toMatchObject({ conversions: 0 });
      const again = await openConversionSpool({ ...parts, disk: disk.afterPowerCut(1), conversions });
      isAway = false;
      expect(await spool.drainOne()).toBe(true);
      expect(await again.drainOne()).toBe(true); // what a killed process has left is stored by the next one
      expect(await report(campaign)).toMatchObject({ conversions: 1 });
    });

    test('is a dot while the database is away', async () => {
      const down = {
        ...database,
        transaction: () => Promise.reject(new Error('away')),
        query: () => Promise.reject(new Error('away')),
      };
      const { pixel } = await book();
      const away = await openRoutes(down, { now: () => now });
      expect((await away.anonymous(pixel)).status).toBe(200);
    });
  });

  describe('a promo code', () => {
    const add = (ask: Ask, { id }: Booked, code: string) => send(ask, `/api/v1/campaigns/${id}/promo-codes`, { code });

    test('tells whose a purchase is, in small letters as in capitals, whatever was heard', async () => {
      const campaign = await book();
      expect((await add(admin, campaign, 'Bread10')).status).toBe(201);
      const told = await tell(campaign.id, {
        campaignId: undefined,
        promoCode: 'bREAD10',
        orderId: 'p',
        address: undefined,
      });
      expect(told.status).toBe(201);
      expect((await report(campaign)).rows).toEqual([{ promoCode: 'Bread10', micros: 1_000_000, valueMinor: 1000 }]);
    });

    test('is in force for one campaign of a tenant at a time', async () => {
      const [one, other] = [await book(), await book()];
      expect((await add(admin, one, 'ONCE')).status).toBe(201);
      expect((await add(admin, other, 'once')).status).toBe(409);
      const revoked = await admin(`/api/v1/campaigns/${one.id}/promo-codes/oNcE`, {
        method: 'DELETE',
        headers: { origin: 'http://localhost' },
      });
      expect(revoked.status).toBe(204);
      expect(
        (
          await admin(`/api/v1/campaigns/${one.id}/promo-codes/once`, {
            method: 'DELETE',
            headers: { origin: 'http://localhost' },
          })
        ).status,
      ).toBe(404);
      expect((await add(admin, other, 'once')).status).toBe(201);
    });

    test('is free again when its campaign is deleted', async () => {
      const [one, other] = [await book(), await book()];
      await add(admin, one, 'FREED');
      await admin(`/api/v1/campaigns/${one.id}`, {
        method: 'DELETE',
        headers: { 'if-match': '"1"', origin: 'http://localhost' },
      });
      expect((await add(admin, other, 'FREED')).status).toBe(201);
      expect((await add(admin, one, 'LATE')).status).toBe(409);
    });

    test.each(['', 'ab', 'with space', '<b>', 'x'.repeat(41)])('%j is none', async (code) => {
      expect((await add(admin, await book(), code)).status).toBe(400);
    });

    test('of two tenants may be the same', async () => {
      await add(admin, await book(), 'SAME');
      await database.query(`INSERT INTO shows (tenant_id, key) VALUES ('third', 'b.example/show')`);
      const third = await routes.logIn('ADMIN', 'third');
      const booked = (await (
        await send(third, '/api/v1/campaigns', {
          ...{ advertiser: 'B', name: 'B', flight: { from: '2026-03-01', to: '2026-03-02' }, goal: 1, cpmMinor: 1 },
          currency: 'EUR',
        })
      ).json()) as Booked;
      expect((await add(third, booked, 'SAME')).status).toBe(201);
    });
  });

  describe('the report', () => {
    test('is what the exported conversions say, to the cent, in every model', async () => {
      const campaign = await book({
        spots: [
          { position: 'pre', insertion: 'dynamic', showId },
          { position: 'post', insertion: 'baked-in', bakedInDays: 20, showId },
        ],
      });
      for (const [n, address] of [listener, listener, '203.0.113.9'].entries()) {
        await tell(campaign.id, { orderId: String(n), address, valueMinor: 3333 + n });
      }
      const exported = (await (await admin(`/api/v1/campaigns/${campaign.id}/conversions`)).json()) as {
        conversions: {
          time: string;
          valueMinor: number;
          exposures: { spotId: string; position: string; episodeId: number; time: string }[];
        }[];
      };
      for (const model of ['first', 'last', 'linear', 'time-decay'] as const) {
        const sums = new Map<string, number>();
        for (const { time, valueMinor, exposures } of exported.conversions) {
          const keyed = exposures.map((each) => ({
            time: Date.parse(each.time),
            key: `${each.position === 'pre' ? 0 : 1} ${each.spotId} ${each.episodeId}`,
          }));
          const credits = naiveAttribution(model, keyed, { time: Date.parse(time), valueMinor }, 30);
          for (const [key, credit] of credits)
            sums.set(key.slice(2), credit.valueMinor + (sums.get(key.slice(2)) ?? 0));
        }
        const told = await report(campaign, `?model=${model}`);
        const rows = told.rows.map((row) => [`${'spotId' in row ? row.spotId : ''} ${row.episodeId}`, row.valueMinor]);
        expect(Object.fromEntries(rows), model).toEqual(Object.fromEntries(sums));
        expect(told.roas).toBe(told.valueMinor / told.costMinor);
        expect(told.rows.reduce((all, row) => all + row.micros, 0)).toBe(told.attributed * 1_000_000);
      }
    });

    test.each(['?model=magic', '?windowDays=0', '?windowDays=61', '?windowDays=1.5', '?kind=gift', '?x=1'])(
      'refuses %s',
      async (query) => {
        const { id } = await book();
        expect((await admin(`/api/v1/campaigns/${id}/attribution${query}`)).status).toBe(400);
        expect((await admin(`/campaigns/${id}/attribution${query}`)).status).toBe(400);
      },
    );

    test('leaves an address out that too many share', async () => {
      const crowd = Array.from({ length: 21 }, (_, n) => ({
        ...{ time: '2026-03-02T10:00:00Z', url: url(4), address: '203.0.113.50' },
        userAgent: `AntennaPod/3.4.${n}`,
      }));
      await importLines(database, crowd);
      const campaign = await book();
      await tell(campaign.id, { address: '203.0.113.50' });
      expect(await report(campaign)).toMatchObject({ conversions: 1, attributed: 0 });
    });

    test('says on its page how it is computed, and that lift needs more data', async () => {
      const { id } = await book();
      const page = await (await admin(`/campaigns/${id}/attribution?model=time-decay&kind=`)).text();
      expect(page).toContain('halves with every seven days');
      expect(page).toContain('Not enough data');
    });
  });
});
