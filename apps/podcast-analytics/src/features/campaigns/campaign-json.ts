import { z } from '@hono/zod-openapi';
import { type Campaign, campaignStates, insertions, positions } from './campaign.ts';
import type { CampaignDelivery } from './campaign-delivery.ts';

const day = z.string().meta({ description: 'A UTC day', example: '2026-02-01' });

/** A campaign as the API tells it. */
export const campaignJson = z
  .object({
    id: z.uuid(),
    ownerId: z.string(),
    advertiser: z.string(),
    name: z.string(),
    flight: z.object({ from: day, to: day }),
    goal: z.int().meta({ description: 'Impressions' }),
    cpmMinor: z.int().meta({ description: 'For 1000 impressions, in minor units of the currency' }),
    currency: z.string(),
    state: z.enum(campaignStates),
    spots: z.array(
      z.object({
        id: z.uuid(),
        position: z.enum(positions),
        insertion: z.enum(insertions),
        bakedInDays: z.int(),
        showId: z.int(),
        episodeId: z.int().optional(),
      }),
    ),
    teamIds: z.array(z.string()),
    pixel: z.string().meta({ description: 'The path of its pixel' }),
    version: z.int().meta({ description: 'The ETag, which a change names in If-Match' }),
  })
  .meta({ id: 'Campaign' });

export function toJson({ tenantId: _, pixelToken, ...campaign }: Campaign): z.infer<typeof campaignJson> {
  const { spots, teamIds, ...rest } = campaign;
  return { ...rest, spots: [...spots], teamIds: [...teamIds], pixel: pixelPath(pixelToken) };
}

export function pixelPath(token: string): string {
  return `/a/${token}.gif`;
}

export const deliveryJson = z.object({
  impressions: z.int(),
  costMinor: z.int().meta({ description: 'impressions × cpmMinor / 1000, rounded once, half up' }),
  currency: z.string(),
  pacing: z.object({
    state: z.enum(['not-started', 'behind', 'on-track', 'ahead']),
    expected: z.number(),
    deliveredOnFullDays: z.int(),
    ratio: z.number().optional(),
    projected: z.int().optional(),
    makeGood: z.int().optional(),
    makeGoodMinor: z.int().optional(),
  }),
  days: z.array(z.object({ day, impressions: z.int() })),
  placements: z
    .array(z.object({ spotId: z.uuid(), episodeId: z.int(), impressions: z.int() }))
    .meta({ description: 'By spot and episode, the most first' }),
});

export function deliveryToJson(
  { currency }: Pick<Campaign, 'currency'>,
  delivery: CampaignDelivery,
  placements: z.infer<typeof deliveryJson>['placements'],
): z.infer<typeof deliveryJson> {
  const { impressions, costMinor, pacing, makeGoodMinor } = delivery;
  const { delivered: _, ...rest } = pacing;
  return {
    ...{ impressions, costMinor, currency },
    pacing: { ...rest, ...(makeGoodMinor !== undefined && { makeGoodMinor }) },
    days: [...delivery.days].sort().map(([on, n]) => ({ day: on, impressions: n })),
    placements,
  };
}
