import type { Database } from '../../platform/db/database.ts';
import { triesForgottenAfterMs } from '../accounts/log-in/lock-out.ts';
import { destroyListenerKey } from '../ingest/listener-keys.ts';

const dayMs = 86_400_000;
/** So long after its month a key still names listeners, for logs that come late. */
export const listenerKeyDays = 90;
const revokedKeyDays = 400;
const rowsAtATime = 5_000;

/** How many rows of each kind have expired. */
export type RetentionReport = Readonly<Record<string, number>>;

/**
 * Removes what is kept no longer. What was counted stays: the roll-ups name no listener.
 *
 * The hits of a month go only once its key is destroyed. From then on no hit of that month is taken, so that a log which is
 * imported again is not counted again.
 */
export function createRetention(database: Database, now: () => number) {
  const daysAgo = (days: number) => new Date(now() - days * dayMs).toISOString();

  async function destroyKeys(): Promise<number> {
    const due = await database.query<{ month: string }>(
      `SELECT month FROM listener_keys WHERE key IS NOT NULL AND created_at < $1
         AND to_date(month, 'YYYY-MM') + interval '1 month' < ($1::timestamptz AT TIME ZONE 'UTC')`,
      [daysAgo(listenerKeyDays)],
    );
    for (const { month } of due) await destroyListenerKey(database, month);
    return due.length;
  }

  /** In pieces, so that no transaction is long and no lock held for more than a moment. */
  async function removeInPieces(statement: string, params: readonly unknown[], signal?: AbortSignal): Promise<number> {
    let removed = 0;
    for (;;) {
      signal?.throwIfAborted();
      const rows = await database.query(statement, params);
      removed += rows.length;
      if (rows.length < rowsAtATime) return removed;
    }
  }

  const expired = (table: string, condition: string) =>
    `DELETE FROM ${table} WHERE ctid = ANY (ARRAY(SELECT ctid FROM ${table} WHERE ${condition} LIMIT ${rowsAtATime})) RETURNING 1`;

  return async function removeExpired(signal?: AbortSignal): Promise<RetentionReport> {
    const remove = (statement: string, ...params: unknown[]) => removeInPieces(statement, params, signal);
    const atNow = new Date(now()).toISOString();
    return {
      listenerKeys: await destroyKeys(),
      hits: await remove(pastRetention('hits', 'h.time', `to_char(h.time AT TIME ZONE 'UTC', 'YYYY-MM')`), atNow),
      downloads: await remove(pastRetention('downloads', 'h.day', `to_char(h.day, 'YYYY-MM')`), atNow),
      conversions: await remove(oldConversions, atNow),
      sessions: await remove(expired('sessions', 'expires_at <= $1'), atNow),
      halfLogIns: await remove(expired('half_log_ins', 'expires_at <= $1'), atNow),
      passwordLinks: await remove(expired('password_links', 'expires_at <= $1'), atNow),
      wrongTries: await remove(
        expired('wrong_tries', 'last_at <= $1'),
        new Date(now() - triesForgottenAfterMs).toISOString(),
      ),
      apiKeys: await remove(expired('api_keys', 'coalesce(revoked_at, expires_at) <= $1'), daysAgo(revokedKeyDays)),
    };
  };
}

/** As long as the downloads that they are matched with. */
const oldConversions = `DELETE FROM conversions WHERE ctid = ANY (ARRAY(
  SELECT c.ctid FROM conversions c LEFT JOIN tenants t ON t.id = c.tenant_id
  WHERE c.time < ($1::timestamptz AT TIME ZONE 'UTC')::date - coalesce(t.retention_days, 400)
  LIMIT ${rowsAtATime})) RETURNING 1`;

/** Of each tenant what is older than its days, in months whose key is destroyed. */
function pastRetention(table: 'hits' | 'downloads', time: string, month: string): string {
  return `DELETE FROM ${table} WHERE ctid = ANY (ARRAY(
    SELECT h.ctid FROM ${table} h
    JOIN episodes e ON e.id = h.episode_id JOIN shows s ON s.id = e.show_id LEFT JOIN tenants t ON t.id = s.tenant_id
    JOIN listener_keys k ON k.month = ${month} AND k.destroyed_at IS NOT NULL
    WHERE ${time} < ($1::timestamptz AT TIME ZONE 'UTC')::date - coalesce(t.retention_days, 400)
    LIMIT ${rowsAtATime})) RETURNING 1`;
}
