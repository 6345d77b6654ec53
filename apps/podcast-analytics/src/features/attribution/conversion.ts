/** What a household did at the advertiser's. */
export const conversionKinds = ['visit', 'lead', 'purchase'] as const;
export type ConversionKind = (typeof conversionKinds)[number];

/** How the campaign is known that a conversion belongs to. */
export type CampaignKey =
  | { readonly pixelToken: string }
  | { readonly tenantId: string; readonly campaignId: string }
  | { readonly tenantId: string; readonly promoCode: string };

/**
 * A conversion as it arrived, with nothing in it that is not stored: the address that it came from is told by the names of its
 * household alone. It may be stored later, and more than once.
 */
export interface ArrivedConversion {
  readonly id: string;
  readonly campaign: CampaignKey;
  readonly kind: ConversionKind;
  /** Epoch milliseconds. */
  readonly time: number;
  readonly orderId?: string;
  /** Minor units of the campaign's currency. */
  readonly valueMinor: number;
  /** Refused where it is not that of the campaign; absent for that. */
  readonly currency?: string;
  /** By the keys of the months that a window can reach back to, the month of the conversion first; see households.ts. */
  readonly households: readonly string[];
}

/**
 * Two with one key are one conversion: an order, or what a household does of a kind on a UTC day, as downloads are counted. Where
 * neither is known, each is one of its own.
 */
export function duplicateKey({ id, kind, time, orderId, households }: ArrivedConversion): string {
  if (orderId !== undefined) return `order ${orderId}`;
  const [household] = households;
  return household === undefined ? `id ${id}` : `${kind} ${household} ${new Date(time).toISOString().slice(0, 10)}`;
}
