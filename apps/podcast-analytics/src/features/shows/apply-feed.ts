import { episodeKey } from '../../counting/episode-key.ts';
import { plainArray, textArray } from '../../platform/db/array-literal.ts';
import type { Queries } from '../../platform/db/database.ts';
import type { Feed, FeedItem } from './feed.ts';

type KeyedItems = ReadonlyMap<string, FeedItem>;

/** The episodes of a feed by the key that their downloads are counted under. Of several under one key the first stands. */
export function keyedItems({ items }: Pick<Feed, 'items'>): KeyedItems {
  const keyed = new Map<string, FeedItem>();
  for (const item of items) {
    const key = episodeKey(item.enclosureUrl)?.episode;
    if (key !== undefined && !keyed.has(key)) keyed.set(key, item);
  }
  return keyed;
}

/**
 * The key of the show that a feed is: the folder that most of its files lie in, so that what was counted there before keeps
 * its show; else, where each file has a folder of its own, the address of the feed.
 */
export function showKeyOf(url: string, keyed: KeyedItems): string {
  const folders = new Map<string, number>();
  for (const { enclosureUrl } of keyed.values()) {
    const folder = episodeKey(enclosureUrl)?.show ?? '';
    folders.set(folder, (folders.get(folder) ?? 0) + 1);
  }
  const [most] = [...folders].toSorted(([, a], [, b]) => b - a);
  return most && most[1] * 2 > keyed.size && most[1] > 1 ? most[0] : url.replace(/^https?:\/\//i, '');
}

/** Gives the show and its episodes what the feed tells. Episodes that another feed has claimed stay where they are. */
export async function applyFeed(tx: Queries, show: { id: number; tenantId: string }, feed: Feed): Promise<number> {
  const keyed = keyedItems(feed);
  const keys = textArray([...keyed.keys()]);
  if (feed.title !== undefined) await tx.query('UPDATE shows SET title = $2 WHERE id = $1', [show.id, feed.title]);
  // Those that are there are left out: a row that conflicts uses up a number all the same, at each refresh.
  await tx.query(
    `INSERT INTO episodes (tenant_id, show_id, key) SELECT $1, $2, key FROM unnest($3::text[]) AS given (key)
     WHERE NOT EXISTS (SELECT FROM episodes e WHERE e.tenant_id = $1 AND md5(e.key) = md5(given.key))
     ORDER BY key ON CONFLICT DO NOTHING`,
    [show.tenantId, show.id, keys],
  );
  const ours = await lockEpisodes(tx, show, keys);
  const moved = ours.filter(({ showId }) => showId !== show.id).map(({ showId }) => showId);
  if (moved.length > 0)
    await tx.query('DELETE FROM listener_months WHERE show_id = ANY ($1::int[])', [plainArray([show.id, ...moved])]);
  await updateEpisodes(tx, show.id, ours, keyed);
  return keyed.size;
}

interface OurEpisode {
  readonly id: number;
  readonly key: string;
  readonly showId: number;
}

/** In the order of the ids, as store-batch.ts takes them: so neither waits for the other in a circle. */
function lockEpisodes(tx: Queries, show: { id: number; tenantId: string }, keys: string): Promise<OurEpisode[]> {
  return tx.query(
    `SELECT e.id, e.key, e.show_id AS "showId" FROM episodes e
     WHERE e.tenant_id = $1 AND md5(e.key) IN (SELECT md5(key) FROM unnest($3::text[]) AS given (key))
       AND (e.show_id = $2 OR NOT EXISTS (SELECT FROM feeds f WHERE f.show_id = e.show_id))
     ORDER BY e.id FOR NO KEY UPDATE OF e`,
    [show.tenantId, show.id, keys],
  );
}

async function updateEpisodes(
  tx: Queries,
  showId: number,
  episodes: readonly OurEpisode[],
  keyed: KeyedItems,
): Promise<void> {
  const items = episodes.map(({ key }) => keyed.get(key));
  await tx.query(
    `UPDATE episodes e SET show_id = $1, title = coalesce(given.title, e.title), guid = given.guid,
       published_at = to_timestamp(given.published / 1000.0), duration_seconds = given.duration,
       enclosure_url = given.url, enclosure_bytes = given.bytes
     FROM unnest($2::int[], $3::text[], $4::text[], $5::int8[], $6::int[], $7::text[], $8::int8[])
       AS given (id, title, guid, published, duration, url, bytes)
     WHERE e.id = given.id`,
    [
      showId,
      plainArray(episodes.map(({ id }) => id)),
      textArray(items.map((item) => item?.title)),
      textArray(items.map((item) => item?.guid)),
      plainArray(items.map((item) => item?.publishedAt)),
      plainArray(items.map((item) => item?.durationSeconds)),
      textArray(items.map((item) => item?.enclosureUrl)),
      plainArray(items.map((item) => item?.enclosureBytes)),
    ],
  );
}
