import type { Queries } from '../../platform/db/database.ts';
import { costOfImpressions } from '../../platform/money/proportion.ts';
import type { Campaign, Flight } from './campaign.ts';
import { byDay, deliveryOf, type EpisodeDay, type Impressions } from './delivery.ts';
import { episodeDays } from './delivery-rows.ts';
import { type Pacing, pacingOf } from './pacing.ts';
import { dayOf } from './utc-day.ts';

/** What a campaign has delivered, from the roll-ups alone. */
export interface CampaignDelivery {
  /** By spot, episode and day. */
  readonly rows: readonly Impressions[];
  /** By UTC day, for days with an impression. */
  readonly days: ReadonlyMap<string, number>;
  readonly impressions: number;
  /** Of all impressions so far: rounded once, half up, to a minor unit. */
  readonly costMinor: number;
  readonly pacing: Pacing;
  /** What the projected make-good costs at the price of the campaign; absent before there is a projection. */
  readonly makeGoodMinor?: number;
}

/** Of the whole flight up to now. */
export async function campaignDelivery(db: Queries, campaign: Campaign, now: number): Promise<CampaignDelivery> {
  return judged(campaign, await episodeDays(db, campaign), now);
}

/** The same for a page of campaigns of one tenant, in one query. */
export async function campaignDeliveries(
  db: Queries,
  campaigns: readonly Campaign[],
  now: number,
): Promise<readonly CampaignDelivery[]> {
  const [first] = campaigns;
  if (!first) return [];
  const days = await episodeDays(db, {
    tenantId: first.tenantId,
    spots: campaigns.flatMap(({ spots }) => spots),
    flight: {
      from: campaigns.map(({ flight }) => flight.from).sort()[0] ?? '',
      to:
        campaigns
          .map(({ flight }) => flight.to)
          .sort()
          .at(-1) ?? '',
    },
  });
  return campaigns.map((campaign) => judged(campaign, days, now));
}

function judged(campaign: Campaign, episodes: readonly EpisodeDay[], now: number): CampaignDelivery {
  const { rows, impressions, costMinor } = delivered(campaign, campaign.flight, episodes);
  const days = byDay(rows);
  const pacing = pacingOf(campaign.goal, campaign.flight, days, dayOf(now));
  const { makeGood } = pacing;
  return {
    ...{ rows, days, impressions, costMinor, pacing },
    ...(makeGood !== undefined && { makeGoodMinor: costOfImpressions(makeGood, campaign.cpmMinor) }),
  };
}

/**
 * Of those days of the flight that lie in a period, as an invoice asks for. The cost of each period is rounded for itself: those of
 * two months may differ from that of both by a minor unit.
 */
export async function deliveredIn(
  db: Queries,
  campaign: Campaign,
  period: Flight,
): Promise<Pick<CampaignDelivery, 'rows' | 'impressions' | 'costMinor'>> {
  const flight = within(campaign.flight, period);
  return delivered(campaign, flight, await episodeDays(db, { ...campaign, flight }));
}

function delivered(
  { state, spots, cpmMinor }: Campaign,
  flight: Flight,
  episodes: readonly EpisodeDay[],
): Pick<CampaignDelivery, 'rows' | 'impressions' | 'costMinor'> {
  const rows = state === 'draft' ? [] : deliveryOf(spots, flight, episodes);
  const impressions = rows.reduce((all, row) => all + row.impressions, 0);
  return { rows, impressions, costMinor: costOfImpressions(impressions, cpmMinor) };
}

function within({ from, to }: Flight, period: Flight): Flight {
  const [, latest = from] = [from, period.from].sort();
  const [earliest = to] = [to, period.to].sort();
  return { from: latest, to: earliest };
}

/** Impressions of one spot in one episode over all days, the most first. */
export function byPlacement(rows: readonly Impressions[]): readonly Omit<Impressions, 'day'>[] {
  const placements = new Map<string, Omit<Impressions, 'day'>>();
  for (const { spotId, episodeId, impressions } of rows) {
    const key = `${spotId} ${episodeId}`;
    const sum = impressions + (placements.get(key)?.impressions ?? 0);
    placements.set(key, { spotId, episodeId, impressions: sum });
  }
  return [...placements.values()].sort((a, b) => b.impressions - a.impressions || a.episodeId - b.episodeId);
}
