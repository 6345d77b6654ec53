import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeWith, type PostgresServer, postgres, startPostgres } from '../src/index.ts';

describeWith(postgres, 'a PostgreSQL server of its own', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server.stop());

  test('answers on its URL, with fsync as in production', async () => {
    expect(await ask('SHOW fsync')).toEqual([{ fsync: 'on' }]);
  });

  test('answers nothing while it is paused, and goes on when it is resumed', async () => {
    const client = await connect();
    let isAnswered = false;
    server.pause();
    const answer = client.query('SELECT 1 AS one').then(({ rows }) => {
      isAnswered = true;
      return rows;
    });
    await expect(ask('SELECT 1', { connectionTimeoutMillis: 100 })).rejects.toThrow('timeout');
    expect(isAnswered).toBe(false);
    server.resume();
    expect(await answer).toEqual([{ one: 1 }]);
    await client.end();
  });

  test('keeps what was committed when it is killed and started again', async () => {
    const client = await connect();
    const broken = new Promise((resolve) => client.once('error', resolve));
    await client.query('CREATE TABLE kept AS SELECT 1 AS one');
    await server.kill();
    await broken;
    await expect(ask('SELECT one FROM kept')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await server.restart();
    expect(await ask('SELECT one FROM kept')).toEqual([{ one: 1 }]);
  });

  async function connect(options: pg.ClientConfig = {}): Promise<pg.Client> {
    const client = new pg.Client({ connectionString: server.url, ...options });
    // A server that is killed ends a connection with one error or with two, and each of them wants a listener.
    client.on('error', () => {});
    await client.connect();
    return client;
  }

  async function ask(text: string, options: pg.ClientConfig = {}): Promise<unknown[]> {
    const client = await connect(options);
    const { rows } = await client.query(text);
    await client.end();
    return rows;
  }
});
