import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { emptyBilling, openBilling } from '../../../test/billing-parts.ts';
import { describeEachEngine } from '../../../test/each-engine.ts';
import type { Database } from '../../platform/db/database.ts';

describeEachEngine('billing', (openEmpty) => {
  let database: Database;
  let now = Date.UTC(2026, 10, 3);
  let world: Awaited<ReturnType<typeof openBilling>>;
  beforeAll(async () => {
    database = await openEmpty();
  });
  afterAll(() => database.close());
  beforeEach(async () => {
    now = Date.UTC(2026, 10, 3);
    await emptyBilling(database);
    world = await openBilling(database, { now: () => now });
    await world.setParties();
  });

  /** The one invoice of the month, issued. */
  async function issued(month = '2026-10') {
    const [draft] = await world.draft(month);
    await world.billing.invoices.issue('demo', draft?.id ?? '');
    return world.billing.invoices.find('demo', draft?.id ?? '');
  }

  describe('the run of a month', () => {
    test('drafts one invoice for each advertiser and currency, of what was delivered', async () => {
      world.deliveries.book({ name: 'One' }).days['2026-10-01'] = 10_000;
      world.deliveries.book({ name: 'Two', cpmMinor: 1_999 }).days['2026-10-31'] = 12_345;
      world.deliveries.book({ advertiser: 'Other' }).days['2026-10-05'] = 1;
      world.deliveries.book({ currency: 'USD' }).days['2026-10-05'] = 1_000;
      world.deliveries.book({ advertiser: 'Nothing' }).days['2026-11-01'] = 1_000;
      const drafts = await world.draft('2026-10');
      expect(drafts.map(({ advertiser, currency, netMinor }) => [advertiser, currency, netMinor]).sort()).toEqual([
        ['Acme', 'EUR', 25_000 + 24_678],
        ['Acme', 'USD', 2_500],
        ['Other', 'EUR', 3],
      ]);
      expect(drafts.every(({ state, number }) => state === 'draft' && number === null)).toBe(true);
    });

    test('makes nothing twice, though many run at a time', async () => {
      world.deliveries.book().days['2026-10-01'] = 10_000;
      await Promise.all(Array.from({ length: 5 }, () => world.billing.run('demo', '2026-10')));
      expect(await world.draft('2026-10')).toHaveLength(1);
    });

    test('brings a draft up to date, and leaves what was issued', async () => {
      const campaign = world.deliveries.book();
      campaign.days['2026-10-01'] = 10_000;
      await world.draft('2026-10');
      campaign.days['2026-10-02'] = 2_000;
      expect((await world.draft('2026-10'))[0]?.netMinor).toBe(30_000);
      const { id } = await issued();
      campaign.days['2026-10-03'] = 4_000;
      await world.draft('2026-10');
      expect(await world.billing.invoices.find('demo', id)).toMatchObject({ state: 'issued', netMinor: 30_000 });
    });

    test('bills what came after an invoice with the next one', async () => {
      const campaign = world.deliveries.book();
      campaign.days['2026-09-30'] = 10_000;
      await world.draft('2026-09');
      campaign.days['2026-09-30'] = 11_000;
      campaign.days['2026-10-01'] = 500;
      const [october] = await world.draft('2026-10');
      const { lines } = await world.billing.invoices.find('demo', october?.id ?? '');
      expect(lines.map(({ kind, impressions }) => [kind, impressions])).toEqual([
        ['impressions', 500],
        ['late', 1_000],
      ]);
      await world.draft('2026-09'); // is in October as late
      expect((await world.draft('2026-10'))[0]?.netMinor).toBe(3_750);
    });

    test('makes good for nothing what was billed too much, and bills nothing beyond the goal', async () => {
      const campaign = world.deliveries.book({ goal: 1_500 });
      campaign.days['2026-09-30'] = 1_000;
      await issued('2026-09');
      campaign.days['2026-09-30'] = 900; // a recount found robots
      campaign.days['2026-10-01'] = 700;
      const [october] = await world.draft('2026-10');
      const { lines } = await world.billing.invoices.find('demo', october?.id ?? '');
      expect(lines.map(({ kind, impressions, netMinor }) => [kind, impressions, netMinor])).toEqual([
        ['impressions', 500, 1_250],
        ['make-good', 100, 0],
        ['over-delivery', 100, 0],
      ]);
    });

    test('takes out of a draft what belongs to another advertiser by now, and bills it there', async () => {
      const campaign = world.deliveries.book({ advertiser: 'Acne' });
      campaign.days['2026-10-01'] = 10_000;
      await world.draft('2026-10');
      Object.assign(campaign, { advertiser: 'Acme' });
      const drafts = await world.draft('2026-10');
      expect(drafts.map(({ advertiser, netMinor }) => [advertiser, netMinor]).sort()).toEqual([
        ['Acme', 25_000],
        ['Acne', 0],
      ]);
    });

    test('leaves other tenants alone', async () => {
      world.deliveries.book({ tenantId: 'other' }).days['2026-10-01'] = 10_000;
      expect(await world.draft('2026-10')).toEqual([]);
      await world.billing.runAll('2026-10');
      expect(await world.draft('2026-10', 'other')).toHaveLength(1);
    });

    test('of all tenants goes on where that of one fails, and tells of it', async () => {
      world.deliveries.book({ tenantId: 'broken', currency: 'EUR', cpmMinor: -1 }).days['2026-10-01'] = 10_000;
      world.deliveries.book({ tenantId: 'whole' }).days['2026-10-01'] = 10_000;
      await expect(world.billing.runAll('2026-10')).rejects.toThrow('could not be drafted for 1 of 2 tenants');
      expect(world.audited.filter((action) => action === 'billing.run')).toHaveLength(2);
      const { invoices } = await world.billing.list('whole', {}, { limit: 10 });
      expect(invoices).toHaveLength(1);
    });
  });

  describe('numbers', () => {
    test('have no gap and no repetition, though many invoices are issued at a time and some fail', async () => {
      const names = Array.from({ length: 8 }, (_, n) => `Advertiser ${n}`);
      for (const [n, advertiser] of names.entries()) {
        world.deliveries.book({ advertiser }).days['2026-10-01'] = 1_000;
        if (n % 3 !== 0) await world.setParties(advertiser); // the others have no address
      }
      const drafts = await world.draft('2026-10');
      const tries = [...drafts, ...drafts].map(({ id }) => world.billing.invoices.issue('demo', id));
      const outcomes = (await Promise.allSettled(tries)).map(({ status }) => status);
      expect(outcomes.filter((status) => status === 'fulfilled')).toHaveLength(5);
      const { invoices } = await world.billing.list('demo', { state: 'issued' }, { limit: 100 });
      expect(invoices.map(({ number }) => number).sort()).toEqual(
        ['00001', '00002', '00003', '00004', '00005'].map((n) => `INV-2026-${n}`),
      );
    });

    test('begin anew with each year, and for credit notes', async () => {
      world.deliveries.book().days['2026-10-01'] = 1_000;
      const { id } = await issued();
      const noteId = await world.billing.invoices.credit('demo', id, { reason: 'a mistake' });
      expect((await world.billing.invoices.find('demo', noteId)).number).toBe('CN-2026-00001');
      now = Date.UTC(2027, 0, 1);
      expect((await issued()).number).toBe('INV-2027-00001');
    });
  });

  describe('an invoice', () => {
    test('is not issued without an address to send it to, and says so', async () => {
      world.deliveries.book({ advertiser: 'Unknown' }).days['2026-10-01'] = 1_000;
      const [draft] = await world.draft('2026-10');
      await expect(world.billing.invoices.issue('demo', draft?.id ?? '')).rejects.toMatchObject({
        status: 409,
        message: expect.stringContaining('the name and address of "Unknown"'),
      });
    });

    test('keeps what it says when its advertiser moves, while drafts follow', async () => {
      const campaign = world.deliveries.book();
      campaign.days['2026-09-01'] = 1_000;
      const { id, totalMinor } = await issued('2026-09');
      campaign.days['2026-10-01'] = 1_000;
      await world.draft('2026-10');
      await world.setParties('Acme', 700);
      expect(await world.billing.invoices.find('demo', id)).toMatchObject({
        totalMinor,
        taxMinor: 475,
        dueOn: '2026-11-17',
      });
      expect((await world.draft('2026-10'))[0]?.taxMinor).toBe(175);
    });

    test('is issued once, and is neither discarded nor drafted again afterwards', async () => {
      world.deliveries.book().days['2026-10-01'] = 1_000;
      const { id } = await issued();
      for (const action of ['issue', 'discard'] as const) {
        await expect(world.billing.invoices[action]('demo', id)).rejects.toMatchObject({ status: 409 });
      }
      expect(await world.billing.run('demo', '2026-10')).toEqual({ created: 0, updated: 0 });
    });

    test('that was discarded as a draft leaves its month open', async () => {
      world.deliveries.book().days['2026-10-01'] = 1_000;
      const [draft] = await world.draft('2026-10');
      await world.billing.invoices.discard('demo', draft?.id ?? '');
      expect((await world.draft('2026-10')).map(({ state }) => state).sort()).toEqual(['draft', 'void']);
    });

    test('is void once all of it is taken back, and its month is billed anew', async () => {
      const campaign = world.deliveries.book();
      campaign.days['2026-10-01'] = 1_000;
      const { id, totalMinor } = await issued();
      await world.billing.invoices.credit('demo', id, { reason: 'the wrong price' });
      expect(await world.billing.invoices.find('demo', id)).toMatchObject({ state: 'void', creditedMinor: totalMinor });
      const again = (await world.draft('2026-10')).find(({ state }) => state === 'draft');
      expect(again?.totalMinor).toBe(totalMinor);
      await expect(world.billing.invoices.credit('demo', id, { reason: 'again' })).rejects.toMatchObject({
        status: 409,
      });
    });

    test('is paid with what credit notes have left of it', async () => {
      world.deliveries.book().days['2026-10-01'] = 10_000;
      const { id, lines } = await issued();
      const credit = { reason: 'goodwill', lines: [{ lineId: lines[0]?.id ?? '', impressions: 1_000 }] };
      await world.billing.invoices.credit('demo', id, credit);
      expect(await world.billing.payments.pay('demo', id, 'pm_pays')).toMatchObject({
        state: 'succeeded',
        amountMinor: 26_775,
      });
      expect(await world.billing.invoices.find('demo', id)).toMatchObject({ state: 'paid', paidMinor: 26_775 });
    });

    test('of which nothing is to be paid is paid when it is issued', async () => {
      const campaign = world.deliveries.book();
      campaign.days['2026-09-30'] = 1_000;
      await issued('2026-09');
      campaign.days['2026-09-30'] = 500;
      campaign.days['2026-10-01'] = 500;
      expect(await issued()).toMatchObject({ state: 'paid', totalMinor: 0 });
    });

    test('of another tenant is none', async () => {
      world.deliveries.book().days['2026-10-01'] = 1_000;
      const { id } = await issued();
      const { invoices, payments } = world.billing;
      const tries = [
        () => invoices.find('other', id),
        () => invoices.issue('other', id),
        () => invoices.discard('other', id),
        () => invoices.credit('other', id, { reason: 'x' }),
        () => payments.pay('other', id, 'pm_pays'),
      ];
      for (const each of tries) await expect(each()).rejects.toMatchObject({ status: 404 });
    });
  });

  describe('a payment', () => {
    test('is audited before and after, and told', async () => {
      world.deliveries.book().days['2026-10-01'] = 1_000;
      const { id } = await issued();
      await world.billing.payments.pay('demo', id, 'pm_declined');
      await world.billing.payments.pay('demo', id, 'pm_pays');
      expect(world.audited.slice(-4)).toEqual([
        ...['payment.requested', 'payment.failed', 'payment.requested', 'payment.processed'],
      ]);
      expect(world.told.map(({ type, data }) => [type, data.amountMinor])).toEqual([
        ['payment.failed', 2_975],
        ['payment.processed', 2_975],
      ]);
      expect((await world.billing.paymentsOf('demo', id)).map(({ failure }) => failure).sort()).toEqual([
        'The card has not enough funds.',
        null,
      ]);
    });

    test.each(['a draft', 'one that is paid', 'one that is being paid'])('of %s is refused', async (which) => {
      world.deliveries.book().days['2026-10-01'] = 1_000;
      const { id } = which === 'a draft' ? ((await world.draft('2026-10'))[0] ?? { id: '' }) : await issued();
      if (which === 'one that is paid') await world.billing.payments.pay('demo', id, 'pm_pays');
      if (which === 'one that is being paid') await world.billing.payments.pay('demo', id, 'pm_slow');
      await expect(world.billing.payments.pay('demo', id, 'pm_pays')).rejects.toMatchObject({ status: 409 });
      expect(world.stripe.intents()).toHaveLength(which === 'a draft' ? 0 : 1);
    });

    test('is made once, though the button is pressed by many at a time', async () => {
      world.deliveries.book().days['2026-10-01'] = 1_000;
      const { id } = await issued();
      await Promise.allSettled(Array.from({ length: 6 }, () => world.billing.payments.pay('demo', id, 'pm_pays')));
      expect(world.stripe.intents().filter(({ status }) => status === 'succeeded')).toHaveLength(1);
    });

    test('keeps its invoice from being credited while it is under way', async () => {
      world.deliveries.book().days['2026-10-01'] = 1_000;
      const { id } = await issued();
      await world.billing.payments.pay('demo', id, 'pm_slow');
      await expect(world.billing.invoices.credit('demo', id, { reason: 'x' })).rejects.toMatchObject({ status: 409 });
    });
  });
});
