import { expect } from 'vitest';
import * as z from 'zod';
import { type Exported, impressionsOf } from './export-campaigns.ts';
import { recountInvoices } from './recount-invoices.ts';

const invoices = z.array(
  z.object({
    period: z.object({ from: z.string(), to: z.string() }),
    lines: z.array(z.object({ campaignId: z.string(), kind: z.string(), impressions: z.int(), cpmMinor: z.int() })),
  }),
);

/**
 * What was billed of each campaign in each month, computed anew from exported downloads: what it delivered, up to its goal.
 * @throws where anything is off by an impression or a minor unit
 */
export function recountBilling(given: readonly unknown[], exported: Exported, months: readonly string[]): void {
  recountInvoices(given);
  const billed = invoices.parse(given);
  for (const campaign of exported.campaigns) {
    const days = [...impressionsOf(campaign, exported)];
    let before = 0;
    for (const month of months) {
      const within = days.filter(([day]) => day.startsWith(month)).reduce((all, [, n]) => all + n, 0);
      const paid = Math.min(campaign.goal, before + within) - Math.min(campaign.goal, before);
      const lines = billed
        .filter(({ period }) => period.from.startsWith(month))
        .flatMap((invoice) => invoice.lines.filter(({ campaignId }) => campaignId === campaign.id));
      const sum = (kind: string) =>
        lines.filter((line) => line.kind === kind).reduce((all, { impressions }) => all + impressions, 0);
      expect([sum('impressions'), sum('over-delivery'), sum('late'), sum('make-good')]).toEqual([
        paid,
        within - paid,
        0,
        0,
      ]);
      for (const { cpmMinor } of lines) expect(cpmMinor).toBe(campaign.cpmMinor);
      before += within;
    }
  }
}
