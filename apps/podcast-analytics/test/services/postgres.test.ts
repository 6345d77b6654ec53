import { describeWith, type PostgresServer, postgres, startPostgres } from 'services';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { databaseErrorKind, isTransientDatabaseError } from '../../src/platform/db/database-error.ts';
import { openDatabase } from '../../src/platform/db/open-database.ts';

describeWith(postgres, 'a database on a PostgreSQL server', () => {
  let server: PostgresServer;
  beforeEach(async () => {
    server = await startPostgres();
  });
  afterEach(() => server.stop());

  test('is migrated once when several processes start at the same moment', async () => {
    const databases = await Promise.all([1, 2, 3, 4].map(() => openDatabase({ url: server.url })));
    const [first] = databases;
    const rows = await first?.query<{ n: number }>(
      'SELECT count(*) AS n FROM drizzle.__drizzle_migrations GROUP BY hash',
    );
    expect(new Set(rows?.map(({ n }) => n))).toEqual(new Set([1]));
    await Promise.all(databases.map((database) => database.close()));
  });

  test('may be opened while its server is away, and is migrated when it is there', async () => {
    await server.kill();
    await expect(openDatabase({ url: server.url })).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    const database = await openDatabase({ url: server.url, mayBeAway: true });
    expect(await database.query('SELECT key FROM shows').catch(databaseErrorKind)).toBe('connection');
    await server.restart();
    expect(await database.query('SELECT key FROM shows')).toEqual([]);
    await database.close();
  });

  test('calls a killed server a lost connection, and works again when the server does', async () => {
    const database = await openDatabase({ url: server.url });
    const interrupted = database.transaction(async (tx) => {
      await tx.query(`INSERT INTO shows (key) VALUES ('lost')`);
      await server.kill();
      await tx.query(`INSERT INTO shows (key) VALUES ('lost too')`);
    });
    const error = await interrupted.catch((reason: unknown) => reason);
    expect(databaseErrorKind(error)).toBe('connection');
    expect(isTransientDatabaseError(error)).toBe(true);
    expect(await database.query('SELECT 1').catch(databaseErrorKind)).toBe('connection');
    await server.restart();
    expect(await database.query('SELECT key FROM shows')).toEqual([]);
    await database.close();
  });

  test('does not retry a commit that may have taken effect, unless its work may run twice', async () => {
    const tries = { once: 0, idempotent: 0 };
    const retryTwice = async <T>(work: () => Promise<T>) =>
      work().catch(async (error: unknown) => {
        await server.restart();
        if (!isTransientDatabaseError(error)) throw error;
        return work();
      });
    const database = await openDatabase({ url: server.url, retry: retryTwice });
    const crashBeforeCommit = (kind: keyof typeof tries) => async () => {
      if (++tries[kind] === 1) await server.kill();
    };
    await expect(database.transaction(crashBeforeCommit('once'))).rejects.toMatchObject({
      code: 'SCRY_COMMIT_UNKNOWN',
    });
    await database.transaction(crashBeforeCommit('idempotent'), { idempotent: true });
    expect(tries).toEqual({ once: 1, idempotent: 2 });
    await database.close();
  });

  test('bounds its connections, each statement, and each transaction that nobody goes on with', async () => {
    const database = await openDatabase({ url: server.url });
    const settings = ['statement_timeout', 'idle_in_transaction_session_timeout'];
    const inForce = await database.query<{ ms: number }>(
      'SELECT setting::int AS ms FROM pg_settings WHERE name = ANY($1) ORDER BY name',
      [settings],
    );
    expect(inForce).toEqual([{ ms: 60_000 }, { ms: 30_000 }]);
    const transactions = Array.from({ length: 30 }, () =>
      database.transaction(async (tx) => {
        const [row] = await tx.query<{ n: number }>(
          `SELECT count(*) AS n FROM pg_stat_activity WHERE application_name = 'podcast-analytics'`,
        );
        return row?.n ?? 0;
      }),
    );
    expect(Math.max(...(await Promise.all(transactions)))).toBe(10);
    await database.close();
  });

  test('says so where no server answers', async () => {
    const url = server.url;
    await server.kill();
    await expect(openDatabase({ url })).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});
