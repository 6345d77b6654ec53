import { aFunction, aString, checkOptions, type OptionRules } from '@scry/internal/check-options';
import { readTrustProxy, type Trust, type TrustProxy } from '@scry/internal/client-ip';
import type { Decision } from './decision.ts';
import type { RateLimitEvent } from './events.ts';
import type { ExemptPaths } from './exempt-paths.ts';
import { type HeaderFormat, headerFormatRules } from './format-rate-limit.ts';
import { anIpv6Subnet } from './ip-key.ts';
import type { Policy } from './policy.ts';
import type { RateLimiter } from './rate-limiter.ts';
import { aCount } from './read-policies.ts';
import type { RateLimitStore } from './store.ts';

/**
 * Whose requests share a bucket: `ip`, the API key (by `ip` where there is none), the endpoint, or what a function says
 * (by `ip` where it says `undefined`).
 */
export type LimitBy<Request> =
  | 'ip'
  | 'api_key'
  | 'endpoint'
  | ((request: Request) => string | undefined | PromiseLike<string | undefined>);

/** Where API keys are found, which are known, and what bounds those of one address. */
export interface ApiKeyOptions<Request> {
  /** @default 'x-api-key' */
  readonly header?: string;
  /** Whether the key is one of yours. One that is not is limited like a request without a key. */
  readonly verify?: (key: string, request: Request) => boolean | PromiseLike<boolean>;
  /**
   * What all keys of one address may use together; without `verify` anybody gets as many buckets as keys come to mind.
   *
   * @default ten times the policies, and none with `verify`
   */
  readonly ipCeiling?: Policy;
}

/** What every middleware takes; `Request` is the one of its framework. */
export interface RateLimitOptions<Request> {
  /** Off: every request passes, without headers. @default true */
  readonly enabled?: boolean;
  /** @default 100 */
  readonly requestsPerWindow?: number;
  /** @default 60 */
  readonly windowSeconds?: number;
  /** The most requests at once. @default requestsPerWindow */
  readonly burstSize?: number;
  /** A list: who differs in any of them has a bucket of its own. @default 'ip' */
  readonly limitBy?: LimitBy<Request> | readonly LimitBy<Request>[];
  /** Paths without limit and headers: exact, globs such as `/docs/*`, or patterns. @default [] */
  readonly exemptPaths?: ExemptPaths;
  /** Whether a request passes without limit and headers. */
  readonly skip?: (request: Request) => boolean | PromiseLike<boolean>;
  /** A limiter of your own, in place of one that is made of the options. */
  readonly limiter?: RateLimiter<boolean>;
  /** Policies that must all allow a request, or the function that says them for each request: one array a plan. */
  readonly policies?: readonly Policy[] | ((request: Request) => readonly Policy[] | PromiseLike<readonly Policy[]>);
  /** Where buckets are shared with other processes, and with middlewares whose policies have the same names. @default in memory */
  readonly store?: RateLimitStore;
  /** Stands in the events, and in those of the ceiling over API keys; for a single policy it is the policy's name too. @default 'default' */
  readonly name?: string;
  /** Told of every decision, and of a store that goes away and comes back. */
  readonly onEvent?: (event: RateLimitEvent) => void;
  /** Tokens that a request takes. @default 1 */
  readonly cost?: number | ((request: Request) => number | PromiseLike<number>);
  /** Which responses give their tokens back: with a status below 400, from 400, or what a function says. @default none */
  readonly refundOn?: 'success' | 'failure' | ((status: number) => boolean);
  /** Which proxies may tell the client's address in `X-Forwarded-For`. @default false */
  readonly trustProxy?: TrustProxy;
  /** How many bits of an IPv6 address tell clients apart, from 32 to 128. @default 64 */
  readonly ipv6Subnet?: number;
  readonly apiKey?: ApiKeyOptions<Request>;
  readonly headers?: HeaderFormat;
  /** What a denied request is told: `detail`, `problem` (RFC 9457), or text or a value for JSON. @default 'detail' */
  readonly body?: 'detail' | 'problem' | ((decision: Decision, request: Request) => unknown);
  /** Told of every request that is denied. */
  readonly onLimited?: (request: Request, decision: Decision) => void;
  /** The address of the socket's other end, where the platform does not tell or something else knows better. */
  readonly clientAddress?: (request: Request) => string | undefined;
}

/** Options that have been checked, with the defaults in place that are not made of others. */
export interface MiddlewareSettings<Request> extends RateLimitOptions<Request> {
  readonly requestsPerWindow: number;
  readonly windowSeconds: number;
  readonly limitBy: readonly LimitBy<Request>[];
  readonly trust: Trust;
  readonly ipv6Subnet: number;
  readonly apiKey: ApiKeyOptions<Request> & { readonly header: string };
  readonly headers: HeaderFormat;
}

