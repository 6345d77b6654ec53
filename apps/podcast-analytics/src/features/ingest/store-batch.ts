import type { Transfer } from '../../counting/coverage.ts';
import type { EpisodeFacts } from '../../counting/download.ts';
import { plainArray } from '../../platform/db/array-literal.ts';
import type { Database, Queries } from '../../platform/db/database.ts';
import { withoutNulls } from '../../platform/db/without-nulls.ts';
import { createDictionary, type ReferredHit } from './dictionary.ts';
import { addToGroup, type DownloadGroup, type FirstHit } from './download-group.ts';
import { type GroupKey, insertDownloads, readDownloads, replaceDownloads } from './download-rows.ts';
import { insertHits } from './hit-rows.ts';
import { createRollUpChanges, dayMs, type RollUpChanges } from './roll-up.ts';
import { applyRollUps } from './roll-up-rows.ts';
import type { StorableHit } from './storable-hit.ts';

/** Notes in the batch's transaction how far its import is, and tells how many hits of the import so far were new. */
export type NoteProgress = (tx: Queries, newHits: number) => Promise<number>;

/** Stores a batch of an import and counts it, in one transaction. Resolves with what `note` tells. */
export type StoreBatch = (hits: readonly StorableHit[], importId: number, note: NoteProgress) => Promise<number>;

type EligibleHit = ReferredHit & { readonly listener: string };

/**
 * Hits that are stored already change nothing, and the order and split of batches does not matter: the tables come out
 * the same. What guards an episode's downloads and roll-ups is the lock of its row, taken in the order of the ids, so that
 * two writers wait for each other but never in a circle.
 */
export function createStoreBatch(database: Database, tenantId: string): StoreBatch {
  const refer = createDictionary(database, tenantId);

  return async function storeBatch(hits, importId, note) {
    const referred = await refer(hits);
    const work = async (tx: Queries) => {
      const facts = await lockEpisodes(tx, referred);
      const added = await insertHits(tx, importId, referred);
      const changes = createRollUpChanges();
      for (const hit of added)
        if (hit.exclusion !== undefined) changes.exclude(hit.episodeId, dayOf(hit), hit.exclusion);
      await addToDownloads(tx, added.filter(isEligible), facts, changes);
      await applyRollUps(tx, changes);
      return note(tx, added.length);
    };
    return database.transaction(work, { idempotent: true });
  };
}

async function lockEpisodes(tx: Queries, hits: readonly ReferredHit[]): Promise<ReadonlyMap<number, EpisodeFacts>> {
  const rows = await tx.query<{ id: number } & Record<keyof EpisodeFacts, number | null>>(
    `SELECT id, size_bytes AS "sizeBytes", header_bytes AS "headerBytes", bytes_per_minute AS "bytesPerMinute"
     FROM episodes WHERE id = ANY ($1::int[]) ORDER BY id FOR NO KEY UPDATE`,
    [plainArray([...new Set(hits.map(({ episodeId }) => episodeId))])],
  );
  return new Map(rows.map(({ id, ...facts }) => [id, withoutNulls(facts)]));
}

async function addToDownloads(
  tx: Queries,
  hits: readonly EligibleHit[],
  facts: ReadonlyMap<number, EpisodeFacts>,
  changes: RollUpChanges,
): Promise<void> {
  if (hits.length === 0) return;
  const groups = groupHits(hits);
  const before = await readDownloads(tx, [...groups.keys()]);
  const fresh = new Map<GroupKey, DownloadGroup>();
  const changed = new Map<GroupKey, DownloadGroup>();
  for (const [key, added] of groups) {
    const known = before.get(key);
    const group = addToGroup(known, added, facts.get(key.episodeId) ?? {});
    (known ? changed : fresh).set(key, group);
    changes.moveGroup(key.episodeId, key.day, known, group);
  }
  await insertDownloads(tx, fresh);
  await replaceDownloads(tx, changed);
}

function groupHits(hits: readonly EligibleHit[]): ReadonlyMap<GroupKey, (Transfer & FirstHit)[]> {
  const keys = new Map<string, GroupKey>();
  const groups = new Map<GroupKey, (Transfer & FirstHit)[]>();
  for (const hit of hits) {
    const { episodeId, listener, household, id, audienceId, intervals, looseBytes } = hit;
    const day = dayOf(hit);
    const text = `${episodeId}/${day}/${listener}`;
    const key = keys.get(text) ?? { episodeId, day, listener, household };
    const member = { id, time: hit.hit.time, audienceId, intervals, looseBytes };
    const group = groups.get(key);
    if (group) group.push(member);
    else groups.set(key, [member]);
    keys.set(text, key);
  }
  return groups;
}

function isEligible(hit: ReferredHit): hit is EligibleHit {
  return hit.exclusion === undefined && hit.listener !== undefined;
}

function dayOf({ hit }: ReferredHit): number {
  return Math.floor(hit.time / dayMs);
}
