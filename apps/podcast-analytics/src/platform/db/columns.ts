/** What the tables of all features are made of, besides what drizzle has. */
import { sql } from 'drizzle-orm';
import { customType, timestamp } from 'drizzle-orm/pg-core';

export const bytea = customType<{ data: Uint8Array }>({ dataType: () => 'bytea' });

export function instant(name: string) {
  return timestamp(name, { withTimezone: true });
}

/** Words of ours, as what stands between the parentheses of IN. */
export function wordList(words: readonly string[]) {
  return sql.raw(words.map((word) => `'${word}'`).join(', '));
}
