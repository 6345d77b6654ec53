import { plainArray } from '../../platform/db/array-literal.ts';
import type { Queries } from '../../platform/db/database.ts';
import type { RollUpChanges } from './roll-up.ts';

/** Moves the roll-ups. A row that comes to zero goes, so that the tables do not tell in which order hits came. */
export async function applyRollUps(tx: Queries, changes: RollUpChanges): Promise<void> {
  const downloads = changes.downloads();
  await apply(tx, downloads, {
    table: 'download_days',
    key: 'dimension, episode_id, day, name',
    given: `SELECT dimension, episode_id, date '1970-01-01' + day, name, sum(n)
      FROM unnest($1::int[], $2::int[], $3::int[], $4::int[]) AS given (episode_id, day, audience_id, n)
      JOIN audiences ON id = audience_id
      CROSS JOIN LATERAL (VALUES ('app', app), ('country', country), ('device', device)) AS part (dimension, name)
      GROUP BY 1, 2, 3, 4 HAVING sum(n) <> 0`,
    params: [
      plainArray(downloads.map(({ episodeId }) => episodeId)),
      plainArray(downloads.map(({ day }) => day)),
      plainArray(downloads.map(({ audienceId }) => audienceId)),
      plainArray(downloads.map(({ n }) => n)),
    ],
  });
  const hours = changes.hours();
  await apply(tx, hours, {
    table: 'download_hours',
    key: 'episode_id, hour',
    given: `SELECT episode_id, to_timestamp(hour * 3600.0), n
      FROM unnest($1::int[], $2::int[], $3::int[]) AS given (episode_id, hour, n)`,
    params: [
      plainArray(hours.map(({ episodeId }) => episodeId)),
      plainArray(hours.map(({ hour }) => hour)),
      plainArray(hours.map(({ n }) => n)),
    ],
  });
  const outcomes = changes.outcomes();
  await apply(tx, outcomes, {
    table: 'outcome_days',
    key: 'episode_id, day, outcome',
    given: `SELECT episode_id, date '1970-01-01' + day, outcome, n
      FROM unnest($1::int[], $2::int[], $3::text[], $4::int[]) AS given (episode_id, day, outcome, n)`,
    params: [
      plainArray(outcomes.map(({ episodeId }) => episodeId)),
      plainArray(outcomes.map(({ day }) => day)),
      plainArray(outcomes.map(({ outcome }) => outcome)),
      plainArray(outcomes.map(({ n }) => n)),
    ],
  });
}

interface RollUp {
  readonly table: string;
  readonly key: string;
  readonly given: string;
  readonly params: readonly string[];
}

async function apply(
  tx: Queries,
  changes: readonly { readonly n: number }[],
  { table, key, given, params }: RollUp,
): Promise<void> {
  if (changes.length === 0) return;
  await tx.query(
    `INSERT INTO ${table} (${key}, n) ${given}
     ON CONFLICT (${key}) DO UPDATE SET n = ${table}.n + excluded.n`,
    params,
  );
  if (changes.every(({ n }) => n > 0)) return;
  await tx.query(
    `DELETE FROM ${table} WHERE n = 0 AND (${key}) IN (SELECT ${key} FROM (${given}) AS moved (${key}, n))`,
    params,
  );
}
