import { Redis } from 'ioredis';
import { createClient } from 'redis';
import { describeWith, type RedisServer, redis, startRedis } from 'services';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { redisStore } from '../src/redis.ts';
import { storeContract } from '../src/testing.ts';

describeWith(redis, 'redisStore', () => {
  let server: RedisServer;
  let ioredis: Redis;
  let nodeRedis: ReturnType<typeof createClient>;

  beforeAll(async () => {
    server = await startRedis();
    ioredis = new Redis(server.url);
    nodeRedis = createClient({ url: server.url });
    await nodeRedis.connect();
  });
  afterAll(async () => {
    ioredis.disconnect();
    nodeRedis.destroy();
    await server.stop();
  });

  describe('with ioredis', () => {
    for (const { title, run } of storeContract(() => redisStore(ioredis))) test(title, run);
  });
  describe('with node-redis', () => {
    for (const { title, run } of storeContract(() => redisStore(nodeRedis))) test(title, run);
  });
});
