import { createHash } from 'node:crypto';
import { Redis } from 'ioredis';
import pg from 'pg';
import {
  describeWith,
  type PostgresServer,
  postgres,
  type RedisServer,
  redis,
  startPostgres,
  startRedis,
} from 'services';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { createProxy, type TcpProxy } from '../src/proxy.ts';
import { rejection } from './outcomes.ts';
import { host } from './tcp-pair.ts';

let proxy: TcpProxy;
afterEach(() => proxy.close());

describeWith(redis, 'Redis through a proxy', () => {
  let server: RedisServer;
  let client: Redis;

  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(() => server.stop());
  beforeEach(async () => {
    proxy = await createProxy({ upstream: `${host}:${server.port}` });
    client = new Redis({ host, port: proxy.port, retryStrategy: () => 5, maxRetriesPerRequest: null });
    client.on('error', () => {});
  });
  afterEach(() => client.disconnect());

  test('keeps every value of a pipeline, whatever slices and delays it', async () => {
    proxy.addToxic({ type: 'slicer', stream: 'upstream', attributes: { average_size: 500, size_variation: 400 } });
    proxy.addToxic({ type: 'latency', attributes: { latency: 5, jitter: 5 } });
    const values = Array.from({ length: 500 }, (_, index) => `${index}:`.repeat(1 + (index % 50)));
    await Promise.all(values.map((value, index) => client.set(`key ${index}`, value)));
    proxy.updateToxic('slicer_upstream', { attributes: { average_size: 5_000 } });
    expect(await Promise.all(values.map((_, index) => client.get(`key ${index}`)))).toEqual(values);
  });

  test('takes as much longer as the latency says', async () => {
    await client.ping();
    proxy.addToxic({ type: 'latency', attributes: { latency: 60 } });
    const start = performance.now();
    await client.ping();
    expect(performance.now() - start).toBeGreaterThanOrEqual(60);
  });

  test('survives resets, and a server that is down for a while', async () => {
    await client.set('a', '1');
    proxy.addToxic({ type: 'reset_peer' });
    await new Promise((resolve) => client.once('close', resolve));
    proxy.removeToxic('reset_peer_downstream');
    expect(await client.get('a')).toBe('1');
    const answer = proxy.update({ enabled: false }).then(() => client.get('a'));
    await new Promise((resolve) => client.once('reconnecting', resolve));
    await proxy.update({ enabled: true });
    expect(await answer).toBe('1');
  });
});

describeWith(postgres, 'PostgreSQL through a proxy', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres({ fsync: false });
  });
  afterAll(() => server.stop());
  beforeEach(async () => {
    proxy = await createProxy({ upstream: `${host}:${new URL(server.url).port}` });
  });

  const clientOf = async (options: object = {}): Promise<pg.Client> => {
    const client = new pg.Client({ host, port: proxy.port, user: 'scry', database: 'postgres', ...options });
    client.on('error', () => {});
    await client.connect();
    return client;
  };

  test('brings a large result whole, at any bandwidth', async () => {
    const client = await clientOf();
    proxy.addToxic({ type: 'bandwidth', attributes: { rate: 20_000 } });
    const { rows } = await client.query('select i, md5(i::text) as hash from generate_series(1, 20000) i');
    const hashOf = (i: number): string => createHash('md5').update(String(i)).digest('hex');
    expect(rows).toEqual(Array.from({ length: 20_000 }, (_, index) => ({ i: index + 1, hash: hashOf(index + 1) })));
    await client.end();
  });

  test('fails as it does when the network is cut, and when the connection is reset', async () => {
    const cut = await clientOf({ query_timeout: 200 });
    proxy.addToxic({ type: 'blackhole' });
    expect(await rejection(cut.query('select 1'))).toMatchObject({ message: 'Query read timeout' });
    proxy.removeToxic('blackhole_downstream');
    const client = await clientOf();
    const answer = rejection(client.query('select pg_sleep(60)'));
    proxy.addToxic({ type: 'reset_peer' });
    expect(await answer).toMatchObject({ code: 'ECONNRESET' });
  });

  test('drops the first answers, and a client that tries again gets one', async () => {
    proxy.addToxic({ type: 'drop_first', attributes: { connections: 2 } });
    let attempts = 0;
    for (;;) {
      attempts++;
      const client = await clientOf({ connectionTimeoutMillis: 150 }).catch(() => undefined);
      if (!client) continue;
      expect((await client.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
      await client.end();
      break;
    }
    expect(attempts).toBeGreaterThanOrEqual(3);
  });
});
