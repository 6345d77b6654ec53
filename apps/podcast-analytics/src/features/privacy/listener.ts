import { listenerOf } from '../../counting/listener.ts';
import { createMonthKey } from '../../counting/month-key.ts';
import type { Database } from '../../platform/db/database.ts';
import { storedRuleset } from '../ingest/storable-hit.ts';

/** What a listener knows of the own requests. */
export interface ListenerTraits {
  readonly address: string;
  readonly userAgent: string;
}

export interface ListenerErasure {
  readonly hits: number;
  readonly downloads: number;
}

/**
 * Deletes what is stored of a listener. Who that was can be told for the months whose key is still there: an address and a
 * user agent lead to the name of that month, as they did when the hit came in. Of older months nobody can tell, we neither
 * (GDPR, Art. 11). What was counted stays: the roll-ups name nobody.
 */
export async function eraseListener(database: Database, traits: ListenerTraits): Promise<ListenerErasure> {
  const keys = await database.query<{ key: Uint8Array }>('SELECT key FROM listener_keys WHERE key IS NOT NULL');
  const hit = { time: 0, method: 'GET', url: '/', ...traits };
  const listeners = keys.map(({ key }) => listenerOf(hit, createMonthKey(key), storedRuleset));
  return database.transaction(async (tx) => {
    const remove = async (table: 'hits' | 'downloads') =>
      (await tx.query(`DELETE FROM ${table} WHERE listener = ANY ($1::uuid[]) RETURNING 1`, [listeners])).length;
    const erased = { hits: await remove('hits'), downloads: await remove('downloads') };
    // The row itself stays: importers know it by its id. A user agent that others send as well stays too.
    await tx.query(
      `UPDATE clients SET user_agent = NULL, referer = NULL
       WHERE user_agent = $1 AND NOT EXISTS (SELECT 1 FROM hits WHERE client_id = clients.id)`,
      [traits.userAgent],
    );
    return erased;
  });
}
