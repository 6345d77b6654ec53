import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as ScryRedis from '../../../../packages/ratelimit/src/redis.ts';
import { root } from '../../../proof/src/package.ts';
import { type RedisServer, startRedis } from '../../../services/src/redis.ts';
import { type Contestant, interleave, median } from '../interleave.ts';
import { importPeer, peerName } from '../peers.ts';
import type { Row } from '../row.ts';
import { rowOf } from '../row.ts';
import { randomCalls } from './hit-block.ts';
import { loadScry } from './memory-libraries.ts';

interface Client {
  ping(): Promise<unknown>;
  evalsha(sha: string, keys: number, ...args: string[]): Promise<unknown>;
  eval(script: string, keys: number, ...args: string[]): Promise<unknown>;
  script(command: 'LOAD', script: string): Promise<unknown>;
  flushall(): Promise<unknown>;
  dbsize(): Promise<number>;
  info(section: 'memory'): Promise<string>;
  on(event: 'error', listener: () => void): unknown;
  disconnect(): void;
}
interface Flexible {
  RateLimiterRedis: new (options: object) => { consume(key: string): Promise<unknown> };
}
type Hit = (key: string) => Promise<unknown>;

const concurrency = 64;
const patientMs = 60_000;
/** So long that no key ends while it is measured: one of ours lives until it is full again, a peer's as long as its window. */
const policy = { limit: 1_000, windowMs: 86_400_000 };

/** Decisions over one connection, 64 at a time, beside a bare PING and EVALSHA; and what a dead server costs. */
export async function redisRows({ rounds = 21, calls = 12_800 } = {}): Promise<Row[]> {
  const server = await startRedis();
  const { Redis } = await importPeer<{ Redis: new (url: string) => Client }>('ioredis');
  const client = new Redis(server.url);
  client.on('error', () => {});
  const rows = [
    ...(await raceRows(client, rounds, calls)),
    await bytesRow(client),
    ...(await awayRows(client, server)),
  ];
  client.disconnect();
  await server.stop();
  return rows;
}

interface Ours {
  readonly hit: Hit;
  /** Decisions that were made without the server. */
  degraded(): number;
}

async function scry(client: Client, timeoutMs: number): Promise<Ours> {
  const { createRateLimiter } = await loadScry();
  const built = pathToFileURL(join(root, 'packages/ratelimit/dist/redis.js')).href;
  const { redisStore }: typeof ScryRedis = await import(built);
  const limiter = createRateLimiter({ ...policy, store: redisStore(client), timeoutMs });
  return { hit: limiter.consume, degraded: () => limiter.stats().degraded };
}

/** What is decided without the server on a slow machine is quick, and is not what the row is about. */
function assertServed(ours: Ours): void {
  if (ours.degraded() > 0) throw new Error(`${ours.degraded()} decisions were made without the server`);
}

async function flexibleOf(client: Client): Promise<{ consume: Hit }> {
  const { RateLimiterRedis } = await importPeer<Flexible>('rate-limiter-flexible');
  return new RateLimiterRedis({ storeClient: client, points: policy.limit, duration: policy.windowMs / 1_000 });
}

