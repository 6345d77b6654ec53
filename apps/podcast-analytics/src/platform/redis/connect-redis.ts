import { Redis } from 'ioredis';
import type { Logger } from '../logger.ts';

const limits = {
  connectMs: 2_000,
  commandMs: 1_000,
  reconnectMs: 2_000,
};

/**
 * A connection that fails fast: what Redis holds here (limits, the state of breakers) is never worth a wait. A command while it
 * is away rejects at once, and the connection is made again behind the scenes. Whoever opened it calls `disconnect()`.
 */
export function connectRedis(url: string, logger: Logger): Redis {
  const redis = new Redis(url, {
    connectTimeout: limits.connectMs,
    commandTimeout: limits.commandMs,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    retryStrategy: (times) => Math.min(times * 100, limits.reconnectMs),
  });
  let isAway = false;
  redis.on('error', (error: Error) => {
    if (!isAway) logger.warn({ error: error.message }, 'Redis is away'); // once, not at each try
    isAway = true;
  });
  redis.on('ready', () => {
    if (isAway) logger.info({}, 'Redis is back');
    isAway = false;
  });
  return redis;
}