const strategies: readonly unknown[] = ['ip', 'api_key', 'endpoint'];

const rules: OptionRules<RateLimitOptions<never>> = {
  enabled: ['boolean', 'a boolean'],
  requestsPerWindow: aCount,
  windowSeconds: ['number', 'a finite number > 0', (seconds: number) => seconds > 0 && seconds < Infinity],
  burstSize: aCount,
  limitBy: ['string function object', 'ip, api_key, endpoint, a function, or a list of them', isLimitBy],
  exemptPaths: ['object', 'an array of strings and patterns', isPaths],
  skip: aFunction,
  limiter: ['object', 'a RateLimiter', (limiter: object) => 'consume' in limiter],
  policies: [
    'object function',
    'an array of policies or a function',
    (p: unknown) => typeof p === 'function' || isFilled(p),
  ],
  store: ['object', 'a store', (store: object) => 'decide' in store],
  name: aString,
  onEvent: aFunction,
  cost: ['number function', 'an integer >= 0 or a function', (n: unknown) => typeof n === 'function' || isCost(n)],
  refundOn: ['string function', 'success, failure or a function', (on: unknown) => isOneOf(['success', 'failure'], on)],
  trustProxy: ['boolean number object function', 'a TrustProxy'],
  ipv6Subnet: anIpv6Subnet,
  apiKey: ['object', 'an object'],
  headers: ['object', 'an object'],
  body: ['string function', 'detail, problem or a function', (body: unknown) => isOneOf(['detail', 'problem'], body)],
  onLimited: aFunction,
  clientAddress: aFunction,
};
const apiKeyRules: OptionRules<ApiKeyOptions<never>> = {
  header: ['string', 'a header name', (name: string) => /^[\w-]+$/.test(name)],
  verify: aFunction,
  ipCeiling: ['object', 'a policy'],
};

/** Checks options and fills in the defaults. */
export function readMiddlewareOptions<Request>(
  caller: string,
  options: RateLimitOptions<Request>,
): MiddlewareSettings<Request> {
  const given = checkOptions<RateLimitOptions<Request>>(caller, options, rules);
  const { limitBy = 'ip', trustProxy = false, ipv6Subnet = 64, headers = {}, apiKey = {} } = given;
  checkExclusive(caller, given);
  const { header = 'x-api-key', ...key } = checkOptions<ApiKeyOptions<Request>>(
    `${caller}: apiKey`,
    apiKey,
    apiKeyRules,
  );
  return {
    requestsPerWindow: 100,
    windowSeconds: 60,
    ...given,
    limitBy: [limitBy].flat(),
    trust: readTrustProxy(caller, trustProxy),
    ipv6Subnet,
    apiKey: { ...key, header: header.toLowerCase() },
    headers: checkOptions(`${caller}: headers`, headers, headerFormatRules),
  };
}

/** What a limiter of one's own has of its own. */
const ofLimiter = ['store', 'name', 'onEvent'] as const;

/** Two options that say the same thing differently are a mistake: one of them would be ignored. */
function checkExclusive(caller: string, { limiter, policies, ...options }: RateLimitOptions<never>): void {
  const first = limiter ? 'limiter' : 'policies';
  const plain = ['requestsPerWindow', 'windowSeconds', 'burstSize'] as const;
  const rivals = limiter ? [...plain, ...ofLimiter] : policies ? plain : [];
  const fixed = limiter && typeof policies === 'object' ? 'policies' : undefined;
  const rival = fixed ?? rivals.find((name) => options[name] !== undefined);
  if (rival) throw new TypeError(`${caller}: ${rival} has no effect beside ${first}`);
}

function isLimitBy(limitBy: unknown): boolean {
  return Array.isArray(limitBy) ? isFilled(limitBy) && limitBy.every(isStrategy) : isStrategy(limitBy);
}

function isStrategy(value: unknown): boolean {
  return isOneOf(strategies, value);
}

function isOneOf(names: readonly unknown[], value: unknown): boolean {
  return typeof value === 'function' || names.includes(value);
}

function isFilled(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0;
}

function isPaths(paths: unknown): boolean {
  return Array.isArray(paths) && paths.every((path) => typeof path === 'string' || path instanceof RegExp);
}

/** Whether `cost` is one that a limiter takes. */
function isCost(cost: unknown): boolean {
  return Number.isSafeInteger(cost) && Number(cost) >= 0;
}
