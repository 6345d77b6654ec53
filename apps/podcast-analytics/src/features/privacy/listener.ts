import { householdOf, listenerOf, networkOf } from '../../counting/listener.ts';
import { createMonthKey } from '../../counting/month-key.ts';
import type { Database } from '../../platform/db/database.ts';
import { storedRuleset } from '../ingest/storable-hit.ts';
import { mostRowsOfTable, type PersonRow } from './person.ts';
import type { Mentions } from './personal-files.ts';

/** What a listener knows of the own requests. */
export interface ListenerTraits {
  readonly address: string;
  readonly userAgent: string;
}

export interface ListenerErasure {
  readonly hits: number;
  readonly downloads: number;
  /** Of the household, which nobody is tied to any more. */
  readonly conversions: number;
}

/** What listener and household are called in each month whose key is still there. Of older months nobody can tell (GDPR, Art. 11). */
async function namesOf(database: Database, traits: ListenerTraits) {
  const keys = await database.query<{ key: Uint8Array }>('SELECT key FROM listener_keys WHERE key IS NOT NULL');
  const hit = { time: 0, method: 'GET', url: '/', ...traits };
  const monthKeys = keys.map(({ key }) => createMonthKey(key));
  return {
    listeners: monthKeys.map((key) => listenerOf(hit, key, storedRuleset)),
    households: monthKeys.map((key) => householdOf(hit, key)),
  };
}

const tables = [
  { name: 'hits', condition: 'listener = ANY ($1::uuid[])', of: 'listeners' },
  { name: 'downloads', condition: 'listener = ANY ($1::uuid[])', of: 'listeners' },
  { name: 'conversions', condition: 'households && $1::uuid[]', of: 'households' },
] as const;

export async function exportListener(database: Database, traits: ListenerTraits): Promise<readonly PersonRow[]> {
  const names = await namesOf(database, traits);
  const found: PersonRow[] = [];
  for (const { name, condition, of } of tables) {
    const rows = await database.query<{ row: Record<string, unknown> }>(
      `SELECT to_jsonb(t) AS row FROM ${name} t WHERE ${condition} LIMIT ${mostRowsOfTable}`,
      [names[of]],
    );
    found.push(...rows.map(({ row }) => ({ table: name, row })));
  }
  return found;
}

/**
 * Deletes what is stored of a listener: an address and a user agent lead to the name of a month, as they did when the hit came in.
 * What was counted stays: the roll-ups name nobody, and a conversion is one of nobody's.
 */
export async function eraseListener(database: Database, traits: ListenerTraits): Promise<ListenerErasure> {
  const { listeners, households } = await namesOf(database, traits);
  return database.transaction(async (tx) => {
    const remove = async (table: 'hits' | 'downloads') =>
      (await tx.query(`DELETE FROM ${table} WHERE listener = ANY ($1::uuid[]) RETURNING 1`, [listeners])).length;
    const untied = await tx.query(
      `UPDATE conversions SET households = ARRAY(SELECT h FROM unnest(households) AS h WHERE h <> ALL ($1::uuid[])),
         duplicate_key = CASE WHEN order_id IS NULL THEN 'id ' || id ELSE duplicate_key END
       WHERE households && $1::uuid[] RETURNING 1`,
      [households],
    );
    const erased = { hits: await remove('hits'), downloads: await remove('downloads'), conversions: untied.length };
    // The row itself stays: importers know it by its id. A user agent that others send as well stays too.
    await tx.query(
      `UPDATE clients SET user_agent = NULL, referer = NULL
       WHERE user_agent = $1 AND NOT EXISTS (SELECT 1 FROM hits WHERE client_id = clients.id)`,
      [traits.userAgent],
    );
    return erased;
  });
}

/** In words for whoever asked. */
export function listenerErased({ hits, downloads, conversions, lines }: ListenerErasure & { lines: number }): string {
  return `${hits} hits, ${downloads} downloads and ${lines} lines of files were removed, and ${conversions} conversions are tied to nobody now.`;
}

const ipv4 = /(?<!\d)\d{1,3}(?:\.\d{1,3}){3}(?!\d)/g;
const ipv6 = /[\da-f:]*:[\da-f:.]*/gi;
/** What ends a sentence, or stands between a name and its value: `ip:2001:db8::7.` */
const punctuation = /^:(?!:)|\.+$|(?<!:):\.*$/g;

/** Whether the address stands in a line, in any of its notations, or another one of its network. */
export function mentionsAddress(address: string): Mentions {
  const network = networkOf({ address });
  const isOfNetwork = (text: string) => networkOf({ address: text }) === network;
  return (line) =>
    (line.match(ipv4) ?? []).some(isOfNetwork) ||
    (line.match(ipv6) ?? []).some((text) => isOfNetwork(text.replace(punctuation, '')));
}
