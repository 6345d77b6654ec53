import type { DeliveryPart, Period } from './invoice.ts';

/** A campaign as an invoice needs it. */
export interface BillableCampaign {
  readonly id: string;
  readonly name: string;
  readonly advertiser: string;
  readonly currency: string;
  readonly cpmMinor: number;
  readonly goal: number;
  /** First and last UTC day. */
  readonly flight: Period;
}

/** What billing asks of campaigns. */
export interface Deliveries {
  /** Those with campaigns that may be billed. */
  tenants(): Promise<readonly string[]>;
  /** All but drafts whose flight has days in the period; archived ones too, for they have delivered. */
  campaigns(tenantId: string, flights: Period): Promise<readonly BillableCampaign[]>;
  /** Impressions by episode. */
  deliveryOf(tenantId: string, campaignId: string, period: Period): Promise<readonly DeliveryPart[]>;
}

export function impressionsOf(parts: readonly Pick<DeliveryPart, 'impressions'>[]): number {
  return parts.reduce((sum, { impressions }) => sum + impressions, 0);
}
