/**
 * Why: whether retries, breakers and limits hold is known only when something breaks. Drills break it on purpose, for two minutes
 * at most, from the page of operations: by those who may, and never in production without both keys of the package.
 * The scenarios: packages/chaos/README.md.
 */
import { type ChaosEvent, createChaos, fault, isChaosError, type Scenario, type ScenarioHandle } from '@scry/chaos';
import { databaseSlowdown, fullDegradation, kafkaOutage, redisIntermittentFailures } from '@scry/chaos/presets';
import { prometheus } from '@scry/chaos/prometheus';
import type { Policy } from '../platform/db/pool-database.ts';
import { logEvents } from '../platform/log-events.ts';
import { each, type Telemetry } from '../platform/telemetry.ts';

const ttlMs = 120_000;
const databaseDown: Scenario = { name: 'databaseDown', points: 'database.*', fault: fault.error('refused') };

const scenarios: Readonly<Record<string, { readonly title: string; make(): Scenario | readonly Scenario[] }>> = {
  'database-slow': { title: 'Every query takes half a second longer', make: () => databaseSlowdown() },
  'database-down': { title: 'No connection to the database can be made', make: () => databaseDown },
  'redis-flaky': { title: 'Three commands of ten fail in Redis', make: () => redisIntermittentFailures() },
  'kafka-down': { title: 'No event goes out to Kafka', make: () => kafkaOutage() },
  'all-at-once': { title: 'All of it, in part', make: () => fullDegradation() },
};

export interface DrillStatus {
  readonly name: string;
  readonly title: string;
  readonly isRunning: boolean;
  /** Calls that were disturbed since it was started. */
  readonly injections: number;
  /** Until it ends by itself. */
  readonly remainingMs: number;
}

export interface Drills {
  /** Around each query and each try of a transaction, inside the breaker: so that it sees what is broken. */
  readonly database: Policy;
  readonly redis: Policy;
  readonly kafka: Policy;
  status(): DrillStatus[];
  isKnown(name: string): boolean;
  /** Why it may not be started here; undefined where it was. */
  start(name: string): string | undefined;
  stopAll(by: string): void;
}

export function createDrills({ logger, metrics }: Telemetry): Drills {
  // What it disturbs is logged by whoever is disturbed.
  const log = logEvents<ChaosEvent>(logger, 'chaos', {
    armed: ['warn', 'chaos scenario started'],
    disarmed: ['warn', 'chaos scenario ended'],
  });
  const chaos = createChaos({ maxTtlMs: ttlMs, onEvent: each(log, prometheus(metrics)) });
  const running = new Map<string, { readonly handle: ScenarioHandle; readonly endsAt: number }>();
  const pointAt = (name: string): Policy => chaos.point(name, <T>(work: () => Promise<T>) => work(), { async: true });
  return {
    database: pointAt('database.query'),
    redis: pointAt('redis.command'),
    kafka: pointAt('kafka.publish'),
    status: () =>
      Object.entries(scenarios).map(([name, { title }]) => {
        const { handle, endsAt = 0 } = running.get(name) ?? {};
        const remainingMs = handle?.active ? endsAt - performance.now() : 0;
        return { name, title, isRunning: handle?.active ?? false, injections: handle?.injections ?? 0, remainingMs };
      }),
    isKnown: (name) => Object.hasOwn(scenarios, name),
    start(name) {
      const scenario = scenarios[name];
      if (!scenario) return `There is no drill "${name}".`;
      try {
        running.get(name)?.handle.stop();
        running.set(name, { handle: chaos.enable(scenario.make(), { ttlMs }), endsAt: performance.now() + ttlMs });
        return undefined;
      } catch (error) {
        if (!isChaosError(error)) throw error;
        return error.message;
      }
    },
    stopAll: (by) => chaos.kill(by),
  };
}
