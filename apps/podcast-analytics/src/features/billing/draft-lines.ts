import { costOfImpressions } from '../../platform/money/proportion.ts';
import { billableImpressions, type Delivered } from './billable-impressions.ts';
import { type BillableCampaign, impressionsOf } from './delivery.ts';
import type { DeliveryPart, InvoiceLine, LineKind, Period } from './invoice.ts';
import { addDays } from './period.ts';

export type NewLine = Omit<InvoiceLine, 'id' | 'position'>;

export interface CampaignDelivery {
  readonly campaign: BillableCampaign;
  /** From the flight's first day up to the period. */
  readonly before: number;
  /** Within the period. */
  readonly parts: readonly DeliveryPart[];
}

interface Terms {
  readonly period: Period;
  readonly taxBasisPoints: number;
  /** What other invoices and credit notes say of the campaign. */
  readonly settled: Pick<Delivered, 'billed' | 'credited'>;
}

/** What an invoice says of a campaign: a line for each way in which its impressions are billed, the made-good ones for nothing. */
export function draftLines({ campaign, before, parts }: CampaignDelivery, terms: Terms): NewLine[] {
  const { period, settled, taxBasisPoints } = terms;
  const { goal, cpmMinor } = campaign;
  const billable = billableImpressions({ goal, before, within: impressionsOf(parts), ...settled });
  const line = (kind: LineKind, impressions: number, isFree: boolean): NewLine => ({
    ...{ kind, impressions, cpmMinor, taxBasisPoints },
    campaignId: campaign.id,
    campaignName: campaign.name,
    period: kind === 'late' ? { from: campaign.flight.from, to: addDays(period.from, -1) } : period,
    netMinor: isFree ? 0 : costOfImpressions(impressions, cpmMinor),
    // The parts are those of the month: where it is split between lines, each opens down to all of it.
    parts: kind === 'late' ? [] : parts,
    creditedLineId: null,
  });
  return [
    line('impressions', billable.regular, false),
    line('late', billable.late, false),
    line('make-good', billable.makeGood, true),
    line('over-delivery', billable.overDelivery, true),
  ].filter(({ impressions }) => impressions > 0);
}
