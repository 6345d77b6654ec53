import { describeWith, type RedisServer, redis, startRedis } from 'services';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readConfig } from '../../src/config.ts';
import type { Database } from '../../src/platform/db/database.ts';
import { openDatabase } from '../../src/platform/db/open-database.ts';
import { connectRedis } from '../../src/platform/redis/connect-redis.ts';
import { createTelemetry } from '../../src/platform/telemetry.ts';
import { createBreakers } from '../../src/scry/breaker.ts';
import { emptyDataDir } from '../data-dir-template.ts';
import { openRoutes } from '../open-routes.ts';

describeWith(redis, 'several processes with one Redis', () => {
  let server: RedisServer;
  let dataDir: ReturnType<typeof emptyDataDir>;
  let database: Database;
  const connections: ReturnType<typeof connectRedis>[] = [];

  beforeAll(async () => {
    server = await startRedis();
    dataDir = emptyDataDir();
    database = await openDatabase({ dataDir: dataDir.path });
  });
  afterAll(async () => {
    for (const connection of connections) connection.disconnect();
    await server.stop();
    await database.close();
    dataDir.remove();
  });

  /** What one process has for itself. */
  async function openProcess() {
    const telemetry = createTelemetry('silent');
    const config = readConfig({ REDIS_URL: server.url, RATE_LIMIT_REQUESTS_PER_WINDOW: '5', TRUST_PROXY: '1' });
    const breakers = createBreakers(telemetry, config);
    const connection = connectRedis(server.url, telemetry.logger);
    connections.push(connection);
    await new Promise((resolve) => connection.once('ready', resolve));
    return { breakers, ...(await openRoutes(database, { telemetry, config, breakers, redis: connection })) };
  }

  test('count the requests of a client together, and go on alone when it dies', async () => {
    const [one, other] = [await openProcess(), await openProcess()];
    const ask = async (process: typeof one, address: string) => {
      const headers = { 'x-forwarded-for': address };
      return (await process.anonymous('/openapi.json', { headers })).status;
    };
    const statuses: number[] = [];
    for (const process of [one, other, one, other, one, other]) statuses.push(await ask(process, '198.51.100.1'));
    expect(statuses).toEqual([200, 200, 200, 200, 200, 429]);

    await server.kill();
    const alone: number[] = [];
    for (let n = 0; n < 6; n++) alone.push(await ask(other, '198.51.100.2'));
    expect(alone).toEqual([200, 200, 200, 200, 200, 429]); // its own limiter takes over
    const seen = other.breakers.status().find(({ name }) => name === 'redis');
    expect(seen?.failures).toBeGreaterThan(0);
  });
});
