import { describe, expect, test } from 'vitest';
import { describeEachEngine } from '../each-engine.ts';
import type { Routes } from '../open-routes.ts';
import { attributionParts, type Booked } from './attribution-parts.ts';

type Ask = Awaited<ReturnType<Routes['logIn']>>;

describeEachEngine('promo codes over HTTP', (openEmpty) => {
  const { send, database, routes, admin, book, tell, report } = attributionParts(openEmpty);

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
      await database().query(`INSERT INTO shows (tenant_id, key) VALUES ('third', 'b.example/show')`);
      const third = await routes().logIn('ADMIN', 'third');
      const booked = (await (
        await send(third, '/api/v1/campaigns', {
          ...{ advertiser: 'B', name: 'B', flight: { from: '2026-03-01', to: '2026-03-02' }, goal: 1, cpmMinor: 1 },
          currency: 'EUR',
        })
      ).json()) as Booked;
      expect((await add(third, booked, 'SAME')).status).toBe(201);
    });
  });
});
