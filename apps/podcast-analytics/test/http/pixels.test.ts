import { describe, expect, test } from 'vitest';
import { openConversionSpool } from '../../src/features/attribution/conversion-spool.ts';
import { createConversions } from '../../src/features/attribution/conversions.ts';
import type { Database } from '../../src/platform/db/database.ts';
import { createLogger } from '../../src/platform/logger.ts';
import { createOutbox } from '../../src/platform/outbox/outbox.ts';
import { describeEachEngine } from '../each-engine.ts';
import { FaultySpoolDisk } from '../faulty-spool-disk.ts';
import { openRoutes } from '../open-routes.ts';
import { attributionParts, browser, listener } from './attribution-parts.ts';

const once = <T>(work: () => Promise<T>) => work();

describeEachEngine('pixels over HTTP', (openEmpty) => {
  const { clock, database, routes, book, report } = attributionParts(openEmpty);

  describe('a pixel', () => {
    const load = (path: string, headers: Record<string, string> = {}) => routes().anonymous(path, { headers });

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
      const seen = await openRoutes(database(), {
        now: () => clock.now,
        config: { ...routes().config, trustProxy: 1 },
      });
      const campaign = await book();
      const headers = { 'x-forwarded-for': listener, 'user-agent': browser };
      await seen.anonymous(`${campaign.pixel}?kind=purchase&order=7&value=4999&currency=EUR`, { headers });
      await seen.anonymous(`${campaign.pixel}?kind=purchase&order=7&value=4999`, { headers });
      expect(await report(campaign)).toMatchObject({ conversions: 1, attributed: 1, valueMinor: 4999 });
      const stored = JSON.stringify(await database().query('SELECT * FROM conversions'));
      expect(stored).not.toContain(listener);
      expect(stored).not.toContain('Mozilla');
    });

    test('takes what it cannot read for a visit without a value', async () => {
      const campaign = await book();
      expect((await load(`${campaign.pixel}?kind=%00&value=-5&currency=x&order=%00`)).status).toBe(200);
      const [row] = await database().query(
        'SELECT kind, value_minor, order_id FROM conversions WHERE campaign_id = $1',
        [campaign.id],
      );
      expect(row).toEqual({ kind: 'visit', value_minor: 0, order_id: null });
    });

    test('of no campaign is a dot all the same, and records nothing', async () => {
      const before = await database().query('SELECT count(*) FROM conversions');
      expect((await load(`/a/${'x'.repeat(22)}.gif`)).status).toBe(200);
      expect(await database().query('SELECT count(*) FROM conversions')).toEqual(before);
      expect((await load('/a/short.gif')).status).toBe(404);
    });

    test('is kept while the database is away, and stored once when it is back', async () => {
      let isAway = true;
      const flaky: Database = {
        ...database(),
        transaction: (work, options) =>
          isAway ? Promise.reject(new Error('away')) : database().transaction(work, options),
      };
      const disk = new FaultySpoolDisk();
      const parts = { maxBytes: 1_000_000, logger: createLogger('silent'), now: () => clock.now, retry: () => once };
      const conversions = createConversions(
        flaky,
        createOutbox(() => clock.now),
        () => clock.now,
      );
      const spool = await openConversionSpool({ ...parts, disk, conversions });
      const seen = await openRoutes(database(), { now: () => clock.now, conversionIntake: spool.intake });
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
        ...database(),
        transaction: () => Promise.reject(new Error('away')),
        query: () => Promise.reject(new Error('away')),
      };
      const { pixel } = await book();
      const away = await openRoutes(down, { now: () => clock.now });
      expect((await away.anonymous(pixel)).status).toBe(200);
    });
  });
});
