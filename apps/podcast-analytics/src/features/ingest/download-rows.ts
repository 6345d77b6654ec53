import type { Interval } from '../../counting/coverage.ts';
import { plainArray, textArray } from '../../platform/db/array-literal.ts';
import type { Queries } from '../../platform/db/database.ts';
import type { DownloadGroup } from './download-group.ts';

export interface GroupKey {
  readonly episodeId: number;
  /** Days since 1970. */
  readonly day: number;
  readonly listener: string;
  /** Follows from the listener. */
  readonly household: string | undefined;
}

interface DownloadRow {
  readonly place: number;
  readonly hits: number;
  readonly counted: boolean;
  readonly intervals: readonly string[];
  readonly looseBytes: number;
  readonly firstTime: number;
  readonly firstId: string;
  readonly audienceId: number;
}

/** The stored groups of these keys; a key that has none yet is not among them. */
export async function readDownloads(tx: Queries, keys: readonly GroupKey[]): Promise<Map<GroupKey, DownloadGroup>> {
  const rows = await tx.query<DownloadRow>(
    `SELECT place, d.hits, d.counted, d.intervals, d.loose_bytes AS "looseBytes",
       (extract(epoch FROM d.first_time) * 1000)::int8 AS "firstTime", d.first_id AS "firstId", d.audience_id AS "audienceId"
     FROM unnest($1::int[], $2::int[], $3::uuid[]) WITH ORDINALITY AS given (episode_id, day, listener, place)
     JOIN LATERAL (
       SELECT * FROM downloads
       WHERE episode_id = given.episode_id AND day = date '1970-01-01' + given.day AND listener = given.listener
       LIMIT 1 -- keeps the planner from reading the whole table
     ) d ON true`,
    keyParams(keys),
  );
  const groups = new Map<GroupKey, DownloadGroup>();
  for (const row of rows) {
    const key = keys[row.place - 1];
    if (key) groups.set(key, groupOf(row));
  }
  return groups;
}

const insert = `INSERT INTO downloads (episode_id, day, listener, hits, counted, intervals, loose_bytes, first_time, first_id,
    audience_id, household)
  SELECT episode_id, date '1970-01-01' + day, listener, hits, counted, intervals::int8[], loose_bytes,
    to_timestamp(first_time::float8 / 1000), first_id, audience_id, household
  FROM unnest($1::int[], $2::int[], $3::uuid[], $4::int[], $5::bool[], $6::text[], $7::int8[], $8::int8[], $9::uuid[],
    $10::int[], $11::uuid[])
    AS given (episode_id, day, listener, hits, counted, intervals, loose_bytes, first_time, first_id, audience_id, household)`;

const replace = `${insert}
  ON CONFLICT (episode_id, day, listener) DO UPDATE SET hits = excluded.hits, counted = excluded.counted,
    intervals = excluded.intervals, loose_bytes = excluded.loose_bytes, first_time = excluded.first_time,
    first_id = excluded.first_id, audience_id = excluded.audience_id, household = excluded.household`;

/** Stores groups of which none is stored; `replaceDownloads` would take half as long again. */
export function insertDownloads(tx: Queries, byKey: ReadonlyMap<GroupKey, DownloadGroup>): Promise<void> {
  return write(tx, insert, byKey);
}

export function replaceDownloads(tx: Queries, byKey: ReadonlyMap<GroupKey, DownloadGroup>): Promise<void> {
  return write(tx, replace, byKey);
}

async function write(tx: Queries, statement: string, byKey: ReadonlyMap<GroupKey, DownloadGroup>): Promise<void> {
  if (byKey.size === 0) return;
  const groups = [...byKey.values()];
  await tx.query(statement, [
    ...keyParams([...byKey.keys()]),
    plainArray(groups.map(({ hits }) => hits)),
    plainArray(groups.map(({ counted }) => counted)),
    textArray(groups.map(({ intervals }) => `{${intervals.flat().join(',')}}`)),
    plainArray(groups.map(({ looseBytes }) => looseBytes)),
    plainArray(groups.map(({ first }) => first.time)),
    plainArray(groups.map(({ first }) => first.id)),
    plainArray(groups.map(({ first }) => first.audienceId)),
    plainArray([...byKey.keys()].map(({ household }) => household)),
  ]);
}

function keyParams(keys: readonly GroupKey[]): string[] {
  return [
    plainArray(keys.map(({ episodeId }) => episodeId)),
    plainArray(keys.map(({ day }) => day)),
    plainArray(keys.map(({ listener }) => listener)),
  ];
}

function groupOf({ hits, counted, intervals, looseBytes, firstTime, firstId, audienceId }: DownloadRow): DownloadGroup {
  const first = { time: firstTime, id: firstId.replaceAll('-', ''), audienceId };
  return { hits, counted, first, intervals: pairs(intervals.map(Number)), looseBytes };
}

function pairs(numbers: readonly number[]): Interval[] {
  const result: Interval[] = [];
  for (let i = 0; i < numbers.length; i += 2) result.push([numbers[i] ?? 0, numbers[i + 1] ?? 0]);
  return result;
}
