import type { AgentMatcher } from '../../counting/agents/match-agent.ts';
import { assess } from '../../counting/assess.ts';
import { countDownloads } from '../../counting/count-downloads.ts';
import type { CountableHit, EpisodeFacts } from '../../counting/download.ts';
import type { Outcome } from '../../counting/exclusion.ts';
import type { Hit } from '../../counting/hit.ts';
import type { Networks } from '../../counting/network.ts';
import type { Ruleset } from '../../counting/ruleset.ts';
import type { Database } from '../../platform/db/database.ts';
import { withoutNulls } from '../../platform/db/without-nulls.ts';
import { createConditions, type ReportFilter, whereEpisode } from './report-filter.ts';

export interface RecountOptions {
  readonly database: Database;
  readonly ruleset: Ruleset;
  readonly agents: AgentMatcher;
}

/** Hits of one episode by what became of them: as they are stored, and counted anew. An outcome without hits is absent. */
export interface EpisodeRecount {
  readonly episodeId: number;
  readonly show: string;
  readonly episode: string;
  readonly stored: ReadonlyMap<Outcome, number>;
  readonly recounted: ReadonlyMap<Outcome, number>;
}

interface EpisodeRow extends Record<keyof EpisodeFacts, number | null> {
  readonly id: number;
  readonly key: string;
  readonly show: string;
}

interface HitRow {
  readonly id: string;
  readonly time: number;
  readonly listener: string | null;
  readonly method: string;
  readonly status: number | null;
  readonly bytesSent: number | null;
  readonly range: string | null;
  readonly inDataCentre: boolean;
  readonly userAgent: string;
  readonly referer: string;
}

/** Counts the stored hits again under a ruleset, episode by episode; under the ruleset they are stored by nothing differs. */
export async function* recount(
  { database, ruleset, agents }: RecountOptions,
  filter: Omit<ReportFilter, 'from' | 'to'> = {},
): AsyncGenerator<EpisodeRecount> {
  const conditions = createConditions();
  whereEpisode(conditions, filter);
  const episodes = await database.query<EpisodeRow>(
    `SELECT e.id, e.key, s.key AS show, e.size_bytes AS "sizeBytes", e.header_bytes AS "headerBytes",
       e.bytes_per_minute AS "bytesPerMinute"
     FROM episodes e JOIN shows s ON s.id = e.show_id
     WHERE ${conditions.sql} ORDER BY e.id`,
    conditions.params,
  );
  for (const { id, key, show, ...facts } of episodes) {
    const recounted = new Map<Outcome, number>();
    for (const [from, to] of await windowsOf(database, id, ruleset)) {
      const hits = await readHits(database, id, from, to);
      countHits(hits, key, withoutNulls(facts), ruleset, agents, recounted);
    }
    yield { episodeId: id, show, episode: key, stored: await storedOutcomes(database, id), recounted };
  }
}

/** Spans that hold whole windows, so that an episode need not be in memory as a whole: see countDownloads. */
async function windowsOf(database: Database, episodeId: number, { window }: Ruleset): Promise<[string, string][]> {
  const span = window === 'utc-day' ? 'day' : 'month';
  const rows = await database.query<{ from: string; to: string }>(
    `SELECT DISTINCT date_trunc('${span}', day::timestamp)::date AS "from",
       (date_trunc('${span}', day::timestamp) + interval '1 ${span}')::date AS "to"
     FROM outcome_days WHERE episode_id = $1 ORDER BY 1`,
    [episodeId],
  );
  return rows.map(({ from, to }) => [from, to]);
}

function readHits(database: Database, episodeId: number, from: string, to: string): Promise<HitRow[]> {
  return database.query(
    `SELECT h.id, (extract(epoch FROM h.time) * 1000)::int8 AS time, h.listener, h.method, h.status,
       h.bytes_sent AS "bytesSent", h.range, h.in_data_centre AS "inDataCentre", c.user_agent AS "userAgent", c.referer
     FROM hits h JOIN clients c ON c.id = h.client_id
     WHERE h.episode_id = $1 AND h.time >= $2::timestamp AT TIME ZONE 'UTC' AND h.time < $3::timestamp AT TIME ZONE 'UTC'`,
    [episodeId, from, to],
  );
}

function countHits(
  rows: readonly HitRow[],
  episode: string,
  facts: EpisodeFacts,
  ruleset: Ruleset,
  agents: AgentMatcher,
  outcomes: Map<Outcome, number>,
): void {
  const add = (outcome: Outcome) => outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  const countable: CountableHit[] = [];
  for (const row of rows) {
    const assessment = assess(hitOf(row, episode), { ruleset, agents, networks: row.inDataCentre ? inside : outside });
    if (!assessment.eligible) add(assessment.reason);
    else countable.push(countableHit(row, episode, assessment, ruleset));
  }
  for (const outcome of countDownloads(countable, ruleset, () => facts).outcomes.values()) add(outcome);
}

/** The hit as it was imported, but for its address: in its place stands the hash of it. */
function hitOf({ userAgent, referer, listener, ...row }: HitRow, url: string): Hit {
  const { time, method, status, bytesSent, range } = row;
  return {
    ...withoutNulls({ status, bytesSent, range }),
    time,
    method,
    url,
    ...(userAgent !== '' && { userAgent }),
    ...(referer !== '' && { referer }),
    ...(listener !== null && { hashedAddress: listener }),
  };
}

function countableHit(
  { id, time, listener, referer }: HitRow,
  episode: string,
  { intervals, looseBytes }: Pick<CountableHit, 'intervals' | 'looseBytes'>,
  ruleset: Ruleset,
): CountableHit {
  const who = listener ?? '';
  return {
    id,
    time,
    listener: ruleset.listenerIncludesReferer ? `${who}\0${referer}` : who,
    episode,
    intervals,
    looseBytes,
  };
}

const inside: Networks = { has: () => true };
const outside: Networks = { has: () => false };

async function storedOutcomes(database: Database, episodeId: number): Promise<ReadonlyMap<Outcome, number>> {
  const rows = await database.query<{ outcome: Outcome; hits: number }>(
    'SELECT outcome, sum(n)::int8 AS hits FROM outcome_days WHERE episode_id = $1 GROUP BY 1',
    [episodeId],
  );
  return new Map(rows.map(({ outcome, hits }) => [outcome, hits]));
}
