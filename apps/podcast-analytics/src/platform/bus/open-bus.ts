import type { Config } from '../../config.ts';
import type { Breakers } from '../../scry/breaker.ts';
import type { Drills } from '../../scry/chaos.ts';
import { kafkaRetry } from '../../scry/retry.ts';
import type { Telemetry } from '../telemetry.ts';
import type { Bus } from './bus.ts';
import { createInProcessBus } from './in-process-bus.ts';

interface BusParts {
  readonly config: Pick<Config, 'kafkaBrokers' | 'resilience'>;
  readonly breakers: Pick<Breakers, 'kafka'>;
  readonly drills: Pick<Drills, 'kafka'>;
  readonly telemetry: Telemetry;
}

/** The bus over Kafka where one is configured, else the one in this process. */
export async function openBus({ config, breakers, drills, telemetry }: BusParts): Promise<Bus> {
  const { kafka: breaker } = breakers;
  if (!breaker) return createInProcessBus();
  const { createKafkaBus } = await import('./kafka-bus.ts'); // who has no Kafka need not load its client
  const retry = kafkaRetry(telemetry);
  return createKafkaBus({
    brokers: config.kafkaBrokers,
    policy: (work) => (config.resilience ? retry(() => breaker.run(() => drills.kafka(work))) : work()),
    logger: telemetry.logger,
  });
}
