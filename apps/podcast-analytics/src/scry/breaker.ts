/**
 * Why: what is down must be left alone for a while, and must not cost its callers their time meanwhile. Every dependency has a
 * breaker of its own, and the retries go around it, so that it sees each attempt: retry(() => breaker.run(work)).
 * The policies: packages/breaker/README.md, "Values by dependency and environment".
 */
import {
  type Breaker,
  type BreakerEvent,
  type BreakerOptions,
  createBreaker,
  createBreakerRegistry,
  presets,
} from '@scry/breaker';
import { prometheus } from '@scry/breaker/prometheus';
import type { Config } from '../config.ts';
import { type BreakerStatus, breakerStatuses } from '../features/operations/breaker-status.ts';
import { isDatabaseOutage } from '../platform/db/database-error.ts';
import { logEvents } from '../platform/log-events.ts';
import { each, type Telemetry } from '../platform/telemetry.ts';

export interface Breakers {
  readonly database: Breaker;
  /** Where one is configured, like the next one. */
  readonly redis: Breaker | undefined;
  readonly kafka: Breaker | undefined;
  /** One for each host, or for what is known by a name. */
  provider(host: string): Breaker;
  /** All of them as they are now. */
  status(): BreakerStatus[];
}

type Servers = Partial<Pick<Config, 'redisUrl' | 'kafkaBrokers'>>;

export function createBreakers({ logger, metrics }: Telemetry, { redisUrl, kafkaBrokers = [] }: Servers): Breakers {
  const log = logEvents<BreakerEvent>(logger, 'breaker', {
    open: ['error', 'breaker opened'],
    'half-open': ['info', 'breaker half-open'],
    closed: ['info', 'breaker closed'],
  });
  const onEvent = each(log, prometheus(metrics));
  const database = createBreaker({
    ...presets.database,
    name: 'database',
    classify: databaseVerdict,
    openMs: 10_000, // it restarts within seconds: to wait the preset's thirty would prolong the outage
    halfOpenCalls: 10, // as many as there are connections: a page asks for several things at once
    onEvent,
  });
  const optional = (name: 'redis' | 'kafka', own: BreakerOptions, isConfigured: boolean) =>
    isConfigured ? createBreaker({ ...presets[name], ...own, name, onEvent }) : undefined;
  const redis = optional('redis', { openMs: 5_000 }, redisUrl !== undefined);
  const ofKafka = { failureThreshold: 3, successThreshold: 1, openMs: 10_000 }; // it fails in seconds; events wait
  const kafka = optional('kafka', ofKafka, kafkaBrokers.length > 0);
  const ofProvider = { ...presets.externalApi, openMs: 10_000, classify: responseVerdict, onEvent }; // payments wait
  const providers = createBreakerRegistry((host) => ({ ...ofProvider, name: host.replace(/^feed .*/, 'feed') }));
  return {
    database,
    redis,
    kafka,
    provider: (host) => providers.get(host),
    status: () => breakerStatuses({ database, redis, kafka }, providers),
  };
}

/** `fetch` that leaves a provider alone while it is down: by its name, else by its host. Retries go around it. */
export function breakerFetch(breakers: Breakers, name?: string, via = lateFetch): typeof fetch {
  return (input, init) =>
    breakers.provider(name ?? new URL(input instanceof Request ? input.url : input).host).run(() => via(input, init));
}

const lateFetch: typeof fetch = (...asked) => fetch(...asked);
type Classify = NonNullable<BreakerOptions['classify']>;

/** An error that the database sends, such as a broken rule of the schema, shows that it is up. */
const databaseVerdict: Classify = (outcome) =>
  'error' in outcome && isDatabaseOutage(outcome.error) ? 'failure' : 'success';

/** A provider that limits our rate (429) is well: it tells when to come back. */
const responseVerdict: Classify = (outcome) =>
  'error' in outcome || (outcome.value instanceof Response && outcome.value.status >= 500) ? 'failure' : 'success';
