import { createHash } from 'node:crypto';
import { Redis } from 'ioredis';
import { describeWith, type RedisServer, redis, startRedis } from 'services';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { createRateLimiter, type Decision } from '../src/index.ts';
import { type IoredisLike, redisStore } from '../src/redis.ts';
import { script, sha } from '../src/redis-script.ts';

const policy = { limit: 100_000, windowMs: 60_000 };
const soon = { timeout: 20_000 };

describeWith(redis, 'a limiter over Redis', () => {
  let server: RedisServer;
  let client: Redis;

  beforeAll(async () => {
    server = await startRedis();
    client = new Redis(server.url);
    client.on('error', () => {}); // it is stopped on purpose, and connects again by itself
  });
  beforeEach(() => client.flushall());
  afterAll(async () => {
    client.disconnect();
    await server.stop();
  });

  /** Eight callers who call for as long as the work takes. */
  async function underLoad(
    work: (seen: (degraded: Decision['degraded']) => Promise<void>) => Promise<void>,
  ): Promise<unknown[]> {
    const limiter = createRateLimiter({ ...policy, store: redisStore(client) });
    const errors: unknown[] = [];
    let last: Decision | undefined;
    let isOver = false;
    const call = async (): Promise<void> => {
      while (!isOver) {
        last = (await limiter.consume('key').catch((error: unknown) => void errors.push(error))) ?? last;
        await new Promise(setImmediate);
      }
    };
    const callers = Promise.all(Array.from({ length: 8 }, call));
    await work((degraded) => vi.waitFor(() => expect(last?.degraded).toBe(degraded), soon));
    isOver = true;
    await callers;
    return errors;
  }

  test('goes on when its script is gone', async () => {
    const limiter = createRateLimiter({ limit: 3, windowMs: 60_000, store: redisStore(client) });
    await limiter.consume('key');
    await client.script('FLUSH');
    expect(await limiter.consume('key')).toMatchObject({ remaining: 1, degraded: false });
  });

  test('fails no decision while the server is frozen, and asks it again when it answers', async () => {
    const errors = await underLoad(async (seen) => {
      await seen(false);
      server.pause();
      await seen('local');
      server.resume();
      await seen(false);
    });
    expect(errors).toEqual([]);
  });

  test('fails no decision while the server is dead, and goes on with an empty one', async () => {
    const errors = await underLoad(async (seen) => {
      await seen(false);
      await client.script('FLUSH');
      await seen(false);
      await server.kill();
      await seen('local');
      await server.restart();
      await seen(false);
    });
    expect(errors).toEqual([]);
  });

  test('gives every key a time to live, with each algorithm, and for windows of half a second and of a century', async () => {
    const store = redisStore(client);
    for (const algorithm of ['token-bucket', 'sliding-window', 'fixed-window'] as const) {
      for (const windowMs of [500, 1_900, 100 * 365 * 86_400_000]) {
        const limiter = createRateLimiter({ name: `${algorithm} ${windowMs}`, limit: 3, windowMs, algorithm, store });
        for (let call = 0; call < 5; call++) await limiter.consume('key');
        const left = await client.pttl(`rl:{key}:${algorithm} ${windowMs}`);
        expect(left).toBeGreaterThan(0);
        expect(left).toBeLessThanOrEqual(windowMs * 1.04 + 2);
      }
    }
  });

  test('writes nothing for what it denies, and asks nobody for what it knows to be denied', async () => {
    const limiter = createRateLimiter({ limit: 1, windowMs: 60_000, store: redisStore(client) });
    await limiter.consume('key');
    const written = await client.get('rl:{key}');
    for (let call = 0; call < 5; call++) await limiter.consume('key');
    expect(await client.get('rl:{key}')).toBe(written);
    expect(await client.info('commandstats')).toMatch(/cmdstat_evalsha:calls=\d+/);
  });

  test('keeps a number that is exact, with a rest where a token takes no whole microseconds', async () => {
    const whole = createRateLimiter({
      limit: 1_000_000,
      windowMs: 60_000,
      store: redisStore(client),
      prefix: 'whole:',
    });
    const broken = createRateLimiter({ limit: 7, windowMs: 60_001, store: redisStore(client), prefix: 'broken:' });
    await whole.consume('key', 900_000);
    await broken.consume('key');
    expect(await client.get('whole:{key}')).toMatch(/^\d{16}$/);
    expect(await client.get('broken:{key}')).toMatch(/^\d{16}:3$/);
  });

  test('cuts a time that a server with a clock that was ahead has left behind', async () => {
    const limiter = createRateLimiter({ limit: 2, windowMs: 1_000, store: redisStore(client), denyCacheMs: 0 });
    await client.set('rl:{key}', String((Date.now() + 3_600_000) * 1_000));
    expect(await limiter.consume('key')).toMatchObject({ allowed: false, retryAfterMs: 500, resetAfterMs: 1_000 });
  });

  test('hides a key that does not fit into a name', async () => {
    const limiter = createRateLimiter({ limit: 1, windowMs: 60_000, store: redisStore(client) });
    for (const key of ['secret}', '', '#', 's'.repeat(129)]) await limiter.consume(key);
    const hashed = (key: string) => `rl:{#${createHash('sha256').update(key).digest('hex').slice(0, 32)}}`;
    expect((await client.keys('*')).sort()).toEqual(['secret}', '', '#', 's'.repeat(129)].map(hashed).sort());
  });
});

describe('a cluster', () => {
  function clusterOf(figures: number[]) {
    const evalsha = vi.fn(async () => figures);
    return { evalsha, eval: vi.fn(async () => figures), isCluster: true };
  }

  test('is asked for each key by itself', async () => {
    const cluster = clusterOf([0, 1, 0, 0, 0]);
    const limiter = createRateLimiter({ limit: 1, windowMs: 1_000, store: redisStore(cluster) });
    await Promise.all(['a', 'b', 'c'].map((key) => limiter.consume(key)));
    expect(cluster.evalsha.mock.calls.map((args: unknown[]) => args[2])).toEqual(['rl:{a}', 'rl:{b}', 'rl:{c}']);
  });

  test('of node-redis is told by its masters', async () => {
    const evalSha = vi.fn(async () => [0, 1, 0, 0, 0]);
    const limiter = createRateLimiter({
      limit: 1,
      windowMs: 1_000,
      store: redisStore({ evalSha, eval: evalSha, ...{ masters: [] } }),
    });
    await Promise.all(['a', 'b'].map((key) => limiter.consume(key)));
    expect(evalSha).toHaveBeenCalledTimes(2);
  });

  test('cannot forget all keys at once', async () => {
    const limiter = createRateLimiter({ limit: 1, windowMs: 1_000, store: redisStore(clusterOf([])) });
    await expect(limiter.reset()).rejects.toThrow('redisStore: a cluster cannot forget all keys at once');
    await limiter.reset('key');
  });
});

describe('an error that is not about the script', () => {
  test('is not answered with a second try', async () => {
    const refused = vi.fn<IoredisLike['evalsha']>(() => Promise.reject(new Error('READONLY')));
    const limiter = createRateLimiter({ ...policy, store: redisStore({ evalsha: refused, eval: refused }) });
    expect(await limiter.consume('key')).toMatchObject({ degraded: 'local' });
    expect(refused).toHaveBeenCalledTimes(1);
  });
});

test('the name of the script is its SHA-1, as Redis has it', () => {
  expect(sha).toBe(createHash('sha1').update(script).digest('hex'));
});
