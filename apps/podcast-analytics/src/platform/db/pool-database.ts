import { AsyncLocalStorage } from 'node:async_hooks';
import { drizzle } from 'drizzle-orm/node-postgres';
import type { Pool, PoolClient } from 'pg';
import type { Database, Queries, TransactionOptions } from './database.ts';
import { CommitUnknownError, databaseErrorKind } from './database-error.ts';

/** Runs `work`, or refuses to, or runs it again. */
export type Policy = <T>(work: () => Promise<T>) => Promise<T>;

/** A statement that took too long, without its parameters: they are the data of tenants. */
export interface SlowQuery {
  readonly statement: string;
  readonly durationMs: number;
}

export interface Policies {
  /** Around all tries of a transaction, see `src/scry/retry.ts`. */
  readonly retry: Policy;
  /** Around each query and each try of a transaction, see `src/scry/breaker.ts`. */
  readonly breaker: Policy;
  /** Told of each statement that took longer than a second. */
  readonly onSlowQuery: (query: SlowQuery) => void;
}

/**
 * A {@link Database} over a pool of `pg`. The pool is also what serialises transactions on PGlite: it has one connection
 * there, and whoever throws gives it back.
 */
export function createPoolDatabase(
  engine: Database['engine'],
  pool: Pool,
  { retry, breaker, onSlowQuery }: Policies,
  close: () => Promise<void>,
): Database {
  const inTransaction = new AsyncLocalStorage<true>();
  const run = createRun(onSlowQuery);

  /** A transaction that waits for a second connection waits for itself: always on PGlite, under load on a server. */
  async function checkout(caller: string): Promise<PoolClient> {
    if (inTransaction.getStore())
      throw new Error(`${caller} was called on the database inside a transaction: use its tx`);
    return pool.connect();
  }

  return {
    engine,
    drizzle: drizzle(pool),

    async query<Row>(text: string, params: readonly unknown[] = []): Promise<Row[]> {
      return breaker(async () => {
        const client = await checkout('query()');
        return using(client, () => run<Row>(client, text, params));
      });
    },

    transaction(work, options = {}) {
      return retry(() =>
        breaker(async () => {
          const client = await checkout('transaction()');
          return using(client, () => inTransaction.run(true, () => transact(client, run, work, options)));
        }),
      );
    },

    connections() {
      const { totalCount: open, idleCount: idle, waitingCount: waiting } = pool;
      return { used: open - idle, idle, free: (pool.options.max ?? open) - open, waiting };
    },

    close,
  };
}

/** Gives the client back in any case; the pool itself drops one whose connection broke. */
async function using<T>(client: PoolClient, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } finally {
    client.release();
  }
}

async function transact<T>(
  client: PoolClient,
  run: Run,
  work: (tx: Queries) => Promise<T>,
  { idempotent = false }: TransactionOptions,
): Promise<T> {
  let isOpen = true;
  const tx: Queries = {
    async query<Row>(text: string, params: readonly unknown[] = []) {
      if (!isOpen) throw new Error('query() was called on a transaction that has ended');
      return run<Row>(client, text, params);
    },
  };
  await client.query('BEGIN');
  try {
    const result = await work(tx);
    await commit(client, idempotent);
    return result;
  } catch (error) {
    // Fails only where the connection is gone: the server rolls back by itself, and the first error is the one to tell.
    await client.query('ROLLBACK').catch(ignore);
    throw error;
  } finally {
    isOpen = false;
  }
}

async function commit(client: PoolClient, idempotent: boolean): Promise<void> {
  try {
    await client.query('COMMIT');
  } catch (error) {
    throw !idempotent && databaseErrorKind(error) === 'connection' ? new CommitUnknownError(error) : error;
  }
}

type Run = <Row>(client: PoolClient, text: string, params: readonly unknown[]) => Promise<Row[]>;

const slowMs = 1_000;
const longestStatement = 1_000;

function createRun(onSlowQuery: (query: SlowQuery) => void): Run {
  return async function run<Row>(client: PoolClient, text: string, params: readonly unknown[]) {
    const startedAt = performance.now();
    try {
      const { rows } = await client.query(text, [...params]);
      return rows as Row[]; // the caller names the shape of its own select list
    } finally {
      const durationMs = performance.now() - startedAt;
      if (durationMs > slowMs) onSlowQuery({ statement: text.slice(0, longestStatement), durationMs });
    }
  };
}

function ignore(): void {}
