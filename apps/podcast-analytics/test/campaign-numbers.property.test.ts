import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '../src/platform/db/database.ts';
import { type CampaignWorld, campaignWorld, today } from './campaign-world.ts';
import { describeEachEngine } from './each-engine.ts';
import { exportAll } from './export-campaigns.ts';
import { type AskJson, openCampaignWorld } from './open-campaign-world.ts';
import { openRoutes, type Routes } from './open-routes.ts';
import { models, recountAttribution } from './recount-attribution.ts';
import { recountBilling } from './recount-billing.ts';
import { recountDelivery } from './recount-delivery.ts';

const months = ['2026-02', '2026-03'] as const;

describeEachEngine('the numbers of campaigns', (openEmpty) => {
  let database: Database;
  let routes: Routes;
  let now = 0;
  /** How many numbers were there to be compared, and were not all zero. */
  const seen = { impressions: 0, credits: 0, invoices: 0 };

  beforeAll(async () => {
    database = await openEmpty();
    routes = await openRoutes(database, { now: () => now });
  });
  afterAll(() => database.close());

  async function expectToAgree(world: CampaignWorld): Promise<void> {
    now = Date.parse(`${today}T12:00:00Z`);
    const ask = await openCampaignWorld(database, routes, world);
    const exported = await exportAll(ask);
    for (const campaign of exported.campaigns) {
      const path = `/api/v1/campaigns/${campaign.id}`;
      const delivery = (await ask(`${path}/delivery`)) as { impressions: number; costMinor: number };
      recountDelivery(delivery, campaign, exported, today);
      seen.impressions += delivery.impressions;
      const conversions = await ask(`${path}/conversions`);
      for (const model of models) {
        for (const windowDays of [1, 30]) {
          const told = await ask(`${path}/attribution?model=${model}&windowDays=${windowDays}`);
          recountAttribution(told, conversions, { model, windowDays, costMinor: delivery.costMinor });
          seen.credits += (told as { rows: unknown[] }).rows.length;
        }
      }
    }
    const invoices = await bill(ask);
    recountBilling(invoices, exported, months);
    seen.invoices += invoices.length;
  }

  /** Month after month, as soon as it is over. */
  async function bill(ask: AskJson): Promise<unknown[]> {
    now = Date.parse('2026-04-02T12:00:00Z');
    const invoices: unknown[] = [];
    for (const month of months) {
      await ask('/api/v1/invoices/runs', { month });
      const list = (await ask(`/api/v1/invoices?month=${month}&limit=200`)) as { invoices: { id: string }[] };
      for (const { id } of list.invoices) invoices.push(await ask(`/api/v1/invoices/${id}/issue`, {}));
    }
    return invoices;
  }

  test('agree to the minor unit with a recount of what the API gives out, in any world', async () => {
    await fc.assert(fc.asyncProperty(campaignWorld, expectToAgree), {
      seed: 20_260_325,
      numRuns: 10,
      endOnFailure: true,
    });
    expect(Math.min(...Object.values(seen)), JSON.stringify(seen)).toBeGreaterThan(10);
  });
});
