import type { Queries } from '../../platform/db/database.ts';
import type { Feed } from './feed.ts';

/** What the next request for a feed needs. */
export interface StoredFeed {
  readonly showId: number;
  readonly tenantId: string;
  readonly url: string;
  readonly etag: string | null;
  readonly lastModified: string | null;
  readonly failures: number;
}

/** What an answer says of itself, for the conditional request after it. */
export interface Validators {
  readonly etag: string | undefined;
  readonly lastModified: string | undefined;
}

const columns = `show_id AS "showId", tenant_id AS "tenantId", url, etag, last_modified AS "lastModified", failures`;

export async function feedOfShow(db: Queries, showId: number): Promise<StoredFeed | undefined> {
  const [feed] = await db.query<StoredFeed>(`SELECT ${columns} FROM feeds WHERE show_id = $1`, [showId]);
  return feed;
}

/** The longest overdue first. */
export function dueFeeds(db: Queries, now: Date, limit: number): Promise<StoredFeed[]> {
  return db.query(
    `SELECT ${columns} FROM feeds WHERE next_refresh_at <= $1 ORDER BY next_refresh_at, show_id LIMIT $2`,
    [now, limit],
  );
}

export async function feedsOfTenant(db: Queries, tenantId: string): Promise<{ showId: number; url: string }[]> {
  return db.query(`SELECT show_id AS "showId", url FROM feeds WHERE tenant_id = $1`, [tenantId]);
}

/** Finds the show of a key or creates it. Undefined where it has a feed already. */
export async function claimShow(tx: Queries, tenantId: string, key: string): Promise<number | undefined> {
  await tx.query('INSERT INTO shows (tenant_id, key) VALUES ($1, $2) ON CONFLICT DO NOTHING', [tenantId, key]);
  const [show] = await tx.query<{ id: number; taken: boolean }>(
    `SELECT id, EXISTS (SELECT FROM feeds WHERE show_id = shows.id) AS taken FROM shows
     WHERE tenant_id = $1 AND md5(key) = md5($2) FOR UPDATE`,
    [tenantId, key],
  );
  return show?.taken === false ? show.id : undefined;
}

/** @returns false where the network has the feed already */
export async function insertFeed(
  tx: Queries,
  feed: Pick<StoredFeed, 'showId' | 'tenantId' | 'url'>,
  now: Date,
): Promise<boolean> {
  const rows = await tx.query(
    `INSERT INTO feeds (show_id, tenant_id, url, added_at, next_refresh_at) VALUES ($1, $2, $3, $4, $4)
     ON CONFLICT DO NOTHING RETURNING show_id`,
    [feed.showId, feed.tenantId, feed.url, now],
  );
  return rows.length > 0;
}

export async function noteFeed(
  tx: Queries,
  showId: number,
  { author, link, language, podcastGuid }: Feed,
  episodes: number,
): Promise<void> {
  await tx.query(
    `UPDATE feeds SET author = $2, link = $3, language = $4, podcast_guid = coalesce($5, podcast_guid), episodes = $6
     WHERE show_id = $1`,
    [showId, author, link, language, podcastGuid, episodes],
  );
}

/** @param validators absent where the answer was that nothing has changed: those before still hold */
export async function noteRefresh(
  tx: Queries,
  showId: number,
  times: { readonly now: Date; readonly next: Date },
  validators?: Validators,
): Promise<void> {
  await tx.query(
    `UPDATE feeds SET refreshed_at = $2, next_refresh_at = $3, failures = 0, error = NULL WHERE show_id = $1`,
    [showId, times.now, times.next],
  );
  if (!validators) return;
  await tx.query('UPDATE feeds SET etag = $2, last_modified = $3 WHERE show_id = $1', [
    showId,
    validators.etag,
    validators.lastModified,
  ]);
}

export async function noteFailure(db: Queries, showId: number, error: string, next: Date): Promise<void> {
  await db.query('UPDATE feeds SET failures = failures + 1, error = $2, next_refresh_at = $3 WHERE show_id = $1', [
    showId,
    error.slice(0, 500),
    next,
  ]);
}

/** The show stays, with all that it was told. */
export async function deleteFeed(db: Queries, showId: number): Promise<void> {
  await db.query('DELETE FROM feeds WHERE show_id = $1', [showId]);
}
