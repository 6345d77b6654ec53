import type { NodePgDatabase } from 'drizzle-orm/node-postgres';

/** What runs SQL: the database itself, or one transaction of it. */
export interface Queries {
  /**
   * Runs one statement and resolves with its rows. int8 comes as a number, date as `YYYY-MM-DD`, the rest as `pg` gives it.
   * @typeParam Row the shape that the statement's own select list has
   */
  query<Row = unknown>(text: string, params?: readonly unknown[]): Promise<Row[]>;
}

export interface TransactionOptions {
  /**
   * The work leaves the same state when it runs again after having been committed. Only then is it retried when the
   * connection broke during COMMIT, where nobody knows whether it took effect.
   * @default false
   */
  readonly idempotent?: boolean;
}

/** One interface for the embedded database and for a PostgreSQL server. */
export interface Database extends Queries {
  readonly engine: 'pglite' | 'postgresql';
  /** Typed queries and transactions over the same connections. */
  readonly drizzle: NodePgDatabase;
  /**
   * Runs `work` in one transaction: committed when it resolves, rolled back when it rejects. Under a retry policy `work`
   * may run more than once, each time from its beginning in a new transaction.
   */
  transaction<T>(work: (tx: Queries) => Promise<T>, options?: TransactionOptions): Promise<T>;
  /** How the pool of connections is used at the moment, and how many callers wait for one. */
  connections(): Readonly<Record<'used' | 'idle' | 'free' | 'waiting', number>>;
  close(): Promise<void>;
}
