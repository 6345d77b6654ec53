import { createMonthKey, type MonthKey } from '../../counting/month-key.ts';
import type { Queries } from '../../platform/db/database.ts';
import { monthsBefore } from './households.ts';

/** How long after its destruction a key may still be in memory. */
const freshMs = 600_000;

export type HouseholdKeys = (time: number) => Promise<ReadonlyMap<string, MonthKey>>;

/**
 * The keys of the months that a window before a moment reaches into, as far as they exist. They are kept for a while, so that
 * conversions can be named while the database is away.
 */
export function createHouseholdKeys(db: Queries, now: () => number): HouseholdKeys {
  let known: ReadonlyMap<string, MonthKey> = new Map();
  let asked: readonly string[] = [];
  let askedAt = Number.NEGATIVE_INFINITY;

  async function read(months: readonly string[]): Promise<ReadonlyMap<string, MonthKey>> {
    const rows = await db.query<{ month: string; key: Uint8Array }>(
      'SELECT month, key FROM listener_keys WHERE month = ANY ($1::text[]) AND key IS NOT NULL',
      [months],
    );
    return new Map(rows.map(({ month, key }) => [month, createMonthKey(key)]));
  }

  return async function keysBefore(time) {
    const months = monthsBefore(time);
    if (now() - askedAt < freshMs && months.every((month) => asked.includes(month))) return known;
    try {
      // Those of today are what nearly everybody asks for.
      const all = [...new Set([...monthsBefore(now()), ...months])];
      known = await read(all);
      asked = all;
      askedAt = now();
    } catch (error) {
      if (asked.length === 0) throw error;
    }
    return known;
  };
}
