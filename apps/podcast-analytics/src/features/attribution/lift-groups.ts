import type { Queries } from '../../platform/db/database.ts';
import type { Campaign } from '../campaigns/campaign.ts';
import { deliveryOf } from '../campaigns/delivery.ts';
import { episodeDays } from '../campaigns/delivery-rows.ts';
import type { Group } from './lift.ts';

export interface LiftGroups {
  readonly exposed: Group;
  readonly control: Group;
}

/** Households of the network that downloaded anything within the flight, by whether the campaign was in it. */
export async function liftGroups(db: Queries, campaign: Campaign, windowDays: number): Promise<LiftGroups> {
  const { id, tenantId, spots, flight } = campaign;
  const heard = deliveryOf(spots, flight, await episodeDays(db, campaign));
  const rows = await db.query<{ exposed: boolean } & Group>(
    `WITH heard AS (SELECT DISTINCT * FROM unnest($1::int[], $2::date[]) AS given (episode_id, day)),
     listened AS (
       SELECT d.household, bool_or(heard.day IS NOT NULL) AS exposed,
         coalesce(min(d.first_time) FILTER (WHERE heard.day IS NOT NULL), min(d.first_time)) AS since
       FROM downloads d
       JOIN episodes e ON e.id = d.episode_id
       JOIN shows s ON s.id = e.show_id
       LEFT JOIN heard ON heard.episode_id = d.episode_id AND heard.day = d.day
       WHERE s.tenant_id = $3 AND d.counted AND d.household IS NOT NULL AND d.day BETWEEN $4::date AND $5::date
       GROUP BY d.household
     ),
     converted AS (
       SELECT unnest(households) AS household, time FROM conversions
       WHERE campaign_id = $6 AND tenant_id = $3 AND promo_code IS NULL
     )
     SELECT exposed, count(DISTINCT l.household)::int8 AS size,
       (count(DISTINCT l.household) FILTER (WHERE c.time BETWEEN l.since AND l.since + make_interval(days => $7)))::int8 AS converted
     FROM listened l LEFT JOIN converted c ON c.household = l.household
     GROUP BY exposed`,
    [
      heard.map(({ episodeId }) => episodeId),
      heard.map(({ day }) => day),
      ...[tenantId, flight.from, flight.to, id, windowDays],
    ],
  );
  const of = (exposed: boolean) => rows.find((row) => row.exposed === exposed) ?? { size: 0, converted: 0 };
  const group = ({ size, converted }: Group): Group => ({ size, converted });
  return { exposed: group(of(true)), control: group(of(false)) };
}
