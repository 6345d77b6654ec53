export { chromium } from './chromium.ts';
export { describeWith, type Service } from './describe-with.ts';
export { freePort } from './free-port.ts';
export { type KafkaBroker, kafka, startKafka } from './kafka.ts';
export { type PostgresServer, postgres, startPostgres } from './postgres.ts';
export { type PrometheusServer, prometheus, startPrometheus } from './prometheus.ts';
export { promtool, runPromtool } from './promtool.ts';
export { type RedisServer, redis, startRedis } from './redis.ts';
