import { parseStructuredList, type StructuredItem } from './structured-list.ts';

/** What a response tells of its server's limits; what it does not tell is not there. Durations count from its arrival. */
export interface RateLimitInfo {
  /** The policy that has the least left, if the policies have names. */
  readonly policy?: string;
  readonly limit?: number;
  readonly remaining?: number;
  readonly windowMs?: number;
  /** Until there is more than `remaining`. */
  readonly availableAfterMs?: number;
  /** Until all is there again. */
  readonly resetAfterMs?: number;
  /** From `Retry-After`, which takes precedence over the others. */
  readonly retryAfterMs?: number;
  /** Every policy of draft 10. */
  readonly policies: readonly RateLimitItem[];
}

/** One policy of the `RateLimit` and `RateLimit-Policy` headers. */
export type RateLimitItem = Omit<RateLimitInfo, 'policy' | 'policies' | 'resetAfterMs' | 'retryAfterMs'> & {
  readonly name: string;
};

/** The headers of fetch, or a record as Node and most clients have them; names in any case. */
export type HeaderSource =
  | { get(name: string): string | null }
  | Readonly<Record<string, string | readonly string[] | number | undefined>>;

/**
 * Reads what `formatRateLimit` and other servers send: `RateLimit` and `RateLimit-Policy` of
 * draft-ietf-httpapi-ratelimit-headers-10, the headers of draft 6, `X-RateLimit-*` with its reset in Unix seconds, and
 * `Retry-After`. The first of them that tells a figure wins. A malformed header is ignored as a whole.
 *
 * @param nowMs wall clock in epoch milliseconds, for dates. @default Date.now()
 * @returns `undefined` when no header tells anything.
 * @example
 * const info = parseRateLimit(response.headers);
 * if (info?.remaining === 0) await sleep(info.availableAfterMs ?? 1_000);
 */
export function parseRateLimit(headers: HeaderSource, nowMs: number = Date.now()): RateLimitInfo | undefined {
  const header = readerOf(headers);
  const policies = readPolicies(header);
  const told = {
    ...given('limit', count(header('x-ratelimit-limit'))),
    ...given('remaining', count(header('x-ratelimit-remaining'))),
    ...given('resetAfterMs', since(nowMs, count(header('x-ratelimit-reset')))),
    ...given('limit', count(header('ratelimit-limit'))),
    ...given('remaining', count(header('ratelimit-remaining'))),
    ...given('resetAfterMs', milliseconds(count(header('ratelimit-reset')))),
    ...mostRestrictive(policies),
    ...given('retryAfterMs', retryAfter(header('retry-after'), nowMs)),
  };
  return Object.keys(told).length === 0 ? undefined : { ...told, policies };
}

function readPolicies(header: (name: string) => string | undefined): readonly RateLimitItem[] {
  const items = new Map<string, RateLimitItem>();
  for (const { value: name, parameters } of itemsWith('q', header('ratelimit-policy'))) {
    const window = milliseconds(natural(parameters.get('w')));
    items.set(name, { name, ...given('limit', natural(parameters.get('q'))), ...given('windowMs', window) });
  }
  for (const { value: name, parameters } of itemsWith('r', header('ratelimit'))) {
    const remaining = given('remaining', natural(parameters.get('r')));
    const available = given('availableAfterMs', milliseconds(natural(parameters.get('t'))));
    items.set(name, { name, ...items.get(name), ...remaining, ...available });
  }
  return [...items.values()];
}

/** The items of a list, or none when it is malformed: when one of them lacks the number that it must have, too. */
function itemsWith(required: string, text: string | undefined): readonly StructuredItem[] {
  const items = text === undefined ? [] : (parseStructuredList(text) ?? []);
  return items.every(({ parameters }) => natural(parameters.get(required)) !== undefined) ? items : [];
}

function mostRestrictive(policies: readonly RateLimitItem[]): Omit<RateLimitInfo, 'policies'> {
  const [first, ...others] = policies;
  if (!first) return {};
  const least = others.reduce((a, b) => (isTighter(b, a) ? b : a), first);
  const { name: policy, ...figures } = least;
  return { policy, ...figures };
}

function isTighter(one: RateLimitItem, other: RateLimitItem): boolean {
  const [mine = Infinity, its = Infinity] = [one.remaining, other.remaining];
  return mine < its || (mine === its && (one.availableAfterMs ?? 0) > (other.availableAfterMs ?? 0));
}

function readerOf(headers: HeaderSource): (name: string) => string | undefined {
  if (typeof headers.get === 'function') {
    const { get } = headers;
    // A record may have a header called `get`, but none that is a function.
    return (name) => (get as (name: string) => string | null).call(headers, name) ?? undefined;
  }
  const byName = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  return (name) => byName.get(name)?.toString();
}

function retryAfter(text: string | undefined, nowMs: number): number | undefined {
  const at = text?.endsWith('GMT') ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? milliseconds(count(text)) : Math.max(0, at - nowMs);
}

function count(text: string | undefined): number | undefined {
  return text !== undefined && /^ *\d{1,15} *$/.test(text) ? Number(text) : undefined;
}

function natural(value: string | number | undefined): number | undefined {
  return typeof value === 'number' && value >= 0 ? value : undefined;
}

function since(nowMs: number, seconds: number | undefined): number | undefined {
  return seconds === undefined ? undefined : Math.max(0, seconds * 1_000 - nowMs);
}

function milliseconds(seconds: number | undefined): number | undefined {
  return seconds === undefined ? undefined : seconds * 1_000;
}

/** A field that is there only when it has a value. */
function given<K extends string>(name: K, value: number | undefined): { [N in K]?: number } {
  // A computed name has a type of its own only when somebody says so.
  return (value === undefined ? {} : { [name]: value }) as { [N in K]?: number };
}