async function raceRows(client: Client, rounds: number, calls: number): Promise<Row[]> {
  const ours = await scry(client, patientMs);
  const flexible = await flexibleOf(client);
  const sha = String(await client.script('LOAD', 'return 1'));
  const peer = peerName('rate-limiter-flexible');
  const hits: [string, Hit][] = [
    ['PING', () => client.ping()],
    ['@scry/ratelimit', ours.hit],
    ['EVALSHA', (key) => client.evalsha(sha, 1, key)],
    [peer, (key) => flexible.consume(key)],
  ];
  const keys = randomCalls(100_000, 10_000);
  const contestants = hits.map(([name, hit]) => ({ name, block: concurrentBlock(hit, keys) }));
  const wall = await interleave(contestants, { rounds, iterations: calls, warmup: 3 });
  const cpuNow = (): number => process.cpuUsage().user / 1_000 + process.cpuUsage().system / 1_000;
  const cpu = await interleave(contestants, { rounds, iterations: calls, warmup: 1, now: cpuNow });
  assertServed(ours);
  const row = (id: string, times: typeof wall, against: string, goal: number): Row => {
    const ns = (name: string): number => Math.round(times.get(name)?.ns ?? Number.NaN);
    const ratio = (times.get('@scry/ratelimit')?.ratio ?? Number.NaN) / (times.get(against)?.ratio ?? Number.NaN);
    const peers = { EVALSHA: ns('EVALSHA'), [peer]: ns(peer) };
    const rounded = Math.round(ratio * 100) / 100;
    return rowOf({ id, unit: 'ns', ours: ns('@scry/ratelimit'), floor: ns('PING'), peers, ratio: rounded, goal });
  };
  return [
    row('redis-64', wall, peer, 0.5),
    row('redis-64-against-ping', wall, 'PING', 1.11),
    row('redis-64-client-cpu', cpu, peer, 0.35),
  ];
}

function concurrentBlock(hit: Hit, keys: readonly string[]): Contestant['block'] {
  let at = 0;
  return async function block(iterations) {
    let left = iterations;
    let sum = 0;
    const caller = async (): Promise<void> => {
      while (left-- > 0) {
        at = (at + 1) % keys.length;
        if ((await hit(keys[at] ?? '')) !== undefined) sum++;
      }
    };
    await Promise.all(Array.from({ length: concurrency }, caller));
    return sum;
  };
}

/** What the server needs more for each key, tables and time to live included, in ours and in a peer's. */
async function bytesRow(client: Client): Promise<Row> {
  const served = await scry(client, patientMs);
  const flexible = await flexibleOf(client);
  const ours = await bytesPerKey(client, served.hit);
  assertServed(served);
  const peers = { [peerName('rate-limiter-flexible')]: await bytesPerKey(client, (key) => flexible.consume(key)) };
  return rowOf({ id: 'redis-bytes-per-key', unit: 'B', ours, floor: null, peers, ratio: ours, goal: 130 });
}

async function bytesPerKey(client: Client, hit: Hit): Promise<number> {
  const keys = 65_536; // the server's tables are as large as the next power of two
  const used = async (): Promise<number> => Number(/used_memory:(\d+)/.exec(await client.info('memory'))?.[1]);
  await hit('warm'); // the script stays
  await client.flushall();
  const before = await used();
  for (let key = 0; key < keys; key += 256) {
    const batch = Array.from({ length: 256 }, (_, index) => `10.1.${key >> 8}.${index}`);
    await Promise.all(batch.map((each) => hit(each))); // an index would be taken for a cost
  }
  const held = await client.dbsize();
  if (held !== keys) throw new Error(`the server holds ${held} of ${keys} keys, so it was not they that were measured`);
  return Math.round(((await used()) - before) / keys);
}

/** The first decision when the server is frozen, and those when it has been for a while. */
async function awayRows(client: Client, server: RedisServer): Promise<Row[]> {
  const { hit } = await scry(client, 100);
  await hit('key');
  server.pause();
  const timed = async (): Promise<number> => {
    const start = performance.now();
    await hit('key');
    return performance.now() - start;
  };
  const first = await timed();
  for (let failure = 1; failure < 5; failure++) await timed();
  const later: number[] = [];
  for (let call = 0; call < 101; call++) later.push(await timed());
  server.resume();
  const row = (id: string, ms: number, goal: number): Row => {
    const ours = Math.round(ms * 1_000) / 1_000;
    return rowOf({ id, unit: 'ms', ours, floor: null, peers: {}, ratio: ours, goal });
  };
  return [row('redis-frozen-first', first, 120), row('redis-frozen-later', median(later), 0.05)];
}
