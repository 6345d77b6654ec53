import type { Queries } from '../../platform/db/database.ts';
import { deliveredIn } from '../campaigns/campaign-delivery.ts';
import { findCampaign } from '../campaigns/campaign-rows.ts';
import { episodeNames } from '../campaigns/delivery-rows.ts';
import { episodeLabel } from '../reports/labels.ts';
import type { BillableCampaign, Deliveries } from './delivery.ts';
import type { DeliveryPart, Period } from './invoice.ts';

/** What campaigns have delivered, as invoices ask for it: by the same code that their pages show it with. */
export function campaignDeliveries(db: Queries): Deliveries {
  return {
    async tenants() {
      const rows = await db.query<{ tenantId: string }>('SELECT DISTINCT tenant_id AS "tenantId" FROM campaigns');
      return rows.map(({ tenantId }) => tenantId);
    },
    campaigns: (tenantId, flights) => billableCampaigns(db, tenantId, flights),
    deliveryOf: (tenantId, campaignId, period) => deliveryParts(db, tenantId, campaignId, period),
  };
}

type Row = Omit<BillableCampaign, 'flight'> & Period;

/** Archived ones have delivered too: an invoice may still be due. */
async function billableCampaigns(db: Queries, tenantId: string, flights: Period): Promise<BillableCampaign[]> {
  const rows = await db.query<Row>(
    `SELECT id, name, advertiser, currency, cpm_minor AS "cpmMinor", goal, flight_from AS "from", flight_to AS "to"
     FROM campaigns
     WHERE tenant_id = $1 AND state <> 'draft' AND flight_from <= $3::date AND flight_to >= $2::date
     ORDER BY advertiser, name, id`,
    [tenantId, flights.from, flights.to],
  );
  return rows.map(({ from, to, ...campaign }) => ({ ...campaign, flight: { from, to } }));
}

async function deliveryParts(db: Queries, tenantId: string, id: string, period: Period): Promise<DeliveryPart[]> {
  const ofTenant = (startIndex: number) => ({ sql: `c.tenant_id = $${startIndex}`, params: [tenantId] });
  const campaign = await findCampaign(db, id, ofTenant);
  if (!campaign) return [];
  const impressions = new Map<number, number>();
  for (const row of (await deliveredIn(db, campaign, period)).rows) {
    impressions.set(row.episodeId, (impressions.get(row.episodeId) ?? 0) + row.impressions);
  }
  const names = await episodeNames(db, tenantId, [...impressions.keys()]);
  return names
    .map(({ episodeId, episodeKey, episodeTitle }) => ({
      episodeKey: episodeKey ?? '',
      label: episodeLabel(episodeKey ?? '', episodeTitle),
      impressions: impressions.get(episodeId ?? 0) ?? 0,
    }))
    .sort((a, b) => b.impressions - a.impressions || (a.episodeKey < b.episodeKey ? -1 : 1));
}
