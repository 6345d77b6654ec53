import { aString, checkOptions, checkValue, type OptionRules } from '@scry/internal/check-options';
import type { BreakerStore } from './breaker-store.ts';
import type { BreakerSnapshot } from './snapshot.ts';

/** A client of ioredis or iovalkey (`call`), or of node-redis (`sendCommand`), connected or not. */
export type RedisClient =
  | { call(command: string, ...args: string[]): PromiseLike<unknown> }
  | { sendCommand(command: string[]): PromiseLike<unknown> };

/** How the keys in Redis begin. */
export interface RedisStoreOptions {
  /** Stands before the names of the breakers in their keys. @default 'scry:breaker:' */
  readonly prefix?: string;
}

const rules: OptionRules<RedisStoreOptions> = { prefix: aString };

/**
 * Creates a store through which the breakers of one name share that they are open, and who probes. Two keys a breaker, both of
 * which end by themselves. How long it stays open is told by the key's time to live, so the clocks of the machines may differ.
 *
 * @throws TypeError when the client or an option is wrong.
 * @example
 * const stripe = createBreaker({ name: 'stripe', store: redisBreakerStore(new Redis()) });
 */
export function redisBreakerStore(client: RedisClient, options: RedisStoreOptions = {}): BreakerStore {
  checkValue('redisBreakerStore: client', client, [
    'object',
    'a client of ioredis, iovalkey or node-redis',
    (given: object) => 'call' in given || 'sendCommand' in given,
  ]);
  const { prefix = 'scry:breaker:' } = checkOptions('redisBreakerStore', options, rules);
  const send = async (command: string, ...args: string[]): Promise<unknown> =>
    // ioredis has a sendCommand as well, of another kind.
    'call' in client ? client.call(command, ...args) : client.sendCommand([command, ...args]);
  const lease = (name: string): string => `${prefix}${name}:probe`;

  return {
    async load(name) {
      const [json, ttlMs] = await Promise.all([send('GET', prefix + name), send('PTTL', prefix + name)]);
      if (typeof json !== 'string') return undefined;
      // Whether it is one is checked by the breaker, as with every store.
      const snapshot = JSON.parse(json) as BreakerSnapshot;
      const remainingMs = snapshot.state === 'open' ? Math.max(0, Number(ttlMs)) : 0;
      return { ...snapshot, remainingMs, savedAt: Date.now() };
    },
    publish: (name, snapshot, ttlMs) =>
      Promise.all([
        send('SET', prefix + name, JSON.stringify(snapshot), 'PX', String(Math.max(1, ttlMs))),
        send('DEL', lease(name)),
      ]),
    leaseProbe: async (name, ttlMs) => (await send('SET', lease(name), '1', 'PX', String(ttlMs), 'NX')) === 'OK',
  };
}
