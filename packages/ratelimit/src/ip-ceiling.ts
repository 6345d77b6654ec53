import { createLimiter, fixedPolicies } from './middleware-limiter.ts';
import type { MiddlewareSettings } from './middleware-options.ts';
import type { Policy } from './policy.ts';
import type { RateLimiter } from './rate-limiter.ts';
import { apiKeyIn, ipKeyOf, type RequestView } from './request-key.ts';

/** What bounds the requests of one address that come with keys that nobody has verified. */
export interface IpCeiling<Request> {
  readonly limiter: RateLimiter<boolean>;
  /** `undefined` for a request without an API key. */
  keyOf(request: Request): string | undefined;
}

/** `undefined` where none is needed: nobody is limited by API key, or keys are verified. */
export function ipCeiling<Request>(
  caller: string,
  settings: MiddlewareSettings<Request>,
  view: RequestView<Request>,
): IpCeiling<Request> | undefined {
  const { limitBy, apiKey, limiter, policies } = settings;
  if (!limitBy.includes('api_key') || (apiKey.verify && !apiKey.ipCeiling)) return undefined;
  if (!apiKey.ipCeiling && (limiter || typeof policies === 'function')) {
    throw new TypeError(`${caller}: apiKey needs verify or ipCeiling where the policies are not in the options`);
  }
  const byIp = ipKeyOf(settings, view);
  return {
    limiter: createLimiter(apiKey.ipCeiling ? [apiKey.ipCeiling] : fixedPolicies(settings).map(tenfold), settings),
    keyOf: (request) => (apiKeyIn(settings, view, request) === '' ? undefined : `ip_ceiling:${byIp(request).slice(3)}`),
  };
}

function tenfold(policy: Policy): Policy {
  const { name = 'default', limit, burst } = policy;
  return {
    ...policy,
    name: `${name}-ip-ceiling`,
    limit: limit * 10,
    ...(burst !== undefined && { burst: burst * 10 }),
  };
}
