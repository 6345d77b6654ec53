import { randomBytes, randomUUID } from 'node:crypto';
import type { Database, Queries } from '../../platform/db/database.ts';
import { conflict, invalid, notFound } from '../../platform/http/request-error.ts';
import type { Outbox } from '../../platform/outbox/outbox.ts';
import type { AuditTrail } from '../../scry/audit.ts';
import type { Account } from '../accounts/account.ts';
import type { Who } from '../accounts/principal.ts';
import type { Campaign, CampaignState } from './campaign.ts';
import { changesOf } from './campaign-changes.ts';
import { checkCurrency, checkPlaces, isUuid, outdated, spotOf } from './campaign-checks.ts';
import type { CampaignChange, NewCampaign } from './campaign-input.ts';
import {
  type CampaignCondition,
  type CampaignPage,
  findCampaign,
  insertCampaign,
  isCampaignCursor,
  listCampaigns,
  replaceCampaign,
} from './campaign-rows.ts';

export interface CampaignList {
  readonly limit: number;
  readonly after?: string | undefined;
  readonly state?: CampaignState | undefined;
}

/** What sponsors have booked. Whoever asks sees what the policy shows them; the rest is not there, as if it did not exist. */
export interface Campaigns {
  list(who: Who, options: CampaignList): Promise<CampaignPage>;
  /** @throws {RequestError} 404 */
  get(who: Who, id: string): Promise<Campaign>;
  /** @throws {RequestError} 400 for a show, an episode or a team that is not the tenant's. */
  create(who: Who, given: NewCampaign): Promise<Campaign>;
  /** @throws {RequestError} 400, 404, 409 for an archived one or another currency than that of its conversions, 412 where `version` is not that of the campaign. */
  change(who: Who, id: string, version: number, given: CampaignChange): Promise<Campaign>;
  /** Archives it: its numbers stay, its promo codes are free again. @throws {RequestError} 404, 409, 412 */
  remove(who: Who, id: string, version: number): Promise<void>;
}

/** Whom campaigns are shared with. */
export interface CampaignTeams {
  /** The ids of those that somebody belongs to. */
  teamsOf(account: Account): Promise<readonly string[]>;
  list(tenantId: string): Promise<readonly { readonly id: string; readonly name: string }[]>;
}

export interface CampaignParts {
  readonly database: Database;
  readonly now: () => number;
  /** What of the campaigns somebody may see. */
  readonly visible: (who: Who, startIndex: number) => ReturnType<CampaignCondition>;
  /** The teams of a tenant. */
  readonly teams: Pick<CampaignTeams, 'list'>;
  readonly audit: AuditTrail;
  readonly outbox: Pick<Outbox, 'add'>;
}

export function createCampaigns({ database, now, visible, teams, audit, outbox }: CampaignParts): Campaigns {
  const visibleTo =
    (who: Who): CampaignCondition =>
    (startIndex) =>
      visible(who, startIndex);
  const instant = () => new Date(now()).toISOString();

  /** In the transaction of the change, so that what cannot be audited does not happen. */
  async function tell(
    tx: Queries,
    event: 'created' | 'updated' | 'deleted',
    before: Campaign | undefined,
    after: Campaign,
  ) {
    const { id, tenantId, name } = after;
    const changes = changesOf(before, after);
    await audit.log({
      action: `campaign.${event}`,
      resource: { type: 'campaign', id, tenantId },
      details: { name },
      changes,
    });
    if (event === 'created') return outbox.add(tx, { type: 'campaign.created', tenantId, subject: id, data: { name } });
    if (event === 'deleted') return outbox.add(tx, { type: 'campaign.deleted', tenantId, subject: id, data: {} });
    const changed = changes.map(({ path }) => path);
    return outbox.add(tx, { type: 'campaign.updated', tenantId, subject: id, data: { changed } });
  }

  async function checkTeams(tenantId: string, teamIds: readonly string[]): Promise<void> {
    if (teamIds.length === 0) return;
    const known = new Set((await teams.list(tenantId)).map(({ id }) => id));
    const unknown = teamIds.find((id) => !known.has(id));
    if (unknown !== undefined) throw invalid(`teamIds: expected ids of teams, got "${unknown}"`);
  }

  /** The campaign as it stands, whose row nobody else changes meanwhile. */
  async function take(tx: Queries, who: Who, id: string, version: number): Promise<Campaign> {
    const campaign = isUuid(id) ? await findCampaign(tx, id, visibleTo(who), 'FOR UPDATE') : undefined;
    if (!campaign) throw notFound('campaign', id);
    if (campaign.state === 'archived') throw conflict('The campaign is archived: nothing of it changes any more.');
    if (campaign.version !== version) throw outdated(version, campaign.version);
    return campaign;
  }

  async function get(who: Who, id: string): Promise<Campaign> {
    const campaign = isUuid(id) ? await findCampaign(database, id, visibleTo(who)) : undefined;
    if (!campaign) throw notFound('campaign', id);
    return campaign;
  }

  return {
    async list(who, { limit, after, state }) {
      if (after !== undefined && !isCampaignCursor(after))
        throw invalid(`after: expected the "next" of an answer before, got "${after}"`);
      return listCampaigns(database, visibleTo(who), {
        limit,
        ...(after !== undefined && { after }),
        ...(state && { state }),
      });
    },

    get,

    async create(who, given) {
      const { tenantId, id: ownerId } = who;
      await checkTeams(tenantId, given.teamIds);
      const campaign: Campaign = {
        ...given,
        ...{ id: randomUUID(), tenantId, ownerId, version: 1, pixelToken: randomBytes(16).toString('base64url') },
        spots: given.spots.map((spot) => spotOf(spot)),
      };
      await database.transaction(async (tx) => {
        await checkPlaces(tx, campaign);
        await insertCampaign(tx, campaign, instant());
        await tell(tx, 'created', undefined, campaign);
      });
      return campaign;
    },

    async change(who, id, version, given) {
      // Whoever operates the platform changes campaigns of other tenants than the own one.
      if (given.teamIds) await checkTeams((await get(who, id)).tenantId, given.teamIds);
      return database.transaction(async (tx) => {
        const before = await take(tx, who, id, version);
        const known = new Set(before.spots.map((spot) => spot.id));
        const spots = given.spots?.map((spot) => spotOf(spot, known)) ?? before.spots;
        const after: Campaign = { ...before, ...present(given), spots, version: version + 1 };
        if (changesOf(before, after).length === 0) return before;
        await checkPlaces(tx, after);
        await checkCurrency(tx, before, after);
        await replaceCampaign(tx, after, instant());
        await tell(tx, 'updated', before, after);
        return after;
      });
    },

    remove: (who, id, version) =>
      database.transaction(async (tx) => {
        const before = await take(tx, who, id, version);
        // A draft has delivered nothing: without its spots it never seems to have.
        const spots = before.state === 'draft' ? [] : before.spots;
        const after: Campaign = { ...before, spots, state: 'archived', version: version + 1 };
        await replaceCampaign(tx, after, instant());
        await tx.query('UPDATE promo_codes SET revoked_at = $2 WHERE campaign_id = $1 AND revoked_at IS NULL', [
          id,
          instant(),
        ]);
        await tell(tx, 'deleted', before, after);
      }),
  };
}

/** An absent field of a change is one that stays, and not one that goes. */
function present<Given extends object>(given: Given): { [Field in keyof Given]?: Exclude<Given[Field], undefined> } {
  // The cast: entries forget which value belongs to which field.
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as ReturnType<
    typeof present<Given>
  >;
}
