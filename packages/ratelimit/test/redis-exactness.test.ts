import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Redis } from 'ioredis';
import { describeWith, type RedisServer, redis, startRedis } from 'services';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createRateLimiter } from '../src/index.ts';
import { redisStore } from '../src/redis.ts';

type Allowed = readonly [sent: number, answered: number];

const processes = 4;
const run = promisify(execFile);

describeWith(redis, 'four processes with sixteen callers each', () => {
  let server: RedisServer;
  let client: Redis;

  beforeAll(async () => {
    server = await startRedis();
    client = new Redis(server.url);
  });
  afterAll(async () => {
    client.disconnect();
    await server.stop();
  });

  async function callAll(policy: object, calls: number): Promise<Allowed[]> {
    const fixture = join(import.meta.dirname, 'redis-callers.fixture.ts');
    const args = ['--conditions=@scry/source', fixture, server.url, JSON.stringify(policy), String(calls / processes)];
    const ended = await Promise.all(
      Array.from({ length: processes }, () => run(process.execPath, args, { maxBuffer: 2 ** 28 })),
    );
    return ended.flatMap(({ stdout }): Allowed[] => JSON.parse(stdout));
  }

  test('take exactly as many tokens as there are, in 100 000 calls', async () => {
    // No token is lost: the bucket is empty at the beginning, and takes a minute to be full.
    const policy = { limit: 10_000, windowMs: 60_000, prefix: 'bucket:' };
    const limiter = createRateLimiter({ ...policy, store: redisStore(client), timeoutMs: 60_000 });
    const before = performance.now();
    await limiter.consume('key', 10_000);
    const after = performance.now();
    const taken = 10_000 + (await callAll(policy, 100_000)).length;
    const end = performance.now();
    const { remaining } = await limiter.peek('key');
    const tokens = (ms: number): number => Math.floor(10_000 + ms / 6);
    expect(taken + remaining).toBeLessThanOrEqual(tokens(performance.now() - before));
    expect(taken + remaining).toBeGreaterThanOrEqual(tokens(end - after) - 1);
  }, 120_000);

  test('never have more than the limit in any window', async () => {
    const policy = { limit: 500, windowMs: 500, algorithm: 'sliding-window', prefix: 'window:' };
    const allowed = (await callAll(policy, 100_000)).sort(([a], [b]) => a - b);
    for (const [from] of allowed) {
      // What was sent and answered within the window was decided within it.
      const within = allowed.filter(([sent, answered]) => sent >= from && answered <= from + 500);
      expect(within.length).toBeLessThanOrEqual(500);
    }
    expect(allowed.length).toBeGreaterThanOrEqual(500);
  }, 120_000);
});
