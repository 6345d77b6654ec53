import type { BillableCampaign, Deliveries } from '../src/features/billing/delivery.ts';

/** Counted impressions of a campaign: by UTC day. */
export type Days = Record<string, number>;

export interface FakeDeliveries extends Deliveries {
  /** Adds a campaign that runs over all of 2026; what is left out is the same for all. */
  book(given?: Partial<BillableCampaign> & { readonly tenantId?: string }): BillableCampaign & { readonly days: Days };
}

/** Campaigns whose delivery a test makes up, and changes as late logs and recounts do. */
export function createFakeDeliveries(): FakeDeliveries {
  const booked: (BillableCampaign & { readonly tenantId: string; readonly days: Days })[] = [];
  return {
    book({ tenantId = 'demo', ...given } = {}) {
      const campaign = {
        id: `00000000-0000-4000-8000-${String(booked.length + 1).padStart(12, '0')}`,
        ...{ name: 'Coffee', advertiser: 'Acme', currency: 'EUR', cpmMinor: 2_500, goal: 1_000_000, tenantId },
        flight: { from: '2026-01-01', to: '2026-12-31' },
        days: {},
        ...given,
      };
      booked.push(campaign);
      return campaign;
    },
    tenants: async () => [...new Set(booked.map(({ tenantId }) => tenantId))],
    campaigns: async (tenantId, flights) =>
      booked.filter(
        ({ tenantId: own, flight }) => own === tenantId && flight.from <= flights.to && flight.to >= flights.from,
      ),
    async deliveryOf(tenantId, campaignId, { from, to }) {
      const campaign = booked.find(({ id, tenantId: own }) => id === campaignId && own === tenantId);
      const within = Object.entries(campaign?.days ?? {}).filter(([day]) => day >= from && day <= to);
      const impressions = within.reduce((sum, [, n]) => sum + n, 0);
      return impressions === 0 ? [] : [{ episodeKey: 'a.example/show/1.mp3', label: 'Episode 1', impressions }];
    },
  };
}
