import { randomUUID } from 'node:crypto';
import type { Queries } from '../../platform/db/database.ts';
import { conflict, invalid, RequestError } from '../../platform/http/request-error.ts';
import type { Campaign, Spot } from './campaign.ts';
import type { NewCampaign } from './campaign-input.ts';

export function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);
}

/** Whoever changes a campaign has seen a version of it that is no longer in force. */
export function outdated(seen: number, current: number): RequestError {
  const message = `The campaign was changed meanwhile: expected its version ${current}, got ${seen}. Look at it again.`;
  return new RequestError(412, 'outdated', message);
}

/** A spot of the campaign keeps its id, and is taken out of `known`; any other id is that of a stranger, or given twice. */
export function spotOf(given: NewCampaign['spots'][number], known: Set<string> = new Set()): Spot {
  const { id = randomUUID(), position, insertion, bakedInDays, showId, episodeId } = given;
  if (given.id !== undefined && !known.delete(given.id)) {
    throw invalid(`spots: expected the id of a spot of this campaign, each once, got "${given.id}"`);
  }
  return { id, position, insertion, bakedInDays, showId, ...(episodeId !== undefined && { episodeId }) };
}

/** What conversions are worth stands in minor units of the currency that the campaign had. */
export async function checkCurrency(tx: Queries, before: Campaign, after: Campaign): Promise<void> {
  if (after.currency === before.currency) return;
  const told = await tx.query('SELECT 1 FROM conversions WHERE campaign_id = $1 LIMIT 1', [before.id]);
  if (told.length > 0) {
    throw conflict(`The campaign has conversions in ${before.currency}: book another one in ${after.currency}.`);
  }
}

/** Spots stand in shows and episodes of the tenant alone. */
export async function checkPlaces(tx: Queries, { tenantId, spots }: Campaign): Promise<void> {
  const found = await tx.query<{ showId: number; episodeId: number | null }>(
    `SELECT s.id AS "showId", e.id AS "episodeId" FROM shows s
     LEFT JOIN episodes e ON e.show_id = s.id AND e.id = ANY ($3::int[])
     WHERE s.tenant_id = $1 AND s.id = ANY ($2::int[])`,
    [tenantId, spots.map(({ showId }) => showId), spots.flatMap(({ episodeId }) => episodeId ?? [])],
  );
  for (const { showId, episodeId } of spots) {
    const ofShow = found.filter((row) => row.showId === showId);
    if (ofShow.length === 0) throw invalid(`spots: expected the id of a show, got ${showId}`);
    if (episodeId !== undefined && !ofShow.some((row) => row.episodeId === episodeId)) {
      throw invalid(`spots: expected the id of an episode of the show ${showId}, got ${episodeId}`);
    }
  }
}
