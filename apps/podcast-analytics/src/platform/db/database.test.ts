import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeEachEngine } from '../../../test/each-engine.ts';
import { shows } from '../../features/ingest/schema.ts';
import type { Database } from './database.ts';
import { databaseErrorKind } from './database-error.ts';

describeEachEngine('a database', (openEmpty) => {
  let database: Database;
  beforeAll(async () => {
    database = await openEmpty();
    await database.query('CREATE TABLE notes (id int PRIMARY KEY, body text)');
  }, 60_000);
  afterAll(() => database.close());

  const count = async () => (await database.query<{ n: number }>('SELECT count(*) AS n FROM notes'))[0]?.n;

  test('gives the same JavaScript value for a type on both engines', async () => {
    const text = `SELECT $1::int8 AS int8, date '2026-02-28' AS date, $2::uuid AS uuid, $3::bytea AS bytea, $4::int8[] AS list,
      $5::jsonb AS json, true AS bool, NULL AS nothing, timestamptz '2026-02-28T23:59:59.123Z' AS time`;
    const params = [7, '00112233445566778899aabbccddeeff', Buffer.from([0, 255]), [1, 2], { a: 'ä' }];
    expect(await database.query(text, params)).toEqual([
      {
        int8: 7,
        date: '2026-02-28',
        uuid: '00112233-4455-6677-8899-aabbccddeeff',
        bytea: Buffer.from([0, 255]),
        list: ['1', '2'],
        json: { a: 'ä' },
        bool: true,
        nothing: null,
        time: new Date('2026-02-28T23:59:59.123Z'),
      },
    ]);
  });

  test('keeps what a transaction wrote when its work resolves', async () => {
    const result = await database.transaction(async (tx) => {
      await tx.query('INSERT INTO notes VALUES (1)');
      return 'done';
    });
    expect(result).toBe('done');
    expect(await count()).toBe(1);
  });

  test('keeps nothing of a transaction whose work rejects, and passes the error on', async () => {
    const before = await count();
    const boom = new Error('boom');
    const failing = database.transaction(async (tx) => {
      await tx.query('INSERT INTO notes VALUES (2)');
      throw boom;
    });
    await expect(failing).rejects.toBe(boom);
    expect(await count()).toBe(before);
  });

  test('goes on after a statement failed, in a transaction or alone', async () => {
    await expect(database.query('SELECT nonsense')).rejects.toMatchObject({ code: '42703' });
    const divided = database.transaction((tx) => tx.query('SELECT 1 / $1::int', [0]));
    await expect(divided).rejects.toMatchObject({ code: '22012' });
    expect(await database.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  test('keeps transactions that run at the same time apart', async () => {
    await database.query('DELETE FROM notes');
    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, (_, i) =>
        database.transaction(async (tx) => {
          await tx.query('INSERT INTO notes VALUES ($1, $2)', [i, 'first']);
          await tx.query('UPDATE notes SET body = $2 WHERE id = $1', [i, 'second']);
          if (i % 2) throw new Error('odd');
        }),
      ),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(10);
    expect(await database.query('SELECT id FROM notes WHERE body = $1 ORDER BY id', ['second'])).toEqual(
      [0, 2, 4, 6, 8, 10, 12, 14, 16, 18].map((id) => ({ id })),
    );
  });

  test('refuses the database itself inside a transaction, which would wait for its own connection', async () => {
    const nested = database.transaction(() => database.query('SELECT 1'));
    await expect(nested).rejects.toThrow('query() was called on the database inside a transaction');
    const twice = database.transaction(() => database.transaction(async () => {}));
    await expect(twice).rejects.toThrow('transaction() was called on the database inside a transaction');
  });

  test('refuses a transaction that has ended', async () => {
    const tx = await database.transaction(async (open) => open);
    await expect(tx.query('SELECT 1')).rejects.toThrow('on a transaction that has ended');
  });

  test('runs drizzle, with transactions that commit and roll back', async () => {
    const { drizzle } = database;
    await drizzle.transaction(async (tx) => {
      await tx.insert(shows).values({ key: 'kept' });
    });
    const failing = drizzle.transaction(async (tx) => {
      await tx.insert(shows).values({ key: 'dropped' });
      await tx.execute(sql`SELECT 1 / 0`);
    });
    await expect(failing).rejects.toThrow();
    expect(await drizzle.select({ key: shows.key }).from(shows)).toEqual([{ key: 'kept' }]);
  });

  test('tells a broken rule of the schema from other errors, through drizzle too', async () => {
    const kindOf = (work: Promise<unknown>) => work.then(() => 'none', databaseErrorKind);
    expect(await kindOf(database.query('INSERT INTO shows (key) VALUES (NULL)'))).toBe('constraint');
    expect(await kindOf(database.drizzle.execute(sql`INSERT INTO shows (key) VALUES (NULL)`))).toBe('constraint');
    expect(await kindOf(database.query('SELECT $1::text', ['a\0']))).toBe('constraint');
    expect(await kindOf(database.query('SELECT nonsense'))).toBe('other');
  });

  test('runs a transaction again from its beginning under a retry policy, and keeps nothing of the first try', async () => {
    let tries = 0;
    const retried = await openEmpty({ retry: (work) => work().catch(work) });
    await retried.query('CREATE TABLE notes (id int PRIMARY KEY)');
    await retried.transaction(async (tx) => {
      await tx.query('INSERT INTO notes VALUES (1)');
      if (++tries === 1) throw new Error('the first try fails');
    });
    expect(tries).toBe(2);
    expect(await retried.query('SELECT * FROM notes')).toEqual([{ id: 1 }]);
    await retried.close();
  });
});
