import { createHash } from 'node:crypto';
import { plainArray, textArray } from '../../platform/db/array-literal.ts';
import type { Database } from '../../platform/db/database.ts';
import { createIdCache, type FoundId } from './id-cache.ts';
import type { StorableHit } from './storable-hit.ts';

/** A hit and the rows that it refers to. */
export interface ReferredHit extends StorableHit {
  readonly episodeId: number;
  readonly clientId: string;
  readonly audienceId: number;
}

/**
 * Finds the rows that hits refer to, and creates those that are missing. By themselves these rows mean nothing, so they are written before the batch's transaction and stay when that is rolled back.
 */
export function createDictionary(
  database: Database,
  tenantId: string,
): (hits: readonly StorableHit[]) => Promise<ReferredHit[]> {
  const showIds = createIdCache((keys) => loadShows(database, tenantId, keys));
  const episodeIds = createIdCache((keys) => loadEpisodes(database, tenantId, keys));
  const audienceIds = createIdCache((keys) => loadAudiences(database, keys));
  const clientIds = createIdCache((keys) => loadClients(database, keys));

  return async function refer(hits) {
    const showId = await showIds(hits.map(({ episode }) => episode.show));
    const keyed = hits.map((hit) => ({
      hit,
      episode: `${showId(hit.episode.show)}\0${hit.episode.episode}`,
      audience: `${agentKey(hit)}\0${hit.country ?? ''}`,
      client: `${agentKey(hit)}\0${hit.hit.userAgent ?? ''}\0${hit.hit.referer ?? ''}`,
    }));
    const episodeId = await episodeIds(keyed.map(({ episode }) => episode));
    const audienceId = await audienceIds(keyed.map(({ audience }) => audience));
    const clientId = await clientIds(keyed.map(({ client }) => client));
    return keyed.map(({ hit, episode, audience, client }) => ({
      ...hit,
      episodeId: episodeId(episode),
      audienceId: audienceId(audience),
      clientId: clientId(client),
    }));
  };
}

function agentKey({ agent }: StorableHit): string {
  return `${agent.name}\0${agent.type}\0${agent.device?.name ?? ''}`;
}

type Find = (keys: readonly string[]) => Promise<FoundId<number>[]>;

/** Inserts what is missing and nothing else: a row that is there already would use up a number of its sequence each time. */
async function findOrInsert(
  keys: readonly string[],
  find: Find,
  insert: (missing: readonly string[]) => Promise<unknown>,
): Promise<FoundId<number>[]> {
  const found = await find(keys);
  if (found.length === keys.length) return found;
  const places = new Set(found.map(({ place }) => place));
  await insert(keys.filter((_, index) => !places.has(index + 1)));
  return find(keys);
}

function loadShows(database: Database, tenantId: string, keys: readonly string[]) {
  const find: Find = (wanted) =>
    database.query(
      `SELECT place, id FROM unnest($2::text[]) WITH ORDINALITY AS given (key, place)
       JOIN shows ON tenant_id = $1 AND md5(shows.key) = md5(given.key)`,
      [tenantId, textArray(wanted)],
    );
  return findOrInsert(keys, find, (missing) =>
    database.query('INSERT INTO shows (tenant_id, key) SELECT $1, unnest($2::text[]) ON CONFLICT DO NOTHING', [
      tenantId,
      textArray(missing),
    ]),
  );
}

/** A new one goes to the show of its folder; one that is known stays where a feed has put it. */
function loadEpisodes(database: Database, tenantId: string, keys: readonly string[]) {
  const find: Find = (wanted) =>
    database.query(
      `SELECT place, id FROM unnest($2::text[]) WITH ORDINALITY AS given (key, place)
       JOIN episodes ON tenant_id = $1 AND md5(episodes.key) = md5(given.key)`,
      [tenantId, textArray(column(wanted, 1))],
    );
  return findOrInsert(keys, find, (missing) =>
    database.query(
      `INSERT INTO episodes (tenant_id, key, show_id) SELECT $1, * FROM unnest($2::text[], $3::int[])
       ON CONFLICT DO NOTHING`,
      [tenantId, textArray(column(missing, 1)), plainArray(column(missing, 0))],
    ),
  );
}

function loadAudiences(database: Database, keys: readonly string[]) {
  const given = 'unnest($1::text[], $2::text[], $3::text[], $4::text[])';
  const params = (wanted: readonly string[]) => [0, 1, 2, 3].map((n) => textArray(column(wanted, n)));
  const find: Find = (wanted) =>
    database.query(
      `SELECT place, id FROM ${given} WITH ORDINALITY AS given (app, app_type, device, country, place)
       JOIN audiences USING (app, app_type, device, country)`,
      params(wanted),
    );
  return findOrInsert(keys, find, (missing) =>
    database.query(
      `INSERT INTO audiences (app, app_type, device, country) SELECT * FROM ${given} ON CONFLICT DO NOTHING`,
      params(missing),
    ),
  );
}

/** With newer agent lists the same texts may get another name: the newest stands. */
async function loadClients(database: Database, keys: readonly string[]) {
  const ids = keys.map((key) => hashOf(key.split('\0').slice(3).join('\0')));
  // Halves of surrogate pairs are all the same in UTF-8: texts that differ in them are one row, which is written once.
  const rows = new Map(ids.map((id, index) => [id, keys[index] ?? '']));
  const texts = [...rows.values()];
  await database.query(
    `INSERT INTO clients (id, app, app_type, device, user_agent, referer)
     SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[])
     ORDER BY 1
     ON CONFLICT (id) DO UPDATE SET app = excluded.app, app_type = excluded.app_type, device = excluded.device
     WHERE (clients.app, clients.app_type, clients.device) <> (excluded.app, excluded.app_type, excluded.device)`,
    [plainArray([...rows.keys()]), ...[0, 1, 2, 3, 4].map((n) => textArray(column(texts, n)))],
  );
  return ids.map((id, i) => ({ place: i + 1, id }));
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}

/** The nth part of each key: one column of the rows that the keys stand for. */
function column(keys: readonly string[], n: number): string[] {
  return keys.map((key) => key.split('\0')[n] ?? '');
}
