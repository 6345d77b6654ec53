import pg from 'pg';
import type { Database } from './database.ts';
import { databaseErrorKind } from './database-error.ts';
import { migrate } from './migrate.ts';
import { openDataDir } from './pglite/data-dir.ts';
import { startPgliteServer } from './pglite/pglite-server.ts';
import { createPoolDatabase, type Policies, type Policy } from './pool-database.ts';

/** Where the data is: on a PostgreSQL server, in a directory, or in memory when neither is given. */
export interface DatabaseOptions extends Partial<Policies> {
  /** Connection string of a PostgreSQL server (15 or newer); goes before `dataDir`. */
  readonly url?: string;
  /** The server may be away for now: its schema is brought up to date before it is first used. @default false */
  readonly mayBeAway?: boolean;
  /** Whether a server is waited for only so long. @default true */
  readonly isBounded?: boolean;
  /** Directory of the embedded database; created where it does not exist. */
  readonly dataDir?: string;
  /** Whether the schema is brought up to date. Only a restore, which brings its own, goes without. @default true */
  readonly migrated?: boolean;
}

const limits = {
  maxConnections: 10,
  /** Also how long a query waits for one of the connections. */
  connectMs: 5_000,
  statementMs: 30_000,
  idleInTransactionMs: 60_000,
  /** How long a query waits for PGlite's one connection. */
  embeddedQueueMs: 120_000,
};

/** Opens the database and brings its schema up to date. Rejects with one error that says what to do. */
export function openDatabase(options: DatabaseOptions): Promise<Database> {
  const { url, dataDir, mayBeAway = false, isBounded = true, migrated = true } = options;
  const { retry = once, breaker = once, onSlowQuery = () => {} } = options;
  const policies = { retry, breaker, onSlowQuery };
  const prepare = migrated ? migrate : async () => {};
  if (url === undefined) return openEmbedded(dataDir, prepare, policies);
  return openServer({ url, mayBeAway, isBounded }, prepare, policies);
}

type Prepare = (pool: pg.Pool) => Promise<void>;

type ServerOptions = Required<Pick<DatabaseOptions, 'url' | 'mayBeAway' | 'isBounded'>>;

async function openServer(server: ServerOptions, prepare: Prepare, policies: Policies): Promise<Database> {
  const { url, mayBeAway, isBounded } = server;
  const pool = createPool({
    connectionString: url,
    max: limits.maxConnections,
    ...(isBounded && {
      connectionTimeoutMillis: limits.connectMs,
      statement_timeout: limits.statementMs,
      idle_in_transaction_session_timeout: limits.idleInTransactionMs,
    }),
    keepAlive: true,
    application_name: 'podcast-analytics',
    options: '-c jit=off', // it takes longer to compile a plan for a page than to run it
  });
  const close = () => pool.end();
  const prepared = untilDone(() => prepare(pool));
  await prepared().catch((error) => (mayBeAway && isAway(error) ? undefined : closeAndThrow(close, error)));
  const onPrepared: Policy = (work) => policies.breaker(() => prepared().then(work));
  return createPoolDatabase('postgresql', pool, { ...policies, breaker: onPrepared }, close);
}

/** Does it once, and again where it has failed. */
function untilDone(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined;
  return () => {
    done ??= work().catch((error) => {
      done = undefined;
      throw error;
    });
    return done;
  };
}

function isAway(error: unknown): boolean {
  return ['connection', 'shutdown', 'overload'].includes(databaseErrorKind(error));
}

async function openEmbedded(path: string | undefined, prepare: Prepare, policies: Policies): Promise<Database> {
  const dataDir = path === undefined ? undefined : openDataDir(path);
  const server = await startPgliteServer(dataDir?.pgData).catch((error) => closeAndThrow(dataDir?.release, error));
  const pool = createPool({
    stream: server.connect,
    max: 1,
    idleTimeoutMillis: 0,
    connectionTimeoutMillis: limits.embeddedQueueMs,
    // Stated, so that the PG… variables of the environment, which mean a server, do not reach PGlite.
    ...{ user: 'postgres', database: 'postgres', password: '', ssl: false },
  });
  const close = async () => {
    await pool.end();
    await server.close();
    dataDir?.release();
  };
  await prepare(pool).catch((error) => closeAndThrow(close, error));
  return createPoolDatabase('pglite', pool, policies, close);
}

async function closeAndThrow(close: (() => unknown) | undefined, error: unknown): Promise<never> {
  await close?.();
  throw error;
}

const once: Policy = (work) => work();

function createPool(config: pg.PoolConfig): pg.Pool {
  const pool = new pg.Pool({ ...config, types });
  // A connection that breaks says so to its listeners; without one the process would end. Whoever uses the connection gets
  // the same error from the query.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  return pool;
}

const types: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') => {
    if (oid === pg.types.builtins.INT8) return Number;
    if (oid === pg.types.builtins.DATE) return String; // pg would make it a Date at midnight of the machine's time zone
    return pg.types.getTypeParser(oid, format as 'text');
  },
};
