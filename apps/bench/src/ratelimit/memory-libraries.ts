import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as ScryRateLimit from '../../../../packages/ratelimit/src/index.ts';
import { root } from '../../../proof/src/package.ts';
import { importPeer, peerName, peersFolder } from '../peers.ts';

/** One call for a key. What it returns differs; none of the calls here is denied unless it is asked for. */
export type Hit = (key: string) => unknown;

/** Ours, which say how many keys they hold. */
export const keysOf = new WeakMap<Hit, () => number>();

export interface MemoryLibrary {
  readonly name: string;
  /** Whether `hit` answers with a promise. */
  readonly isAsync: boolean;
  /** A limiter in memory, of so many calls a day for each of up to a million keys. */
  limiter(limit: number): Hit;
}

/** So long that no token comes back while it is measured: ours forgets a key that is full again, and would hold fewer. */
const windowMs = 86_400_000;

interface Flexible {
  RateLimiterMemory: new (options: object) => { consume(key: string): Promise<object> };
}
interface Store {
  init(options: object): void;
  increment(key: string): unknown;
}
interface LocalStore {
  incr(key: string, done: (error: unknown, result: object) => void, windowMs: number, max: number): void;
}
type LocalStoreClass = new (goesOn: boolean, backsOff: boolean, keys: number) => LocalStore;
interface Fast {
  FastRateLimit: new (options: object) => { consumeSync(key: string): boolean };
}

export async function loadScry(): Promise<typeof ScryRateLimit> {
  return import(pathToFileURL(join(root, 'packages/ratelimit/dist/index.js')).href);
}

/** Ours first, in its three forms; then the peers. */
export async function memoryLibraries(): Promise<MemoryLibrary[]> {
  const { createRateLimiter } = await loadScry();
  const ours = (name: string, compact: boolean, method: 'consume' | 'tryConsume'): MemoryLibrary => ({
    name,
    isAsync: false,
    limiter(limit) {
      const limiter = createRateLimiter({ limit, windowMs, compact });
      const hit: Hit = limiter[method];
      keysOf.set(hit, () => limiter.stats().keys);
      return hit;
    },
  });
  return [
    ours('@scry/ratelimit', false, 'consume'),
    ours('compact', true, 'consume'),
    ours('tryConsume', false, 'tryConsume'),
    ours('tryConsume compact', true, 'tryConsume'),
    ...(await stores()),
  ];
}

async function stores(): Promise<MemoryLibrary[]> {
  const flexible = await importPeer<Flexible>('rate-limiter-flexible');
  const express = await importPeer<{ MemoryStore: new () => Store }>('express-rate-limit');
  const hono = await importPeer<{ MemoryStore: new () => Store }>('hono-rate-limiter');
  const fast = await importPeer<Fast>('fast-ratelimit');
  // The class that the plug-in uses; it is not exported by name.
  const file = '@fastify/rate-limit/store/LocalStore.js';
  const LocalStore: LocalStoreClass = createRequire(join(peersFolder, 'package.json'))(file);
  return [
    {
      name: peerName('rate-limiter-flexible'),
      isAsync: true,
      limiter(limit) {
        const limiter = new flexible.RateLimiterMemory({ points: limit, duration: windowMs / 1_000 });
        return (key) => limiter.consume(key);
      },
    },
    incrementing('express-rate-limit', express.MemoryStore),
    {
      name: peerName('@fastify/rate-limit'),
      isAsync: false,
      limiter(limit) {
        const store = new LocalStore(false, false, 1_100_000);
        return (key) => {
          let answer: object | undefined;
          const done = (_: unknown, result: object): void => {
            answer = result;
          };
          store.incr(key, done, windowMs, limit);
          return answer;
        };
      },
    },
    incrementing('hono-rate-limiter', hono.MemoryStore),
    {
      name: peerName('fast-ratelimit'),
      isAsync: false,
      limiter(limit) {
        const limiter = new fast.FastRateLimit({ threshold: limit, ttl: windowMs / 1_000 });
        return (key) => limiter.consumeSync(key);
      },
    },
  ];
}

function incrementing(name: string, MemoryStore: new () => Store): MemoryLibrary {
  return {
    name: peerName(name),
    isAsync: true,
    limiter() {
      const store = new MemoryStore();
      store.init({ windowMs });
      return (key) => store.increment(key);
    },
  };
}
