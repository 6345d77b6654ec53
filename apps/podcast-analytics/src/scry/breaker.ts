/**
 * Why: what is down must be left alone for a while, and must not cost its callers their time meanwhile. Every dependency has a
 * breaker of its own, and the retries go around it, so that it sees each attempt: retry(() => breaker.run(work)).
 * The policies: packages/breaker/README.md, "Values by dependency and environment".
 */
import {
  type Breaker,
  type BreakerEvent,
  type BreakerMetrics,
  type BreakerOptions,
  type BreakerState,
  createBreaker,
  createBreakerRegistry,
  presets,
  type Verdict,
} from '@scry/breaker';
import { prometheus } from '@scry/breaker/prometheus';
import type { Config } from '../config.ts';
import { CommitUnknownError, databaseErrorKind } from '../platform/db/database-error.ts';
import type { Logger } from '../platform/logger.ts';
import { each, type Telemetry } from '../platform/telemetry.ts';

export interface BreakerStatus extends BreakerMetrics {
  readonly name: string;
  readonly state: BreakerState;
  readonly retryAfterMs: number;
}

export interface Breakers {
  readonly database: Breaker;
  /** Where a Redis is configured. */
  readonly redis: Breaker | undefined;
  /** One for each host. */
  provider(host: string): Breaker;
  /** All of them as they are now. */
  status(): BreakerStatus[];
}

export function createBreakers({ logger, metrics }: Telemetry, { redisUrl }: Pick<Config, 'redisUrl'>): Breakers {
  const onEvent = each(logTo(logger), prometheus(metrics));
  const database = createBreaker({
    ...presets.database,
    name: 'database',
    classify: databaseVerdict,
    openMs: 10_000, // it restarts within seconds: to wait the preset's thirty would prolong the outage
    halfOpenCalls: 10, // as many as there are connections: a page asks for several things at once
    onEvent,
  });
  const redis =
    redisUrl === undefined ? undefined : createBreaker({ ...presets.redis, name: 'redis', openMs: 5_000, onEvent });
  const providers = createBreakerRegistry((host) => ({
    ...presets.externalApi,
    name: host,
    classify: responseVerdict,
    onEvent,
  }));
  return {
    database,
    redis,
    provider: (host) => providers.get(host),
    status() {
      const ofProviders = Object.keys(providers.snapshot()).map((host) => statusOf(host, providers.get(host)));
      return [statusOf('database', database), ...(redis ? [statusOf('redis', redis)] : []), ...ofProviders];
    },
  };
}

/** `fetch` that leaves a host alone while it is down. Retries go around it. */
export function breakerFetch(breakers: Breakers): typeof fetch {
  return function fetchThroughBreaker(input, init) {
    const { host } = new URL(input instanceof Request ? input.url : input);
    return breakers.provider(host).run(() => fetch(input, init));
  };
}

function statusOf(name: string, breaker: Breaker): BreakerStatus {
  return { name, state: breaker.state, retryAfterMs: breaker.retryAfterMs, ...breaker.metrics() };
}

type Outcome = Parameters<NonNullable<BreakerOptions['classify']>>[0];

/** An error that the database sends, such as a broken rule of the schema, shows that it is up. */
function databaseVerdict(outcome: Outcome): Verdict {
  if ('value' in outcome) return 'success';
  const { error } = outcome;
  switch (databaseErrorKind(error instanceof CommitUnknownError ? error.cause : error)) {
    case 'connection':
    case 'overload':
    case 'shutdown':
    case 'timeout':
      return 'failure';
    case 'conflict':
    case 'constraint':
    case 'other':
      return 'success';
  }
}

/** A provider that limits our rate (429) is well: it tells when to come back. */
function responseVerdict(outcome: Outcome): Verdict {
  if ('error' in outcome) return 'failure';
  return outcome.value instanceof Response && outcome.value.status >= 500 ? 'failure' : 'success';
}

function logTo(logger: Logger): (event: BreakerEvent) => void {
  return function logBreakerEvent(event) {
    switch (event.type) {
      case 'open':
        return logger.error({ breaker: event.name }, 'breaker opened');
      case 'half-open':
      case 'closed':
        return logger.info({ breaker: event.name }, `breaker ${event.type}`);
      default:
        return;
    }
  };
}
