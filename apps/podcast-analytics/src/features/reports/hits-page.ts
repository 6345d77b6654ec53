import type { Outcome } from '../../counting/exclusion.ts';
import type { Queries } from '../../platform/db/database.ts';
import { allHits, countedHits, type HitSource } from './hit-source.ts';
import { episodeLabel, showLabel } from './labels.ts';
import { type Conditions, createConditions, type ReportFilter, whereDay, whereEpisode } from './report-filter.ts';
import { type TimeSpan, windowsBack } from './windows-back.ts';

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
  readonly showId: number;
  readonly show: string;
  readonly episodeId: number;
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

const cursorPattern = /^(\d{1,16})-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** The latest time of a Date; a timestamp of PostgreSQL reaches further. */
const latestTime = 8.64e15;

/** Whether a text can be the cursor of a page. */
export function isCursor(text: string): boolean {
  return cursorPattern.test(text) && cursorTime(text) <= latestTime;
}

/**
 * The hits behind a number, the latest first. A hit that stands for a download is shown with the audience that the download
 * was counted under; newer agent lists may call its client otherwise. The search goes back in time from window to window,
 * so that only about as many hits are read as are shown.
 */
export async function hitsPage(db: Queries, filter: HitFilter, { limit, after }: PageOptions): Promise<HitsPage> {
  const rows: Row[] = [];
  const span = await daysOf(db, filter);
  if (span) {
    const until = Math.min(span.until, cursorTime(after) + 1);
    for (const window of windowsBack({ ...span, until })) {
      rows.push(...(await latestIn(db, filter, window, { limit: limit + 1 - rows.length, after })));
      if (rows.length > limit) break; // one more tells that there is a next page
    }
  }
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return { hits: page.map(reported), ...(rows.length > limit && last && { next: `${last.time}-${last.id}` }) };
}

/** The first and the last day with such hits, as far as the roll-ups tell. */
async function daysOf(db: Queries, filter: HitFilter): Promise<TimeSpan | undefined> {
  const days = createConditions();
  const rollUp = whereDays(days, filter);
  const [row] = await db.query<{ from: number | null; until: number | null }>(
    `SELECT (extract(epoch FROM min(first)) * 1000)::int8 AS "from",
       (extract(epoch FROM max(latest)) * 1000)::int8 + 1 AS until
     FROM (SELECT e.id, min(r.day) AS first, max(r.day) + 1 AS "end"
       FROM ${rollUp} r JOIN episodes e ON e.id = r.episode_id JOIN shows s ON s.id = e.show_id
       WHERE ${days.sql} GROUP BY e.id) e
     CROSS JOIN LATERAL (SELECT time AS latest FROM hits
       WHERE episode_id = e.id AND time < e."end"::timestamp AT TIME ZONE 'UTC' ORDER BY time DESC LIMIT 1) h`,
    days.params,
  );
  return row && row.from !== null && row.until !== null ? { from: row.from, until: row.until } : undefined;
}

/** Reads the days of episodes that the roll-ups name, and of them what is in the window. */
function latestIn(db: Queries, filter: HitFilter, window: TimeSpan, { limit, after }: PageOptions): Promise<Row[]> {
  const days = createConditions();
  const rollUp = whereDays(days, filter);
  const from = instant(days.parameter(window.from));
  const until = instant(days.parameter(window.until));
  const source = filter.outcome === 'counted' ? countedHits : allHits;
  const hits = createConditions(days.params);
  whereHit(hits, source, filter, after);
  const count = hits.parameter(limit);
  return db.query<Row>(
    `SELECT e.id AS "episodeId", e.key AS "episodeKey", e.title AS "episodeTitle", s.id AS "showId", s.key AS "showKey",
       s.title AS "showTitle", i.name AS "importName", found.*
     FROM (SELECT DISTINCT e.id, e.key, e.title, e.show_id, r.day
       FROM ${rollUp} r JOIN episodes e ON e.id = r.episode_id JOIN shows s ON s.id = e.show_id
       WHERE ${days.sql} AND r.day >= (${from} AT TIME ZONE 'UTC')::date AND r.day <= (${until} AT TIME ZONE 'UTC')::date) e
     JOIN shows s ON s.id = e.show_id
     CROSS JOIN LATERAL (${columnsOf(source)} FROM ${source.sql}
         AND ${source.time} >= greatest(e.day::timestamp AT TIME ZONE 'UTC', ${from})
         AND ${source.time} < least((e.day + 1)::timestamp AT TIME ZONE 'UTC', ${until})
         AND ${hits.sql}
       ORDER BY ${source.time} DESC, h.id DESC LIMIT ${count}) found
     JOIN imports i ON i.id = found."importId"
     ORDER BY found.time DESC, found.id DESC
     LIMIT ${count}`,
    hits.params,
  );
}

/** Narrows the days `r` of a roll-up to those with such hits, and tells which: the one that is the nearest to the filter. */
function whereDays(conditions: Conditions, filter: HitFilter): 'download_days' | 'outcome_days' {
  whereEpisode(conditions, filter);
  whereDay(conditions, 'r.day', filter);
  const dimension = (['country', 'app', 'device'] as const).find((one) => filter[one] !== undefined);
  if (filter.outcome === 'counted' && dimension) {
    conditions.where(filter[dimension], (name) => `r.dimension = '${dimension}' AND r.name = ${name}`);
    return 'download_days';
  }
  conditions.where(filter.outcome, (name) => `r.outcome = ${name}`);
  return 'outcome_days';
}

function columnsOf({ outcome, app, device, country }: HitSource): string {
  return `SELECT (extract(epoch FROM h.time) * 1000)::int8 AS time, h.id, ${outcome} AS outcome, ${app} AS app,
    ${device} AS device, ${country} AS country, h.method, h.status, h.range, h.bytes_sent AS "bytesSent",
    c.user_agent AS "userAgent", h.import_id AS "importId", h.line`;
}

function whereHit(conditions: Conditions, source: HitSource, filter: HitFilter, after: string | undefined): void {
  for (const one of ['outcome', 'app', 'device', 'country'] as const)
    conditions.where(filter[one], (name) => `${source[one]} = ${name}`);
  const [, time, id] = cursorPattern.exec(after ?? '') ?? [];
  if (time === undefined || id === undefined) return;
  conditions.where(id, (last) => `(${source.time}, h.id) < (${instant(conditions.parameter(time))}, ${last}::uuid)`);
}

/** As in hit-rows.ts, to the bit. */
function instant(milliseconds: string): string {
  return `to_timestamp(${milliseconds}::int8::float8 / 1000)`;
}

function cursorTime(after: string | undefined): number {
  const [, time] = cursorPattern.exec(after ?? '') ?? [];
  return time === undefined ? Number.POSITIVE_INFINITY : Number(time);
}

function reported({ showKey, showTitle, episodeKey, episodeTitle, importId: _, ...hit }: Row): ReportedHit {
  return { ...hit, show: showLabel(showKey, showTitle), episode: episodeLabel(episodeKey, episodeTitle) };
}
