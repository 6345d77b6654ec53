import { plainArray, textArray } from '../../platform/db/array-literal.ts';
import type { Queries } from '../../platform/db/database.ts';
import type { ReferredHit } from './dictionary.ts';

/** Stores the hits that are not stored yet, and returns those. */
export async function insertHits(tx: Queries, importId: number, hits: readonly ReferredHit[]): Promise<ReferredHit[]> {
  const [row] = await tx.query<{ count: number; lines: readonly string[] | null }>(
    // Mostly all hits are new, and telling which they are would take a sixth of the statement's time.
    `WITH added AS (
     INSERT INTO hits (episode_id, time, id, listener, client_id, exclusion, method, status, bytes_sent, range, country,
       in_data_centre, import_id, line)
     SELECT episode_id, to_timestamp(time::float8 / 1000), id, listener, client_id, exclusion, method, status, bytes_sent,
       range, country, in_data_centre, $1::int, line
     FROM unnest($2::int[], $3::int8[], $4::uuid[], $5::uuid[], $6::uuid[], $7::text[], $8::text[], $9::int2[], $10::int8[],
       $11::text[], $12::text[], $13::bool[], $14::int8[])
       AS given (episode_id, time, id, listener, client_id, exclusion, method, status, bytes_sent, range, country,
         in_data_centre, line)
     ON CONFLICT DO NOTHING
     RETURNING line)
     SELECT count(*), CASE WHEN count(*) < $15::int8 THEN array_agg(line) END AS lines FROM added`,
    [
      importId,
      plainArray(hits.map(({ episodeId }) => episodeId)),
      plainArray(hits.map(({ hit }) => hit.time)),
      plainArray(hits.map(({ id }) => id)),
      plainArray(hits.map(({ listener }) => listener)),
      plainArray(hits.map(({ clientId }) => clientId)),
      plainArray(hits.map(({ exclusion }) => exclusion)),
      textArray(hits.map(({ hit }) => hit.method)),
      plainArray(hits.map(({ hit }) => hit.status)),
      plainArray(hits.map(({ hit }) => hit.bytesSent)),
      textArray(hits.map(({ hit }) => hit.range)),
      plainArray(hits.map(({ country }) => country)),
      plainArray(hits.map(({ inDataCentre }) => inDataCentre)),
      plainArray(hits.map(({ line }) => line)),
      hits.length,
    ],
  );
  if (!row) throw new Error('an aggregate gives a row');
  if (row.count === hits.length) return [...hits];
  const added = new Set(row.lines?.map(Number));
  return hits.filter(({ line }) => added.has(line));
}
