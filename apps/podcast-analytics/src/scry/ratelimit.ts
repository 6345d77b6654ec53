/**
 * Why: no client may take the platform from the others, and nobody may try passwords for long. A request counts for its API key
 * by the plan of that key, else for its address; with REDIS_URL all processes count together, and each alone while Redis is away.
 * The algorithms: packages/ratelimit/README.md. RATE_LIMIT_ENABLED, _REQUESTS_PER_WINDOW, _WINDOW_SECONDS and _STRATEGY change it.
 */
import type { Decision, Policy as Limit } from '@scry/ratelimit';
import { rateLimit } from '@scry/ratelimit/hono';
import { prometheus } from '@scry/ratelimit/prometheus';
import { redisStore } from '@scry/ratelimit/redis';
import type { Context, MiddlewareHandler } from 'hono';
import type { Redis } from 'ioredis';
import type { Config } from '../config.ts';
import type { Account, Plan } from '../features/accounts/account.ts';
import { planOf } from '../features/accounts/plan-of.ts';
import type { ApiError } from '../platform/http/api-error.ts';
import type { HttpEnv } from '../platform/http/http-env.ts';
import { guardedStore } from '../platform/redis/guarded-store.ts';
import type { Telemetry } from '../platform/telemetry.ts';
import type { Breakers } from './breaker.ts';
import type { Drills } from './chaos.ts';

export interface RateLimits {
  readonly requests: MiddlewareHandler<HttpEnv>;
  /** Stricter, for tries of passwords: those that succeed do not count. */
  readonly logIns: MiddlewareHandler<HttpEnv>;
}

interface RateLimitParts {
  readonly telemetry: Telemetry;
  readonly config: Pick<Config, 'rateLimit' | 'trustProxy' | 'resilience'>;
  readonly accountOfKey: (key: string) => Promise<Account | undefined>;
  readonly redis: Redis | undefined;
  readonly breakers: Pick<Breakers, 'redis'>;
  readonly drills: Pick<Drills, 'redis'>;
}

const planFactors: Readonly<Record<Plan, number>> = { free: 1, team: 5, network: 20 };

export function createRateLimits(parts: RateLimitParts): RateLimits {
  const { telemetry, config, accountOfKey, redis, breakers, drills } = parts;
  const { requestsPerWindow = 100, windowSeconds = 60, limitBy = ['api_key'], enabled = true } = config.rateLimit;
  const { run } = breakers.redis ?? {};
  const store = redis && run && guardedStore(redisStore(redis), (work) => run(() => drills.redis(work)));
  const shared = {
    trustProxy: config.trustProxy,
    body: describeDenial,
    onEvent: prometheus(telemetry.metrics),
    ...(store && { store }),
  };
  const allowing = (name: string, factor: number): Limit[] => [
    { name, limit: requestsPerWindow * factor, windowMs: windowSeconds * 1000 },
  ];
  const plans = new Map(Object.entries(planFactors).map(([plan, factor]) => [plan, allowing(plan, factor)]));
  const [ipCeiling] = allowing('address', planFactors.network);
  return {
    requests: rateLimit<HttpEnv>({
      ...shared,
      name: 'requests',
      enabled: enabled && config.resilience,
      limitBy,
      apiKey: { verify: async (key) => (await accountOfKey(key)) !== undefined, ...(ipCeiling && { ipCeiling }) },
      policies: async (context) => plans.get(await planOf(context, accountOfKey)) ?? [],
      exemptPaths: ['/health', '/ready', '/assets/*', '/e/*'],
    }),
    logIns: rateLimit<HttpEnv>({
      ...shared,
      name: 'log-ins',
      policies: [{ name: 'log-in', limit: 10, windowMs: 15 * 60_000, algorithm: 'sliding-window' }],
      refundOn: 'success',
    }),
  };
}

function describeDenial({ retryAfterMs }: Decision, context: Context): ApiError {
  const message = `Too many requests: try again in ${Math.ceil(retryAfterMs / 1000)} s.`;
  return { error: { code: 'rate-limited', message, requestId: context.get('requestId') } };
}
