import { script, sha } from './redis-script.ts';
import type { RateLimitStore, StorePolicy } from './store.ts';
import { keyNames, micros } from './store-names.ts';

/** What is used of a client of ioredis or iovalkey, or of anything that has these two. */
export interface IoredisLike {
  evalsha(sha: string, keys: number, ...args: string[]): Promise<unknown>;
  eval(script: string, keys: number, ...args: string[]): Promise<unknown>;
}

/** What is used of a client of node-redis. */
export interface NodeRedisLike {
  evalSha(sha: string, options: { keys: string[]; arguments: string[] }): Promise<unknown>;
  eval(script: string, options: { keys: string[]; arguments: string[] }): Promise<unknown>;
}

/** Forgets all keys of a prefix, a thousand at a time. */
const sweep = `local at = '0'
repeat
local found = redis.call('SCAN', at, 'MATCH', ARGV[1], 'COUNT', 1000)
at = found[1]
for _, key in ipairs(found[2]) do redis.call('UNLINK', key) end
until at == '0'`;
const forget = `return redis.call('UNLINK', unpack(KEYS))`;

/**
 * Keeps the state of a limiter in Redis 5 or later, or in Valkey, with a client that you have.
 *
 * All policies of a call, and all calls of a turn of the event loop, are decided by one script in one round trip. In a
 * cluster each key is asked for by itself, because its keys are on different nodes.
 *
 * @example
 * const limiter = createRateLimiter({ limit: 100, windowMs: 60_000, store: redisStore(new Redis()) });
 */
export function redisStore(client: IoredisLike | NodeRedisLike): RateLimitStore {
  // ioredis and iovalkey say so; a cluster of node-redis has masters.
  const isCluster = 'isCluster' in client ? client.isCluster === true : 'masters' in client;

  function run(code: string, keys: string[], args: string[], hash?: string): Promise<unknown> {
    if ('evalSha' in client) {
      const options = { keys, arguments: args };
      return hash ? client.evalSha(hash, options) : client.eval(code, options);
    }
    return hash
      ? client.evalsha(hash, keys.length, ...keys, ...args)
      : client.eval(code, keys.length, ...keys, ...args);
  }

  async function runScript(keys: string[], args: string[]): Promise<number[]> {
    const figures = run(script, keys, args, sha).catch((error: unknown) => {
      // Gone after a restart, a fail-over or a flush. EVAL brings it back on the very node that needs it.
      if (!String(error).includes('NOSCRIPT')) throw error;
      return run(script, keys, args);
    });
    // That is what the script returns.
    return figures as Promise<number[]>;
  }

  return {
    async decide({ prefix, policies, keys, costs, peek }) {
      const args = [peek ? 'peek' : 'take', ...policyArgs(policies)];
      const names = keys.map((key) => keyNames(prefix, key, policies));
      if (!isCluster) return runScript(names.flat(), [...args, ...costs.map(String)]);
      return (await Promise.all(names.map((each, index) => runScript(each, [...args, String(costs[index])])))).flat();
    },
    block(prefix, key, policies, forMs) {
      return runScript(keyNames(prefix, key, policies), ['block', ...policyArgs(policies), String(micros(forMs))]);
    },
    async reset(prefix, key, policies) {
      if (key !== undefined) return run(forget, keyNames(prefix, key, policies), []);
      if (isCluster)
        throw new Error('redisStore: a cluster cannot forget all keys at once, only each one that is named');
      return run(sweep, [], [`${prefix.replace(/[\\*?[\]]/g, '\\$&')}{*`]);
    },
  };
}

function policyArgs(policies: readonly StorePolicy[]): string[] {
  return [policies.length, ...policies.flatMap(policyArg)].map(String);
}

function policyArg({ algorithm, limit, windowMs, burst, precision, shadow, blocks }: StorePolicy): (string | number)[] {
  return [algorithm, limit, windowMs * 1_000, burst, precision, shadow ? 1 : 0, blocks.length, ...blocks.map(micros)];
}
