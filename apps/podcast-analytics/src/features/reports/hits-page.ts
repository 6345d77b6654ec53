import type { Outcome } from '../../counting/exclusion.ts';
import type { Queries } from '../../platform/db/database.ts';
import { episodeLabel, showLabel } from './labels.ts';
import { type Conditions, createConditions, type ReportFilter, whereEpisode, whereTime } from './report-filter.ts';

export interface HitFilter extends ReportFilter {
  readonly outcome?: Outcome | undefined;
  /** These three as a report of downloads names them; '' for what the log does not tell. */
  readonly app?: string | undefined;
  readonly country?: string | undefined;
  readonly device?: string | undefined;
}

export interface ReportedHit {
  readonly id: string;
  /** Epoch milliseconds. */
  readonly time: number;
  readonly show: string;
  readonly episode: string;
  readonly app: string;
  readonly device: string;
  readonly country: string;
  readonly outcome: Outcome;
  readonly method: string;
  readonly status: number | null;
  readonly range: string | null;
  readonly bytesSent: number | null;
  readonly userAgent: string | null;
  /** The log and the line that the hit came from. */
  readonly importName: string;
  readonly line: number;
}

export interface HitsPage {
  readonly hits: readonly ReportedHit[];
  /** Where the next page begins; absent after the last one. */
  readonly next?: string;
}

export interface PageOptions {
  readonly limit: number;
  /** `next` of the page before. */
  readonly after?: string | undefined;
}

type Row = Omit<ReportedHit, 'show' | 'episode'> & {
  readonly importId: number;
  readonly showKey: string;
  readonly showTitle: string | null;
  readonly episodeKey: string;
  readonly episodeTitle: string | null;
};

const cursorPattern = /^(\d{1,16})-([0-9a-f-]{36})$/;

/** Whether a text can be the cursor of a page. */
export function isCursor(text: string): boolean {
  return cursorPattern.test(text);
}

/**
 * The hits behind a number, the latest first. A hit that stands for a download is shown with the audience that the download
 * was counted under; newer agent lists may call its client otherwise.
 */
export async function hitsPage(db: Queries, filter: HitFilter, { limit, after }: PageOptions): Promise<HitsPage> {
  const episodes = createConditions();
  whereEpisode(episodes, filter);
  const hits = createConditions(episodes.params);
  whereHit(hits, filter, after);
  const count = hits.parameter(limit + 1); // one more tells whether there is a next page
  const rows = await db.query<Row>(
    `SELECT e.key AS "episodeKey", e.title AS "episodeTitle", s.key AS "showKey", s.title AS "showTitle",
       i.name AS "importName", found.*
     FROM episodes e
     JOIN shows s ON s.id = e.show_id
     CROSS JOIN LATERAL (${latestOfEpisode} WHERE h.episode_id = e.id AND ${hits.sql}
       ORDER BY h.time DESC, h.id DESC LIMIT ${count}) found
     JOIN imports i ON i.id = found."importId"
     WHERE ${episodes.sql}
     ORDER BY found.time DESC, found.id DESC
     LIMIT ${count}`,
    hits.params,
  );
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return { hits: page.map(reported), ...(rows.length > limit && last && { next: `${last.time}-${last.id}` }) };
}

const isFirst = 'd.first_id = h.id';
const outcome = `CASE
  WHEN h.exclusion IS NOT NULL THEN h.exclusion
  WHEN NOT d.counted THEN 'under-one-minute'
  WHEN ${isFirst} THEN 'counted'
  ELSE 'same-download' END`;
const app = `CASE WHEN ${isFirst} THEN a.app ELSE c.app END`;
const device = `CASE WHEN ${isFirst} THEN a.device ELSE c.device END`;
const country = `CASE WHEN ${isFirst} THEN a.country ELSE coalesce(h.country, '') END`;

/** Episode by episode, because the key of the table begins with the episode: only as many hits are read as are shown. */
const latestOfEpisode = `SELECT (extract(epoch FROM h.time) * 1000)::int8 AS time, h.id, ${outcome} AS outcome,
    ${app} AS app, ${device} AS device, ${country} AS country, h.method, h.status, h.range, h.bytes_sent AS "bytesSent",
    c.user_agent AS "userAgent", h.import_id AS "importId", h.line
  FROM hits h
  JOIN clients c ON c.id = h.client_id
  LEFT JOIN downloads d ON h.exclusion IS NULL
    AND d.episode_id = h.episode_id AND d.day = (h.time AT TIME ZONE 'UTC')::date AND d.listener = h.listener
  LEFT JOIN audiences a ON a.id = d.audience_id`;

function whereHit(conditions: Conditions, filter: HitFilter, after: string | undefined): void {
  whereTime(conditions, 'h.time', filter);
  conditions.where(filter.outcome, (name) => `${outcome} = ${name}`);
  conditions.where(filter.app, (name) => `${app} = ${name}`);
  conditions.where(filter.device, (name) => `${device} = ${name}`);
  conditions.where(filter.country, (code) => `${country} = ${code}`);
  const [, time, id] = cursorPattern.exec(after ?? '') ?? [];
  if (time === undefined || id === undefined) return;
  const moment = `to_timestamp(${conditions.parameter(time)}::int8::float8 / 1000)`; // as in hit-rows.ts, to the bit
  conditions.where(id, (parameter) => `(h.time, h.id) < (${moment}, ${parameter}::uuid)`);
}

function reported({ showKey, showTitle, episodeKey, episodeTitle, importId: _, ...hit }: Row): ReportedHit {
  return { ...hit, show: showLabel(showKey, showTitle), episode: episodeLabel(episodeKey, episodeTitle) };
}
