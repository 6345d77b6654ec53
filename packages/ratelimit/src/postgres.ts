import { schema } from './postgres-schema.ts';
import type { RateLimitStore, StorePolicy } from './store.ts';
import { keyNames, micros } from './store-names.ts';

/** What is used of a client: pools of pg and PGlite are one, and `{ query: sql.unsafe }` of postgres.js. */
export interface PostgresLike {
  query(text: string, values?: string[]): PromiseLike<Rows | { readonly rows: Rows }>;
}

type Rows = readonly unknown[];

/**
 * Creates the table and the functions that `postgresStore` uses, or brings them up to date. To be run before the first
 * start, and after an update of the package.
 *
 * @example
 * await migrate(pool);
 */
export async function migrate(client: PostgresLike): Promise<void> {
  for (const statement of schema) await client.query(statement);
}

/**
 * Keeps the state of a limiter in PostgreSQL 14 or later, in an unlogged table. A batch is one statement.
 *
 * @example
 * const limiter = createRateLimiter({ limit: 100, windowMs: 60_000, store: postgresStore(pool) });
 */
export function postgresStore(client: PostgresLike): RateLimitStore {
  async function decide(mode: string, policies: readonly StorePolicy[], names: string[], costs: readonly number[]) {
    const values = [mode, JSON.stringify(policies.map(inMicroseconds)), JSON.stringify(names), JSON.stringify(costs)];
    const result = await client.query(statement, values);
    // The one row and column of the statement, in JSON.
    const [{ figures }] = ('rows' in result ? result.rows : result) as readonly [{ readonly figures: string }];
    const answer: number[] = JSON.parse(figures);
    return answer;
  }

  return {
    decide({ prefix, policies, keys, costs, peek }) {
      const names = keys.flatMap((key) => keyNames(prefix, key, policies));
      return decide(peek ? 'peek' : 'take', policies, names, costs);
    },
    block: (prefix, key, policies, forMs) =>
      decide('block', policies, keyNames(prefix, key, policies), [micros(forMs)]),
    async reset(prefix, key, policies) {
      if (key === undefined)
        return client.query(`delete from scry_rate_limits where starts_with(key, $1)`, [`${prefix}{`]);
      const names = JSON.stringify(keyNames(prefix, key, policies));
      return client.query(`delete from scry_rate_limits where key in (select jsonb_array_elements_text($1::jsonb))`, [
        names,
      ]);
    },
  };
}

const statement = `select to_json(scry_rate_limit($1, $2::jsonb,
  array(select jsonb_array_elements_text($3::jsonb)),
  array(select jsonb_array_elements_text($4::jsonb)::numeric)))::text as figures`;

function inMicroseconds({ algorithm, limit, windowMs, burst, precision, shadow, blocks }: StorePolicy): object {
  return { algorithm, limit, window: windowMs * 1_000, burst, precision, shadow, blocks: blocks.map(micros) };
}
