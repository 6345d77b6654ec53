import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '../src/platform/db/database.ts';
import { emptyBilling, openBilling } from './billing-parts.ts';
import { describeEachEngine } from './each-engine.ts';
import { openRoutes, type Routes } from './open-routes.ts';
import { recountInvoices } from './recount-invoices.ts';

const months = ['2026-07', '2026-08', '2026-09', '2026-10'] as const;
const n = fc.integer({ min: 0, max: 5_000 });

/** Campaigns of two advertisers, what each delivers in a month, and by how much a later recount differs. */
const campaign = fc.record({
  advertiser: fc.constantFrom('Acme', 'Other'),
  currency: fc.constantFrom('EUR', 'EUR', 'JPY', 'KWD'),
  cpmMinor: fc.integer({ min: 1, max: 9_999 }),
  goal: fc.integer({ min: 0, max: 12_000 }),
  delivered: fc.tuple(n, n, n, n),
  found: fc.tuple(n, n, n, n),
});
const rates = fc.record({ Acme: fc.constantFrom(0, 700, 1_900, 1_925), Other: fc.constantFrom(0, 2_000) });
/** After each month: which part of an invoice is taken back, if any, and how it is paid. */
const deeds = fc.array(fc.record({ credit: fc.nat(3), method: fc.constantFrom('pm_pays', 'pm_declined') }), {
  maxLength: 16,
});

describeEachEngine('the numbers of billing', (openEmpty) => {
  let database: Database;
  let routes: Routes;
  beforeAll(async () => {
    database = await openEmpty();
    routes = await openRoutes(database);
  });
  afterAll(() => database.close());

  test('agree to the minor unit with a recount of what the API gives out, on any deliveries', async () => {
    const ask = await routes.logIn('ADMIN');
    await fc.assert(
      fc
        .asyncProperty(
          fc.array(campaign, { minLength: 1, maxLength: 4 }),
          rates,
          deeds,
          async (campaigns, taxes, some) => {
            const { billing, deliveries, stripe, setParties } = await openBilling(database);
            for (const [advertiser, rate] of Object.entries(taxes)) await setParties(advertiser, rate);
            const booked = campaigns.map(({ delivered: _, found: __, ...given }) => deliveries.book(given));
            const left = [...some];
            for (const [index, month] of months.entries()) {
              for (const [which, { days }] of booked.entries())
                days[`${month}-15`] = campaigns[which]?.delivered[index] ?? 0;
              await billing.run('demo', month);
              for (const { id } of (await billing.list('demo', { month, state: 'draft' }, { limit: 100 })).invoices) {
                await billing.invoices.issue('demo', id);
                await act(billing, id, left.pop());
              }
              for (const [which, { days }] of booked.entries())
                days[`${month}-15`] = campaigns[which]?.found[index] ?? 0;
            }
            await expectToAgree(ask, stripe.intents());
          },
        )
        .afterEach(() => emptyBilling(database)),
      { seed: 20261031, numRuns: 10 },
    );
  });
});

type Billing = Awaited<ReturnType<typeof openBilling>>['billing'];

async function act(billing: Billing, id: string, deed: { credit: number; method: string } | undefined): Promise<void> {
  const { lines, totalMinor } = await billing.invoices.find('demo', id);
  const line = lines.find(({ netMinor }) => netMinor > 0);
  if (deed && line && deed.credit > 0) {
    const impressions = Math.max(1, Math.floor((line.impressions * deed.credit) / 3));
    await billing.invoices.credit('demo', id, { reason: 'a test', lines: [{ lineId: line.id, impressions }] });
  }
  const { state } = await billing.invoices.find('demo', id);
  if (deed && totalMinor > 0 && state === 'issued') {
    const { state: outcome } = await billing.payments.pay('demo', id, deed.method);
    expect(outcome).toBe(deed.method === 'pm_pays' ? 'succeeded' : 'failed');
  }
}

/** All that is known is what the API gives out; the provider's own list is the other side. */
async function expectToAgree(
  ask: Awaited<ReturnType<Routes['logIn']>>,
  intents: readonly { readonly status: string; readonly amountMinor: number; readonly currency: string }[],
): Promise<void> {
  const list = (await (await ask('/api/v1/invoices?limit=200')).json()) as { invoices: { id: string }[] };
  const documents: unknown[] = [];
  for (const { id } of list.invoices) documents.push(await (await ask(`/api/v1/invoices/${id}`)).json());
  const { paidByCurrency } = recountInvoices(documents);
  const taken = new Map<string, number>();
  for (const { status, amountMinor, currency } of intents) {
    if (status === 'succeeded') taken.set(currency, (taken.get(currency) ?? 0) + amountMinor);
  }
  expect(paidByCurrency).toEqual(Object.fromEntries(taken));
}
