import { plainArray } from '../../platform/db/array-literal.ts';
import type { Queries } from '../../platform/db/database.ts';
import { withoutNulls } from '../../platform/db/without-nulls.ts';
import type { Campaign, CampaignState, Spot } from './campaign.ts';

/** A condition on `campaigns c`, whose parameters begin where they are told to. */
export type CampaignCondition = (startIndex: number) => { readonly sql: string; readonly params: readonly unknown[] };

export interface CampaignPage {
  readonly campaigns: readonly Campaign[];
  /** Where the next page begins; absent after the last one. */
  readonly next?: string;
}

interface Row extends Omit<Campaign, 'flight' | 'spots'> {
  readonly from: string;
  readonly to: string;
  readonly spots: readonly (Omit<Spot, 'episodeId'> & { readonly episodeId: number | null })[];
}

const columns = `c.id, c.tenant_id AS "tenantId", c.owner_id AS "ownerId", c.advertiser, c.name, c.flight_from AS "from",
  c.flight_to AS "to", c.goal, c.cpm_minor AS "cpmMinor", c.currency, c.state, c.pixel_token AS "pixelToken", c.version,
  (SELECT coalesce(json_agg(json_build_object('id', s.id, 'position', s.position, 'insertion', s.insertion, 'bakedInDays',
     s.baked_in_days, 'showId', s.show_id, 'episodeId', s.episode_id) ORDER BY s.show_id, s.episode_id, s.position, s.id), '[]')
   FROM campaign_spots s WHERE s.campaign_id = c.id) AS spots,
  (SELECT coalesce(json_agg(t.team_id ORDER BY t.team_id), '[]') FROM campaign_teams t WHERE t.campaign_id = c.id) AS "teamIds"`;

const cursorPattern = /^(\d{4}-\d{2}-\d{2})_([0-9a-f-]{36})$/;

export function isCampaignCursor(text: string): boolean {
  return cursorPattern.test(text);
}

/** The latest flights first. Archived ones are left out unless they are asked for. */
export async function listCampaigns(
  db: Queries,
  visible: CampaignCondition,
  { limit, after, state }: { readonly limit: number; readonly after?: string; readonly state?: CampaignState },
): Promise<CampaignPage> {
  const [, to = null, id = null] = cursorPattern.exec(after ?? '') ?? [];
  const { sql, params } = visible(5);
  const rows = await db.query<Row>(
    `SELECT ${columns} FROM campaigns c
     WHERE ($1::date IS NULL OR (c.flight_to, c.id) < ($1::date, $2::uuid))
       AND CASE WHEN $3::text IS NULL THEN c.state <> 'archived' ELSE c.state = $3 END AND ${sql}
     ORDER BY c.flight_to DESC, c.id DESC LIMIT $4`,
    [to, id, state ?? null, limit + 1, ...params],
  );
  const campaigns = rows.slice(0, limit).map(campaignOf);
  const last = campaigns.at(-1);
  return { campaigns, ...(rows.length > limit && last && { next: `${last.flight.to}_${last.id}` }) };
}

/** Undefined where there is none that may be seen. */
export async function findCampaign(
  db: Queries,
  id: string,
  visible: CampaignCondition,
  lock: '' | 'FOR UPDATE' = '',
): Promise<Campaign | undefined> {
  const { sql, params } = visible(2);
  const [row] = await db.query<Row>(`SELECT ${columns} FROM campaigns c WHERE c.id = $1 AND ${sql} ${lock}`, [
    id,
    ...params,
  ]);
  return row && campaignOf(row);
}

export async function insertCampaign(tx: Queries, campaign: Campaign, at: string): Promise<void> {
  const { id, tenantId, ownerId, advertiser, name, flight, goal, cpmMinor, currency, state, pixelToken } = campaign;
  await tx.query(
    `INSERT INTO campaigns (id, tenant_id, owner_id, advertiser, name, flight_from, flight_to, goal, cpm_minor, currency, state,
       pixel_token, created_at, updated_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $13)`,
    [id, tenantId, ownerId, advertiser, name, flight.from, flight.to, goal, cpmMinor, currency, state, pixelToken, at],
  );
  await replaceSpots(tx, campaign);
  await replaceTeams(tx, campaign);
}

/** Writes what `campaign` has, version included, whose row the caller has locked. */
export async function replaceCampaign(tx: Queries, campaign: Campaign, at: string): Promise<void> {
  const { id, tenantId, advertiser, name, flight, goal, cpmMinor, currency, state, version } = campaign;
  await tx.query(
    `UPDATE campaigns SET advertiser = $3, name = $4, flight_from = $5, flight_to = $6, goal = $7, cpm_minor = $8, currency = $9,
       state = $10, version = $11, updated_at = $12
     WHERE id = $1 AND tenant_id = $2`,
    [id, tenantId, advertiser, name, flight.from, flight.to, goal, cpmMinor, currency, state, version, at],
  );
  await replaceSpots(tx, campaign);
  await replaceTeams(tx, campaign);
}

/** A spot that stays keeps its id, which attribution refers to. */
async function replaceSpots(tx: Queries, { id, spots }: Campaign): Promise<void> {
  await tx.query('DELETE FROM campaign_spots WHERE campaign_id = $1', [id]);
  await tx.query(
    `INSERT INTO campaign_spots (id, campaign_id, position, insertion, baked_in_days, show_id, episode_id)
     SELECT spot, $1, position, insertion, days, show, episode
     FROM unnest($2::uuid[], $3::text[], $4::text[], $5::int[], $6::int[], $7::int[])
       AS given (spot, position, insertion, days, show, episode)`,
    [
      id,
      plainArray(spots.map((spot) => spot.id)),
      plainArray(spots.map((spot) => spot.position)),
      plainArray(spots.map((spot) => spot.insertion)),
      plainArray(spots.map((spot) => spot.bakedInDays)),
      plainArray(spots.map((spot) => spot.showId)),
      plainArray(spots.map((spot) => spot.episodeId)),
    ],
  );
}

async function replaceTeams(tx: Queries, { id, teamIds }: Campaign): Promise<void> {
  await tx.query('DELETE FROM campaign_teams WHERE campaign_id = $1', [id]);
  await tx.query('INSERT INTO campaign_teams (campaign_id, team_id) SELECT $1, unnest($2::text[])', [id, teamIds]);
}

function campaignOf({ from, to, spots, ...rest }: Row): Campaign {
  // Of an object in JSON, which knows no absent values, the row has told every other field.
  return { ...rest, flight: { from, to }, spots: spots.map((spot) => withoutNulls(spot) as Spot) };
}
