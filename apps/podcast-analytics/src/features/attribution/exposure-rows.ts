import type { Queries } from '../../platform/db/database.ts';
import type { Campaign } from '../campaigns/campaign.ts';
import { type EpisodePlace, isHeard } from '../campaigns/delivery.ts';
import { publishedDay } from '../campaigns/delivery-rows.ts';
import type { Conversion } from './attribute.ts';
import type { ConversionKind } from './conversion.ts';

export interface ConversionRow {
  readonly id: string;
  readonly kind: ConversionKind;
  /** Epoch milliseconds. */
  readonly time: number;
  readonly valueMinor: number;
  readonly orderId: string | null;
  readonly promoCode: string | null;
  readonly households: readonly string[];
}

interface HeardRow extends EpisodePlace {
  readonly household: string;
  readonly listener: string;
  readonly time: number;
}

/** More listeners at one address in a month are an office, a school or a carrier, and no household. */
export const mostListeners = 20;
/** What is attributed at a time; beyond it the latest are. */
const mostConversions = 50_000;

/** A conversion with its kind, for a table of them. */
export interface KnownConversion extends Conversion {
  readonly kind: ConversionKind;
}

/** The conversions of a campaign, the latest first, each with what its household had heard of it, whenever that was. */
export async function conversionsWithExposures(db: Queries, campaign: Campaign): Promise<KnownConversion[]> {
  const conversions = await db.query<ConversionRow>(
    `SELECT id, kind, (extract(epoch FROM time) * 1000)::int8 AS time, value_minor AS "valueMinor", order_id AS "orderId",
       promo_code AS "promoCode", households
     FROM conversions WHERE campaign_id = $1 AND tenant_id = $2 ORDER BY time DESC, id DESC LIMIT ${mostConversions}`,
    [campaign.id, campaign.tenantId],
  );
  const heard = await downloadsBehind(db, campaign);
  return conversions.map(({ promoCode, households, orderId: _, ...conversion }) => ({
    ...conversion,
    ...(promoCode !== null && { promoCode }),
    exposures: households
      .flatMap((household) => heard.get(household) ?? [])
      .flatMap((row) =>
        campaign.spots
          .filter((spot) => isHeard(spot, campaign.flight, row))
          .map(({ id, position }) => ({ spotId: id, position, episodeId: row.episodeId, time: row.time })),
      ),
  }));
}

/** Counted downloads in the flight by households that converted, from the table with a row a download. */
async function downloadsBehind(
  db: Queries,
  { id, tenantId, spots, flight }: Campaign,
): Promise<ReadonlyMap<string, readonly HeardRow[]>> {
  const rows = await db.query<HeardRow>(
    `WITH converted AS MATERIALIZED (
       SELECT DISTINCT unnest(households) AS household FROM conversions WHERE campaign_id = $1 AND tenant_id = $2
     )
     SELECT d.household, d.listener, d.episode_id AS "episodeId", e.show_id AS "showId", d.day, ${publishedDay} AS published,
       (extract(epoch FROM d.first_time) * 1000)::int8 AS time
     FROM episodes e
     JOIN shows s ON s.id = e.show_id
     JOIN downloads d ON d.episode_id = e.id AND d.day BETWEEN $4::date AND $5::date
     JOIN converted ON converted.household = d.household
     WHERE s.tenant_id = $2 AND s.id = ANY ($3::int[]) AND d.counted`,
    [id, tenantId, spots.map(({ showId }) => showId), flight.from, flight.to],
  );
  const heard = new Map<string, HeardRow[]>();
  for (const row of rows) {
    const own = heard.get(row.household);
    if (own) own.push(row);
    else heard.set(row.household, [row]);
  }
  for (const [household, own] of heard) {
    if (new Set(own.map(({ listener }) => listener)).size > mostListeners) heard.delete(household);
  }
  return heard;
}
