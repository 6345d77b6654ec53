import { expect } from 'vitest';
import * as z from 'zod';
import { type Exported, type ExportedCampaign, impressionsOf, naiveCampaign } from './export-campaigns.ts';
import { naivePacing } from './naive-delivery.ts';

const delivery = z.object({
  impressions: z.int(),
  costMinor: z.int(),
  pacing: z.object({
    expected: z.number(),
    deliveredOnFullDays: z.int(),
    projected: z.int().optional(),
    makeGood: z.int().optional(),
    makeGoodMinor: z.int().optional(),
  }),
  days: z.array(z.object({ day: z.string(), impressions: z.int() })),
});

/** Half up. */
const costOf = (impressions: number, cpmMinor: number): number =>
  Number((BigInt(impressions) * BigInt(cpmMinor) * 2n + 1000n) / 2000n);

/**
 * Delivery, pacing, cost and what is to be made good, computed anew from exported downloads.
 * @throws where anything is off by an impression or a minor unit
 */
export function recountDelivery(given: unknown, campaign: ExportedCampaign, exported: Exported, today: string): void {
  const { impressions, costMinor, pacing, days } = delivery.parse(given);
  const naive = impressionsOf(campaign, exported);
  const total = [...naive.values()].reduce((all, n) => all + n, 0);
  expect(Object.fromEntries(days.map(({ day, impressions: n }) => [day, n]))).toEqual(Object.fromEntries(naive));
  expect([impressions, costMinor]).toEqual([total, costOf(total, campaign.cpmMinor)]);

  const { goal, cpmMinor } = campaign;
  const expected = naivePacing(naiveCampaign(campaign), naive, today);
  expect(pacing.deliveredOnFullDays).toBe(expected.onFullDays);
  expect(pacing.expected).toBeCloseTo(expected.expected, 6);
  if (expected.projected === undefined) {
    expect([pacing.projected, pacing.makeGood, pacing.makeGoodMinor]).toEqual([undefined, undefined, undefined]);
    return;
  }
  const projected = pacing.projected ?? Number.NaN;
  // The model adds up in another order: what is rounded may lie on the other side of a half.
  expect(Math.abs(projected - expected.projected)).toBeLessThanOrEqual(0.5 + 1e-6);
  const makeGood = Math.max(0, goal - projected);
  expect([pacing.makeGood, pacing.makeGoodMinor]).toEqual([makeGood, costOf(makeGood, cpmMinor)]);
}
