import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as ScryRetry from '../../../../packages/retry/src/index.ts';
import { root } from '../../../proof/src/package.ts';
import { importPeer, peerName } from '../peers.ts';

export type Operation<T> = () => Promise<T>;
export type Run = <T>(operation: Operation<T>) => Promise<T>;

export interface Setting {
  readonly attempts: number;
  /** Before each retry; 0 for none. */
  readonly delayMs: number;
  readonly signal?: AbortSignal;
  /** Whether retries are limited in an outage, as they are by default; the peers have no such limit. */
  readonly budget?: boolean;
}

export interface RetryLibrary {
  readonly name: string;
  readonly takesSignal: boolean;
  policy(setting: Setting): Run;
}

type WithOptions<Options> = <T>(operation: Operation<T>, options: Options) => Promise<T>;

interface Cockatiel {
  handleAll: object;
  ConstantBackoff: new (ms: number) => object;
  retry(on: object, options: object): { execute<T>(operation: Operation<T>, signal?: AbortSignal): Promise<T> };
}

/** Ours first, from what was built; then the peers, each told to do the same. */
export async function retryLibraries(): Promise<RetryLibrary[]> {
  return [
    await scry(),
    await pRetry('p-retry'),
    await pRetry('p-retry-7'),
    await cockatiel(),
    ...(await withoutSignal()),
  ];
}

async function scry(): Promise<RetryLibrary> {
  const built = pathToFileURL(join(root, 'packages/retry/dist/index.js')).href;
  const { createRetry }: typeof ScryRetry = await import(built);
  return {
    name: '@scry/retry',
    takesSignal: true,
    policy({ delayMs, ...setting }) {
      return createRetry({ ...setting, minDelayMs: delayMs, maxDelayMs: delayMs, factor: 1, jitter: 'none' }).run;
    },
  };
}

async function pRetry(name: string): Promise<RetryLibrary> {
  const peer = await importPeer<{ default: WithOptions<object> }>(name);
  return {
    name: peerName(name),
    takesSignal: true,
    policy({ attempts, delayMs, signal }) {
      const options = {
        retries: attempts - 1,
        minTimeout: delayMs,
        maxTimeout: delayMs,
        factor: 1,
        ...(signal && { signal }),
      };
      return (operation) => peer.default(operation, options);
    },
  };
}

async function cockatiel(): Promise<RetryLibrary> {
  const peer = await importPeer<Cockatiel>('cockatiel');
  return {
    name: peerName('cockatiel'),
    takesSignal: true,
    policy({ attempts, delayMs, signal }) {
      const backoff = new peer.ConstantBackoff(delayMs);
      const policy = peer.retry(peer.handleAll, { maxAttempts: attempts - 1, backoff });
      return (operation) => policy.execute(operation, signal);
    },
  };
}

async function withoutSignal(): Promise<RetryLibrary[]> {
  const asyncRetry = await importPeer<{ default: WithOptions<object> }>('async-retry');
  const exponential = await importPeer<{ backOff: WithOptions<object> }>('exponential-backoff');
  const attempt = await importPeer<{ retry: WithOptions<object> }>('@lifeomic/attempt');
  const library = (name: string, call: WithOptions<object>, options: (setting: Setting) => object): RetryLibrary => ({
    name: peerName(name),
    takesSignal: false,
    policy(setting) {
      const fixed = options(setting);
      return (operation) => call(operation, fixed);
    },
  });
  return [
    library('async-retry', asyncRetry.default, ({ attempts, delayMs }) => ({
      retries: attempts - 1,
      minTimeout: delayMs,
      maxTimeout: delayMs,
      factor: 1,
      randomize: false,
    })),
    library('exponential-backoff', exponential.backOff, ({ attempts, delayMs }) => ({
      numOfAttempts: attempts,
      startingDelay: delayMs,
      timeMultiple: 1,
    })),
    library('@lifeomic/attempt', attempt.retry, ({ attempts, delayMs }) => ({
      maxAttempts: attempts,
      delay: delayMs,
      factor: 1,
    })),
  ];
}
