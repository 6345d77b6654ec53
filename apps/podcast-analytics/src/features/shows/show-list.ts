import type { Queries } from '../../platform/db/database.ts';
import { showLabel } from '../reports/labels.ts';
import { createConditions, type ReportFilter } from '../reports/report-filter.ts';

/** What of the shows somebody may see. */
export type Visible = Pick<ReportFilter, 'visible'>;

export interface Show {
  readonly id: number;
  /** The folder of its files, or the address of its feed: what a filter takes. */
  readonly key: string;
  readonly label: string;
  readonly episodes: number;
  readonly downloads: number;
  /** When its newest episode was published, epoch milliseconds. */
  readonly latestAt: number | undefined;
  /** Absent where only logs tell of it. */
  readonly feed: FeedStatus | undefined;
}

export interface FeedStatus {
  readonly url: string;
  readonly author: string | undefined;
  /** Epoch milliseconds. */
  readonly refreshedAt: number | undefined;
  /** Why it could not be read the last time. */
  readonly error: string | undefined;
}

const most = 500;

/** The shows with episodes or a feed, the one with the most downloads first. */
export async function showList(db: Queries, { visible }: Visible, id?: number): Promise<Show[]> {
  const conditions = createConditions();
  if (visible) conditions.whereSql(visible);
  conditions.where(id, (parameter) => `s.id = ${parameter}`);
  const rows = await db.query<Row>(
    `SELECT s.id, s.key, s.title, count(DISTINCT e.id) AS episodes, coalesce(sum(o.n), 0)::int8 AS downloads,
       max(e.published_at) AS "latestAt", f.url, f.author, f.refreshed_at AS "refreshedAt", f.error
     FROM shows s
     LEFT JOIN feeds f ON f.show_id = s.id
     LEFT JOIN episodes e ON e.show_id = s.id
     LEFT JOIN outcome_days o ON o.episode_id = e.id AND o.outcome = 'counted'
     WHERE s.key <> '' AND ${conditions.sql}
     GROUP BY s.id, f.show_id
     HAVING count(e.id) > 0 OR f.show_id IS NOT NULL
     ORDER BY downloads DESC, s.key
     LIMIT ${most}`,
    conditions.params,
  );
  return rows.map(showOf);
}

interface Row {
  readonly id: number;
  readonly key: string;
  readonly title: string | null;
  readonly episodes: number;
  readonly downloads: number;
  readonly latestAt: Date | null;
  readonly url: string | null;
  readonly author: string | null;
  readonly refreshedAt: Date | null;
  readonly error: string | null;
}

function showOf({ title, latestAt, url, author, refreshedAt, error, ...row }: Row): Show {
  return {
    ...row,
    label: showLabel(row.key, title),
    latestAt: latestAt?.getTime(),
    feed:
      url === null
        ? undefined
        : { url, author: author ?? undefined, refreshedAt: refreshedAt?.getTime(), error: error ?? undefined },
  };
}
