import type { Scenario } from '../scenario.ts';
import { type DatabaseLatencyOptions, databaseLatency } from './database-latency.ts';
import { type KafkaUnavailableOptions, kafkaUnavailable } from './kafka-unavailable.ts';
import { type NetworkFailureOptions, networkFailure } from './network-failure.ts';
import type { PresetOptions } from './preset-options.ts';
import { type RedisFailureOptions, redisFailure } from './redis-failure.ts';

/**
 * Drill: the Kafka broker refuses connections.
 *
 * @throws TypeError or RangeError when an option is wrong.
 * @example
 * using outage = chaos.enable(kafkaOutage({ probability: 0.5 })); // half of the calls fail until the block ends
 */
export function kafkaOutage(options: KafkaUnavailableOptions = {}): Scenario {
  return kafkaUnavailable(over({ name: 'kafkaOutage' }, options));
}

/**
 * Drill: each call of the database takes 5 seconds longer.
 *
 * @throws TypeError or RangeError when an option is wrong.
 * @example
 * await chaos.run(databaseSlowdown({ latencyMs: 5_000 }), () => repository.save(record));
 */
export function databaseSlowdown(options: DatabaseLatencyOptions = {}): Scenario {
  return databaseLatency(over({ name: 'databaseSlowdown', latencyMs: 5_000 }, options));
}

/**
 * Drill: three calls of Redis in ten fail, in one of its ways by chance.
 *
 * @throws TypeError or RangeError when an option is wrong.
 * @example
 * using flaky = chaos.enable(redisIntermittentFailures({ probability: 0.1 }));
 */
export function redisIntermittentFailures(options: RedisFailureOptions = {}): Scenario {
  return redisFailure(over({ name: 'redisIntermittentFailures', mode: 'mixed', probability: 0.3 }, options));
}

/**
 * Drill: what is sent into the network is never answered.
 *
 * @throws TypeError or RangeError when an option is wrong.
 * @example
 * using partition = chaos.enable(networkPartition({ points: 'http' }));
 */
export function networkPartition(options: NetworkFailureOptions = {}): Scenario {
  return networkFailure(over({ name: 'networkPartition', mode: 'timeout' }, options));
}

/**
 * Drill: all of it at once. Half of the calls of Kafka fail, the database is half a second slower, Redis fails in three calls of
 * ten, and the network is slow. `probability` takes the place of these shares.
 *
 * @throws TypeError or RangeError when an option is wrong.
 * @example
 * using all = chaos.enable(fullDegradation());
 */
export function fullDegradation({
  probability,
  ...others
}: Omit<PresetOptions, 'name' | 'points'> = {}): readonly Scenario[] {
  const share = (usual: number) => ({ probability: probability ?? usual, ...others });
  return [
    kafkaUnavailable({ name: 'fullDegradation.kafka', ...share(0.5) }),
    databaseLatency({ name: 'fullDegradation.database', ...share(1) }),
    redisFailure({ name: 'fullDegradation.redis', mode: 'mixed', ...share(0.3) }),
    networkFailure({ name: 'fullDegradation.network', mode: 'slow', ...share(1) }),
  ];
}

/** Options over the defaults of a drill; one that is undefined counts as absent. */
function over<O extends object>(defaults: O, options: O): O {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return { ...defaults, ...Object.fromEntries(given) };
}
