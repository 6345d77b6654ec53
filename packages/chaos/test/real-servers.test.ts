import { once } from 'node:events';
import pg from 'pg';
import {
  describeWith,
  freePort,
  type PostgresServer,
  postgres,
  type RedisServer,
  redis,
  startPostgres,
  startRedis,
} from 'services';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { errors } from '../src/index.ts';
import * as clients from './clients.ts';
import { expectEqual } from './expect-equal.ts';
import { rejection } from './outcomes.ts';

const host = '127.0.0.1';

describeWith(redis, 'an injected error equals the real one when Redis', () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(() => server.stop());
  const target = () => ({ host, port: server.port });

  test('is killed: ioredis', async () => {
    const client = clients.ioredisOf(target());
    await client.connect();
    server.pause();
    const answer = rejection(client.get('x'));
    await server.kill();
    await expectEqual(await answer, () => errors.redisConnection({ reason: 'closed' }));
    await expectEqual(await rejection(client.get('x')), () => errors.redisConnection());
    await server.restart();
  });

  test('is killed: node-redis', async () => {
    const client = clients.nodeRedisOf(target());
    await client.connect();
    await client.ping();
    const reason = once(client, 'error');
    await server.kill();
    const [error] = await reason;
    await expectEqual(error, () =>
      Object(error).code === 'ECONNRESET' ? errors.reset() : errors.redisConnection({ reason: 'socketClosed' }),
    );
    await expectEqual(await rejection(client.get('x')), () => errors.redisConnection({ reason: 'clientClosed' }));
    await server.restart();
  });

  test('does not come back: ioredis gives up', async () => {
    const { port } = await freeTarget();
    const client = clients.ioredisOf({ host, port }, { maxRetriesPerRequest: 1, retryStrategy: () => 1 });
    await expectEqual(await rejection(client.get('x')), () =>
      errors.redisConnection({ reason: 'maxRetries', maxRetriesPerRequest: 1 }),
    );
    client.disconnect();
  });

  test('is frozen: ioredis', async () => {
    const client = clients.ioredisOf(target(), { commandTimeout: clients.impatience });
    await client.connect();
    server.pause();
    await expectEqual(await rejection(client.get('x')), () => errors.redisConnection({ reason: 'commandTimeout' }));
    server.resume();
    client.disconnect();
  });
});

describeWith(postgres, 'an injected error equals the real one when PostgreSQL', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres({ fsync: false });
  });
  afterAll(() => server.stop());

  const clientOf = async (options: object = {}): Promise<pg.Client> => {
    const client = new pg.Client({ connectionString: server.url, ...options });
    client.on('error', () => {});
    await client.connect();
    return client;
  };
  const { DatabaseError } = pg;

  test('has a session ended by an administrator', async () => {
    const [client, administrator] = [await clientOf(), await clientOf()];
    const pid = (await client.query('select pg_backend_pid() as pid')).rows[0].pid;
    const [answer, next] = ['select pg_sleep(60)', 'select 1'].map((query) => rejection(client.query(query)));
    await administrator.query('select pg_terminate_backend($1)', [pid]);
    await expectEqual(await answer, () => errors.postgresTerminated());
    expect(errors.postgresTerminated({ from: DatabaseError })).toBeInstanceOf(DatabaseError);
    await expectEqual(await next, () => errors.postgresTerminated({ reason: 'closed' }));
    await administrator.end();
  });

  test('stops a statement that takes too long', async () => {
    const client = await clientOf({ statement_timeout: 50 });
    await expectEqual(await rejection(client.query('select pg_sleep(60)')), () =>
      errors.postgresTerminated({ reason: 'statementTimeout' }),
    );
    await client.end();
  });

  test('is frozen while a query waits', async () => {
    const client = await clientOf({ query_timeout: clients.impatience });
    server.pause();
    await expectEqual(await rejection(client.query('select 1')), () =>
      errors.postgresTerminated({ reason: 'queryTimeout' }),
    );
    server.resume();
    await client.end();
  });

  test('has a pool of which every client is taken', async () => {
    const pool = new pg.Pool({ connectionString: server.url, max: 1 });
    const taken = await pool.connect();
    pool.options.connectionTimeoutMillis = 50; // for whoever waits for it, and not for the first connection
    await expectEqual(await rejection(pool.query('select 1')), () =>
      errors.postgresTerminated({ reason: 'poolTimeout' }),
    );
    taken.release();
    await pool.end();
  });

  test('crashes', async () => {
    const client = await clientOf();
    const answer = rejection(client.query('select pg_sleep(60)'));
    await server.kill();
    const error = await answer;
    // Which of the two comes first is the kernel's choice: the last words of the backend, or the end of its socket.
    await expectEqual(error, () =>
      error instanceof DatabaseError
        ? errors.postgresTerminated({ reason: 'crashed' })
        : errors.postgresTerminated({ reason: 'closed' }),
    );
    await server.restart();
  });
});

async function freeTarget(): Promise<{ readonly port: number }> {
  return { port: await freePort() };
}
