import { PGlite } from '@electric-sql/pglite';
import pg from 'pg';
import { describeWith, type PostgresServer, postgres, startPostgres } from 'services';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createRateLimiter } from '../src/index.ts';
import { migrate, postgresStore } from '../src/postgres.ts';
import { storeContract } from '../src/testing.ts';

describe('postgresStore with PGlite', () => {
  const client = new PGlite();
  beforeAll(() => migrate(client), 60_000); // it compiles a database first
  afterAll(() => client.close());

  for (const { title, run } of storeContract(() => postgresStore(client))) test(title, run);
});

describeWith(postgres, 'postgresStore with pg', () => {
  let server: PostgresServer;
  let pool: pg.Pool;

  beforeAll(async () => {
    server = await startPostgres({ fsync: false });
    pool = new pg.Pool({ connectionString: server.url });
    await migrate(pool);
  });
  afterAll(async () => {
    await pool.end();
    await server.stop();
  });

  for (const { title, run } of storeContract(() => postgresStore(pool))) test(title, run);

  test('is brought up to date where it stands already, and nothing is lost', async () => {
    const limiter = createRateLimiter({ limit: 3, windowMs: 3_600_000, store: postgresStore(pool) });
    await limiter.consume('migrated');
    await migrate(pool);
    expect(await limiter.consume('migrated')).toMatchObject({ remaining: 1 });
  });

  test('takes a client that answers with rows alone, as postgres.js does', async () => {
    const client = { query: async (text: string, values: string[] = []) => (await pool.query(text, values)).rows };
    const limiter = createRateLimiter({
      limit: 3,
      windowMs: 3_600_000,
      store: postgresStore(client),
      timeoutMs: 10_000,
    });
    expect(await limiter.consume('rows')).toMatchObject({ remaining: 2, degraded: false });
  });

  test('lets batches that hold the same keys in other orders pass each other', async () => {
    const store = postgresStore(pool);
    const limiter = createRateLimiter({ limit: 1_000, windowMs: 3_600_000, store, timeoutMs: 30_000, batch: false });
    const keys = Array.from({ length: 8 }, (_, key) => `crossing ${key}`);
    const batch = (order: string[]) => Promise.all(order.map((key) => limiter.consume(key)));
    const decisions = await Promise.all(Array.from({ length: 20 }, (_, n) => batch(n % 2 ? keys : keys.toReversed())));
    expect(decisions.flat().every(({ degraded }) => degraded === false)).toBe(true);
    expect(await limiter.peek('crossing 0')).toMatchObject({ remaining: 980 });
  });

  test('removes rows that say nothing any more', async () => {
    const store = postgresStore(pool);
    const short = createRateLimiter({ limit: 1, windowMs: 1, store, prefix: 'short:', timeoutMs: 10_000 });
    const other = createRateLimiter({ limit: 9_999, windowMs: 3_600_000, store, prefix: 'other:', timeoutMs: 10_000 });
    await Promise.all(['a', 'b', 'c'].map((key) => short.consume(key)));
    await vi.waitFor(async () => {
      await other.consume('key');
      const { rows } = await pool.query("select 1 from scry_rate_limits where starts_with(key, 'short:')");
      expect(rows.length).toBe(0);
    });
  });
});
