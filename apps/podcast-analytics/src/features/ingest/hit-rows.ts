import { plainArray, textArray } from '../../platform/db/array-literal.ts';
import type { Queries } from '../../platform/db/database.ts';
import { databaseErrorKind } from '../../platform/db/database-error.ts';
import type { ReferredHit } from './dictionary.ts';

const insert = `INSERT INTO hits (episode_id, time, id, listener, client_id, exclusion, method, status, bytes_sent, range,
    country, in_data_centre, import_id, line)
  SELECT episode_id, to_timestamp(time::float8 / 1000), id, listener, client_id, exclusion, method, status, bytes_sent,
    range, country, in_data_centre, $1::int, line
  FROM unnest($2::int[], $3::int8[], $4::uuid[], $5::uuid[], $6::uuid[], $7::text[], $8::text[], $9::int2[], $10::int8[],
    $11::text[], $12::text[], $13::bool[], $14::int8[])
    AS given (episode_id, time, id, listener, client_id, exclusion, method, status, bytes_sent, range, country,
      in_data_centre, line)`;

/** Stores the hits that are not stored yet, and returns those. Their episodes are locked, so nobody stores them meanwhile. */
export async function insertHits(
  tx: Queries,
  importId: number,
  hits: readonly ReferredHit[],
): Promise<readonly ReferredHit[]> {
  const params = paramsOf(importId, hits);
  // Mostly all of them are new, and looking for each before it is stored takes a quarter of the statement's time.
  await tx.query('SAVEPOINT before_hits');
  try {
    await tx.query(insert, params);
    return hits;
  } catch (error) {
    if (databaseErrorKind(error) !== 'constraint') throw error;
    await tx.query('ROLLBACK TO SAVEPOINT before_hits');
    const rows = await tx.query<{ line: number }>(`${insert} ON CONFLICT DO NOTHING RETURNING line`, params);
    const added = new Set(rows.map(({ line }) => line));
    return hits.filter(({ line }) => added.has(line));
  }
}

function paramsOf(importId: number, hits: readonly ReferredHit[]): readonly unknown[] {
  return [
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
  ];
}
