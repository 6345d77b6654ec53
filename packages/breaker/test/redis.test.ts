import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createFakeClock } from '@scry/internal/fake-clock';
import { Redis } from 'ioredis';
import { Redis as Valkey } from 'iovalkey';
import { createClient } from 'redis';
import { describeWith, type RedisServer, redis, startRedis } from 'services';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { createBreaker } from '../src/index.ts';
import { type RedisClient, redisBreakerStore } from '../src/redis.ts';
import { down, failTimes, flushed, settled } from './operations.ts';

/** Each client as its users make it, and how to end it. */
const clients: readonly [string, (url: string) => Promise<{ client: RedisClient; end: () => void }>][] = [
  ['ioredis', async (url) => endWith(new Redis(url).on('error', () => {}))],
  ['iovalkey', async (url) => endWith(new Valkey(url).on('error', () => {}))],
  [
    'node-redis',
    async (url) => {
      const client = createClient({ url });
      client.on('error', () => {});
      await client.connect();
      return { client, end: () => client.destroy() };
    },
  ],
];

function endWith<Client extends { disconnect(): void }>(client: Client) {
  return { client, end: () => client.disconnect() };
}

describeWith(redis, 'a breaker with a Redis store', () => {
  let server: RedisServer;
  let admin: Redis;
  beforeAll(async () => {
    server = await startRedis();
    admin = new Redis(server.url).on('error', () => {});
  });
  afterAll(async () => {
    admin.disconnect();
    await server.stop();
  });
  beforeEach(() => admin.flushall());

  async function connected(connect: (typeof clients)[number][1]) {
    const { client, end } = await connect(server.url);
    onTestFinished(end);
    return client;
  }

  describe.each(clients)('through %s', (_, connect) => {
    test('publishes, loads and leases, each for as long as it is told', async () => {
      const store = redisBreakerStore(await connected(connect), { prefix: 'test:' });
      expect(await store.load('api')).toBeUndefined();
      const snapshot = { ...createBreaker().snapshot(), state: 'open' as const, remainingMs: 60_000, streak: 2 };
      expect(await store.leaseProbe('api', 60_000)).toBe(true);
      expect(await store.leaseProbe('api', 60_000)).toBe(false);
      await store.publish('api', snapshot, 30_000);
      const loaded = await store.load('api');
      expect(loaded).toMatchObject({ state: 'open', streak: 2 });
      // What is left is told by the time to live, whatever the clock of whoever published said.
      expect(loaded?.remainingMs).toBeGreaterThan(20_000);
      expect(loaded?.remainingMs).toBeLessThanOrEqual(30_000);
      expect(await store.leaseProbe('api', 60_000)).toBe(true);
      expect(await admin.pttl('test:api:probe')).toBeGreaterThan(50_000);
      await store.publish('api', { ...snapshot, state: 'closed' }, 30_000);
      expect(await store.load('api')).toMatchObject({ state: 'closed', remainingMs: 0 });
      await store.publish('gone', snapshot, 0);
      while (await store.load('gone')) await sleep(1);
    });

    test('goes on unharmed and guarded when Redis hangs or is killed', async () => {
      const clock = createFakeClock();
      const client = await connected(connect);
      const events: string[] = [];
      const make = () =>
        createBreaker({
          failureThreshold: 1,
          successThreshold: 1,
          openMs: 10_000,
          random: () => 0.5,
          clock,
          store: redisBreakerStore(client),
          onEvent: ({ type }) => events.push(type),
        });
      for (const [harm, heal] of [
        [() => server.pause(), () => server.resume()],
        [() => server.kill(), () => server.restart()],
      ] as const) {
        const breaker = make();
        await harm();
        // None of these ends if a call waits for Redis.
        await expect(breaker.run(() => 'well')).resolves.toBe('well');
        await expect(breaker.run(() => Promise.reject(down))).rejects.toBe(down);
        expect(breaker.state).toBe('open');
        await clock.advance(10_000);
        await settled(breaker.run(() => 'asks for the lease'));
        await clock.advance(1_001);
        await expect(breaker.run(() => 'probes alone')).resolves.toBe('probes alone');
        expect(breaker.state).toBe('closed');
        expect(events.splice(0)).toContain('store-error');
        await heal();
      }
    });
  });

  test('goes on unharmed while Redis is slow, and hears it when it answers', async () => {
    const store = redisBreakerStore(await connected(clients[0]?.[1] ?? expect.fail()));
    const snapshot = { ...createBreaker().snapshot(), state: 'open' as const, remainingMs: 60_000 };
    await store.publish('api', snapshot, 60_000);
    await admin.call('CLIENT', 'PAUSE', '300', 'ALL');
    const breaker = createBreaker({ name: 'api', store });
    let calls = 0;
    while (breaker.state === 'closed') {
      await expect(breaker.run(() => calls++)).resolves.toBe(calls - 1);
      await sleep(10);
    }
    expect(calls).toBeGreaterThan(5);
    expect(breaker.state).toBe('open');
  });

  test('takes what is no snapshot for a failure of the store', async () => {
    await admin.set('scry:breaker:api', '{"state":', 'PX', 60_000);
    const store = redisBreakerStore(await connected(clients[0]?.[1] ?? expect.fail()));
    await expect(store.load('api')).rejects.toThrow(SyntaxError);
  });

  test('two processes share the open state within a second, and one lease to probe', async () => {
    const [one, other] = [createInstance(server.url), createInstance(server.url)];
    await Promise.all([one('ok'), other('ok')]);
    await one('fail');
    const openedAt = performance.now();
    while ((await other('ok')).state !== 'open') await sleep(20);
    expect(performance.now() - openedAt).toBeLessThan(1_000);

    const probes: string[] = [];
    for (let isClosed = false; !isClosed; await sleep(20)) {
      for (const [name, instance] of [
        ['one', one],
        ['other', other],
      ] as const) {
        const { outcome, state } = await instance('ok');
        if (!isClosed && outcome === 'let in') probes.push(name);
        isClosed ||= state === 'closed';
      }
    }
    expect(probes).toHaveLength(2);
    expect(new Set(probes).size).toBe(1);
    const closedAt = performance.now();
    while (!(await Promise.all([one('ok'), other('ok')])).every(({ state }) => state === 'closed')) await sleep(20);
    expect(performance.now() - closedAt).toBeLessThan(1_000);
  });
});

/** A process with a breaker of its own, which makes a call whenever it is asked to. */
function createInstance(url: string) {
  const program = join(import.meta.dirname, 'instance.fixture.ts');
  const child: ChildProcess = fork(program, [url], { execArgv: ['--conditions=@scry/source'] });
  onTestFinished(async () => {
    child.send('end');
    await once(child, 'exit');
  });
  return async (word: 'ok' | 'fail'): Promise<{ outcome: string; state: string }> => {
    child.send(word);
    const [answer] = await once(child, 'message');
    return answer;
  };
}

test('a store made for one breaker needs no server to fail in peace', async () => {
  const store = redisBreakerStore({ call: () => Promise.reject(down) });
  const breaker = createBreaker({ failureThreshold: 2, store });
  await failTimes(breaker, 1);
  await flushed();
  await expect(breaker.run(() => 1)).resolves.toBe(1);
});
