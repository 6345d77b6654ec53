export { type ChaosMonkey, type ChaosMonkeyOptions, chaosMonkey } from './presets/chaos-monkey.ts';
export {
  type BreakerLike,
  type CircuitBreakerScenario,
  type CircuitBreakerTestOptions,
  circuitBreakerTest,
} from './presets/circuit-breaker-test.ts';
export { type DatabaseLatencyOptions, databaseLatency } from './presets/database-latency.ts';
export {
  databaseSlowdown,
  fullDegradation,
  kafkaOutage,
  networkPartition,
  redisIntermittentFailures,
} from './presets/drills.ts';
export { type KafkaUnavailableOptions, kafkaUnavailable } from './presets/kafka-unavailable.ts';
export { type NetworkFailureOptions, networkFailure } from './presets/network-failure.ts';
export type { PresetOptions } from './presets/preset-options.ts';
export { type RedisFailureOptions, redisFailure } from './presets/redis-failure.ts';
export { type ServiceDegradationOptions, serviceDegradation } from './presets/service-degradation.ts';
