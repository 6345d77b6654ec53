import { describe, expect, test } from 'vitest';
import { describeEachEngine } from '../each-engine.ts';
import { importLines } from '../import-lines.ts';
import { json } from './ask.ts';
import { attributionParts, url } from './attribution-parts.ts';

describeEachEngine('attribution over HTTP', (openEmpty) => {
  const { clock, send, database, routes, admin, book, tell, report } = attributionParts(openEmpty);

  const events = (campaignId: string) =>
    database().query(
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

    test('keeps its worth: the currency of its campaign does not change any more', async () => {
      const campaign = await book();
      const change = (version: number, body: object) =>
        admin(`/api/v1/campaigns/${campaign.id}`, json('PATCH', body, { 'if-match': `"${version}"` }));
      expect((await change(1, { currency: 'USD' })).status).toBe(200);
      await tell(campaign.id, { orderId: 'C', currency: 'USD' });
      expect((await change(2, { currency: 'JPY' })).status).toBe(409);
      expect((await change(2, { currency: 'USD', goal: 11 })).status).toBe(200);
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
      const [february] = await database().query<{ key: Uint8Array }>(
        `SELECT key FROM listener_keys WHERE month = '2026-02'`,
      );
      await database().query(`UPDATE listener_keys SET key = NULL WHERE month = '2026-02'`);
      clock.now += 3_600_000; // as long as a key may be remembered, and more
      await tell(campaign.id, { orderId: '1' });
      expect((await report(campaign, '?model=first')).rows).toEqual([
        { spotId: expect.any(String), episodeId: expect.any(Number), micros: 1_000_000, valueMinor: 1000 },
      ]);
      expect((await report(campaign, '?model=linear')).rows).toHaveLength(1);
      await database().query(`UPDATE listener_keys SET key = $1 WHERE month = '2026-02'`, [february?.key]);
      clock.now += 3_600_000;
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
      [{ campaignId: undefined, promoCode: 'a\u0000bc' }, 400, 'promoCode'],
    ])('with %j is refused with %i', async (change, status, named) => {
      const campaign = await book();
      const response = await tell(campaign.id, change);
      expect(response.status).toBe(status);
      expect(await response.text()).toContain(named);
    });

    test('is taken from those who may tell of it, and for campaigns of their own tenant', async () => {
      const campaign = await book();
      const viewer = await routes().logIn('VIEWER');
      const stranger = await routes().logIn('ADMIN', 'other');
      const body = { campaignId: campaign.id };
      expect((await send(viewer, '/api/v1/conversions', body)).status).toBe(403);
      expect((await send(stranger, '/api/v1/conversions', body)).status).toBe(404);
      expect((await send(routes().anonymous, '/api/v1/conversions', body)).status).toBe(401);
    });
  });

  describe('the report', () => {
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
      await importLines(database(), crowd);
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
