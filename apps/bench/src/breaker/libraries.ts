import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as ScryBreaker from '../../../../packages/breaker/src/index.ts';
import { root } from '../../../proof/src/package.ts';
import { importPeer, peerName } from '../peers.ts';

export type Operation = () => Promise<number>;

/** How a breaker decides to open; `slow-call`: by the time that calls take, too. */
export type Mode = 'consecutive' | 'count-window' | 'time-window' | 'slow-call';

export interface Setting {
  readonly mode: Mode;
  /** What its window holds. @default 100 calls, or 10 s */
  readonly calls?: number;
  readonly windowMs?: number;
  /** Whether it opens at the first failure, or never. @default never */
  readonly opens?: boolean;
}

export interface BreakerLibrary {
  readonly name: string;
  readonly modes: readonly Mode[];
  /** A breaker of its own for the operation, and how it is called. */
  make(operation: Operation, setting: Setting): { readonly breaker: object; readonly call: Operation };
}

interface Cockatiel {
  readonly handleAll: object;
  readonly ConsecutiveBreaker: new (failures: number) => object;
  readonly CountBreaker: new (options: object) => object;
  readonly SamplingBreaker: new (options: object) => object;
  circuitBreaker(on: object, options: object): { execute(operation: Operation): Promise<number> };
}
export type Opossum = new (operation: Operation, options: object) => { fire(): Promise<number> };
type Brakes = new (operation: Operation, options: object) => { exec(): Promise<number> };

const never = 1_000_000_000;
const hourMs = 3_600_000;

/** Ours first, from what was built; then the peers, each told to do the same. */
export async function breakerLibraries(): Promise<BreakerLibrary[]> {
  return [await scry(), await cockatiel(), await opossum('opossum'), await opossum('opossum-9'), await brakes()];
}

export async function builtScry<Exports>(name: string): Promise<Exports> {
  return import(pathToFileURL(join(root, `packages/${name}/dist/index.js`)).href);
}

async function scry(): Promise<BreakerLibrary> {
  const { createBreaker } = await builtScry<typeof ScryBreaker>('breaker');
  return {
    name: '@scry/breaker',
    modes: ['consecutive', 'count-window', 'time-window', 'slow-call'],
    make(operation, { mode, calls = 100, windowMs = 10_000, opens = false }) {
      const minimumCalls = opens ? 1 : calls;
      const byTime = { window: { windowMs }, minimumCalls: opens ? 1 : never };
      const breaker = createBreaker({
        failureThreshold: opens ? 1 : never,
        ...(mode === 'count-window' && { window: { calls }, minimumCalls, failureRate: 1 }),
        ...(mode === 'time-window' && byTime),
        ...(mode === 'slow-call' && { slowCallMs: hourMs }),
      });
      return { breaker, call: () => breaker.run(operation) };
    },
  };
}

async function cockatiel(): Promise<BreakerLibrary> {
  const peer = await importPeer<Cockatiel>('cockatiel');
  const threshold = 0.999_999;
  const breakerOf = ({ mode, calls = 100, windowMs = 10_000, opens = false }: Setting): object => {
    if (mode === 'consecutive') return new peer.ConsecutiveBreaker(opens ? 1 : never);
    if (mode === 'time-window') return new peer.SamplingBreaker({ threshold, duration: windowMs, minimumRps: never });
    return new peer.CountBreaker({ threshold, size: calls, minimumNumberOfCalls: opens ? 1 : calls });
  };
  return {
    name: peerName('cockatiel'),
    modes: ['consecutive', 'count-window', 'time-window'],
    make(operation, setting) {
      const options = { halfOpenAfter: 30_000, breaker: breakerOf(setting) };
      const breaker = peer.circuitBreaker(peer.handleAll, options);
      return { breaker, call: () => breaker.execute(operation) };
    },
  };
}

/** Its only mode is a window of time; without its time limit, which none of the others has by default. */
async function opossum(name: string): Promise<BreakerLibrary> {
  const { default: Breaker } = await importPeer<{ default: Opossum }>(name);
  return {
    name: peerName(name),
    modes: ['time-window'],
    make(operation, { windowMs = 10_000, opens = false }) {
      const rolling = { rollingCountTimeout: windowMs, rollingCountBuckets: 10 };
      const volumeThreshold = opens ? 0 : never;
      const breaker = new Breaker(operation, { timeout: false, volumeThreshold, ...rolling });
      return { breaker, call: () => breaker.fire() };
    },
  };
}

/** Like opossum, but its time limit cannot be turned off. */
async function brakes(): Promise<BreakerLibrary> {
  const { default: Breaker } = await importPeer<{ default: Brakes }>('brakes');
  return {
    name: peerName('brakes'),
    modes: ['time-window'],
    make(operation, { windowMs = 10_000, opens = false }) {
      // Its snapshot of a bucket with more calls than a function takes arguments ends the process: none is taken meanwhile.
      const statistics = { bucketSpan: windowMs / 10, bucketNum: 10, statInterval: hourMs };
      const options = { ...statistics, timeout: hourMs, waitThreshold: opens ? 0 : never, registerGlobal: false };
      const breaker = new Breaker(operation, options);
      return { breaker, call: () => breaker.exec() };
    },
  };
}
