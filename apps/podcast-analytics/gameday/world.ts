import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createProxy, type TcpProxy } from '@scry/chaos/proxy';
import {
  type KafkaBroker,
  type PostgresServer,
  type RedisServer,
  startKafka,
  startPostgres,
  startRedis,
} from 'services';
import { type StripeSandbox, startStripeSandbox } from '../src/providers/sandbox/stripe-sandbox.ts';

/** Everything that the application depends on: real servers, and the proxies through which it reaches them. */
export interface World {
  readonly postgres: PostgresServer;
  readonly redis: RedisServer;
  readonly kafka: KafkaBroker;
  readonly stripe: StripeSandbox;
  readonly proxies: Readonly<Record<'database' | 'redis' | 'stripe', TcpProxy>>;
  /** What all processes of the application are started with. */
  readonly settings: Readonly<Record<string, string>>;
  /** Of this run, removed with it. */
  readonly folder: string;
  close(): Promise<void>;
}

/** @param seed decides what chance would, in the proxies */
export async function startWorld(seed: number): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), 'gameday-'));
  const [postgres, redis, kafka, stripe] = await Promise.all([
    startPostgres(),
    startRedis(),
    startKafka(),
    startStripeSandbox({ now: Date.now }),
  ]);
  const behind = (name: string, upstream: string) => createProxy({ name, upstream, seed });
  const proxies = {
    database: await behind('database', new URL(postgres.url).host),
    redis: await behind('redis', new URL(redis.url).host),
    stripe: await behind('stripe', new URL(stripe.url).host),
  };
  return {
    ...{ postgres, redis, kafka, stripe, proxies, folder },
    settings: {
      DATABASE_URL: withHost(postgres.url, proxies.database.listen),
      REDIS_URL: withHost(redis.url, proxies.redis.listen),
      KAFKA_BROKERS: kafka.broker, // it tells its own address to clients, so that no proxy stays between
      STRIPE_API_KEY: 'sandbox',
      STRIPE_URL: `http://${proxies.stripe.listen}`,
      SENDGRID_API_KEY: 'off', // nobody is sent a mail
      OPENAI_API_KEY: 'off',
      PAGERDUTY_ROUTING_KEY: 'off',
      SECRET_KEY: randomBytes(32).toString('base64'),
      BACKUP_KEY: randomBytes(32).toString('base64'),
      BACKUP_DIR: join(folder, 'backups'),
      BACKUP_AT: 'off', // it is made when the game day says so
      TRUST_PROXY: '1',
      LOG_LEVEL: 'info',
    },
    async close() {
      await Promise.all(Object.values(proxies).map((proxy) => proxy.close()));
      await Promise.all([stripe.close(), postgres.stop(), redis.stop(), kafka.stop()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function withHost(address: string, host: string): string {
  const url = new URL(address);
  url.host = host;
  return url.href;
}
