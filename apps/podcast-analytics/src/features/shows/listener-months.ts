import type { Queries } from '../../platform/db/database.ts';
import { createConditions } from '../reports/report-filter.ts';
import type { Visible } from './show-list.ts';

/** How many listeners a show had in a calendar month: each counts once, however much they listened to. */
export interface ListenerMonth {
  /** `2026-02` */
  readonly month: string;
  readonly downloads: number;
  /** Absent once the key of the month is destroyed: who a listener was is no longer told. */
  readonly listeners: number | undefined;
  /** When they were counted, epoch milliseconds; later downloads are not among them yet. */
  readonly countedAt: number | undefined;
}

/** A month that goes on is counted again only that long after the last time: to count takes all of its downloads. */
const freshMs = 10 * 60_000;
const mostMonths = 24;

/** The latest month first. */
export async function listenerMonths(
  db: Queries,
  { visible }: Visible,
  { show, now }: { readonly show: number; readonly now: number },
): Promise<ListenerMonth[]> {
  const conditions = createConditions();
  if (visible) conditions.whereSql(visible);
  conditions.where(show, (parameter) => `s.id = ${parameter}`);
  const rows = await db.query<Row>(
    `SELECT counted.month, counted.n AS downloads, m.listeners, m.counted_at AS "countedAt",
       coalesce(m.downloads = counted.n, false) AS "isExact", k.destroyed_at IS NOT NULL AS "isDestroyed"
     FROM (
       SELECT s.id AS show_id, date_trunc('month', o.day::timestamp)::date AS month, sum(o.n)::int8 AS n
       FROM outcome_days o JOIN episodes e ON e.id = o.episode_id JOIN shows s ON s.id = e.show_id
       WHERE o.outcome = 'counted' AND ${conditions.sql}
       GROUP BY 1, 2 ORDER BY 2 DESC LIMIT ${mostMonths}
     ) counted
     LEFT JOIN listener_months m ON m.show_id = counted.show_id AND m.month = counted.month
     LEFT JOIN listener_keys k ON k.month = to_char(counted.month, 'YYYY-MM')
     ORDER BY counted.month DESC`,
    conditions.params,
  );
  const months: ListenerMonth[] = [];
  for (const row of rows) months.push(await listenerMonth(db, row, show, now));
  return months;
}

interface Row {
  readonly month: string;
  readonly downloads: number;
  readonly listeners: number | null;
  readonly countedAt: Date | null;
  readonly isExact: boolean;
  readonly isDestroyed: boolean;
}

async function listenerMonth(db: Queries, row: Row, show: number, now: number): Promise<ListenerMonth> {
  const { month: first, downloads, listeners, countedAt, isExact, isDestroyed } = row;
  const month = first.slice(0, 7);
  if (isDestroyed) return { month, downloads, listeners: undefined, countedAt: undefined };
  const isFresh = isExact || (countedAt !== null && now - countedAt.getTime() < freshMs);
  if (isFresh && listeners !== null && countedAt !== null)
    return { month, downloads, listeners, countedAt: isExact ? now : countedAt.getTime() };
  const [counted] = await db.query<{ listeners: number }>(
    `INSERT INTO listener_months (show_id, month, downloads, listeners, counted_at)
     SELECT $1, $2::date, count(*), count(DISTINCT d.listener), $3
     FROM downloads d JOIN episodes e ON e.id = d.episode_id
     WHERE e.show_id = $1 AND d.counted AND d.day >= $2::date AND d.day < ($2::date + interval '1 month')::date
     ON CONFLICT (show_id, month) DO UPDATE
       SET downloads = excluded.downloads, listeners = excluded.listeners, counted_at = excluded.counted_at
     RETURNING listeners`,
    [show, first, new Date(now)],
  );
  return { month, downloads, listeners: counted?.listeners ?? 0, countedAt: now };
}
