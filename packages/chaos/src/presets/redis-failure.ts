import { aDelay } from '@scry/internal/check-options';
import { errors } from '../errors.ts';
import { type Fault, fault } from '../fault.ts';
import type { Scenario } from '../scenario.ts';
import { oneWordOf, type PresetOptions, presetBase, presetRules } from './preset-options.ts';

export interface RedisFailureOptions extends PresetOptions {
  /**
   * `'connection'`: it is closed; `'timeout'`: no answer for `timeoutMs`; `'dataLoss'`: writes are acknowledged and lost, reads
   * find nothing; `'mixed'`: one of the three by chance. @default 'connection'
   */
  readonly mode?: 'connection' | 'timeout' | 'dataLoss' | 'mixed';
  /** @default 1_000 */
  readonly timeoutMs?: number;
}

// Commands that answer OK, by the last part of the point's name: `redis.set`, `cache.redis.mSet`.
const acknowledged = /(?:^|[.:_-])(?:set|setex|psetex|mset|hmset|rename|flushdb|flushall)$/i;

/**
 * Redis fails, for the points `redis.*`, with the errors of ioredis.
 *
 * @throws TypeError or RangeError when an option is wrong.
 * @example
 * using loss = chaos.enable(redisFailure({ mode: 'dataLoss', points: ['redis.get', 'redis.set'] }));
 */
export function redisFailure(options: RedisFailureOptions = {}): Scenario {
  const base = presetBase('redisFailure', 'redis.*', options, {
    ...presetRules,
    mode: oneWordOf('connection', 'timeout', 'dataLoss', 'mixed'),
    timeoutMs: aDelay,
  });
  const { mode = 'connection', timeoutMs = 1_000 } = options;
  return { ...base, fault: faultOf(mode, timeoutMs) };
}

function faultOf(mode: NonNullable<RedisFailureOptions['mode']>, timeoutMs: number): Fault {
  switch (mode) {
    case 'connection':
      return fault.error('redisConnection');
    case 'timeout':
      return fault.chain(
        fault.latency(timeoutMs),
        fault.error(() => errors.redisConnection({ reason: 'commandTimeout' })),
      );
    case 'dataLoss':
      return { kind: 'result', answer: ({ point }) => (acknowledged.test(point) ? 'OK' : null) };
    case 'mixed':
      return fault.oneOf([
        [1, faultOf('connection', timeoutMs)],
        [1, faultOf('timeout', timeoutMs)],
        [1, faultOf('dataLoss', timeoutMs)],
      ]);
  }
}
