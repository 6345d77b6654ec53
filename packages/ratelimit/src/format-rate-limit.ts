import { aFunction, checkOptions, type OptionRules } from '@scry/internal/check-options';
import type { Decision, PolicyState } from './decision.ts';

/** Which families of headers are sent. */
export interface HeaderFormat {
  /** `X-RateLimit-Limit`, `-Remaining` and `-Reset`, the last in Unix seconds. @default true */
  readonly legacy?: boolean;
  /** The draft of the IETF whose `RateLimit` headers are sent. @default 10 */
  readonly draft?: 10 | 6 | false;
}

export interface HeaderOptions extends HeaderFormat {
  /** The wall clock in epoch milliseconds. @default Date.now */
  readonly now?: () => number;
}

export const headerFormatRules: OptionRules<HeaderFormat> = {
  legacy: ['boolean', 'a boolean'],
  draft: ['number boolean', '10, 6 or false', (draft: unknown) => draft === 10 || draft === 6 || draft === false],
};

/**
 * Tells a decision in headers: `X-RateLimit-*`; `RateLimit-Policy` and `RateLimit` of
 * draft-ietf-httpapi-ratelimit-headers-10, or the four headers of draft 6; and `Retry-After` on a denial that will pass.
 *
 * Times are in whole seconds, rounded up. A window that is not whole seconds long is left out of the policy.
 *
 * @throws TypeError or RangeError when an option is wrong.
 * @example
 * for (const [name, value] of Object.entries(formatRateLimit(decision))) response.setHeader(name, value);
 */
export function formatRateLimit(decision: Decision, options: HeaderOptions = {}): Record<string, string> {
  const { now = Date.now, ...format } = checkOptions('formatRateLimit', options, {
    ...headerFormatRules,
    now: aFunction,
  });
  const headers: Record<string, string> = {};
  writeRateLimit(decision, format, resetSeconds(decision, now()), (name, value) => {
    headers[customary[name]] = value;
  });
  return headers;
}

/** How the headers are written in print. */
const customary = {
  'x-ratelimit-limit': 'X-RateLimit-Limit',
  'x-ratelimit-remaining': 'X-RateLimit-Remaining',
  'x-ratelimit-reset': 'X-RateLimit-Reset',
  ratelimit: 'RateLimit',
  'ratelimit-limit': 'RateLimit-Limit',
  'ratelimit-remaining': 'RateLimit-Remaining',
  'ratelimit-reset': 'RateLimit-Reset',
  'ratelimit-policy': 'RateLimit-Policy',
  'retry-after': 'Retry-After',
};

/** An Integer of RFC 9651 §3.3.1 has 15 digits at most. */
const largestInteger = 999_999_999_999_999;

type HeaderName = keyof typeof customary;

/** When everything is there again, in Unix seconds: a number also for a key that is blocked for ever. */
export function resetSeconds({ resetAfterMs }: Decision, nowMs: number): number {
  return Math.min(Math.ceil((nowMs + resetAfterMs) / 1_000), largestInteger);
}

/** Hands each header on as it is made, by the name that Node need not put into lower case: a fifth of the time of all. */
export function writeRateLimit(
  decision: Decision,
  { legacy = true, draft = 10 }: HeaderFormat,
  reset: number,
  write: (name: HeaderName, value: string) => void,
): void {
  if (legacy) {
    write('x-ratelimit-limit', String(decision.limit));
    write('x-ratelimit-remaining', String(decision.remaining));
    write('x-ratelimit-reset', String(reset));
  }
  if (draft === 10) {
    write('ratelimit-policy', list(decision.policies, quotaPolicy));
    write('ratelimit', list(decision.policies, serviceLimit));
  } else if (draft === 6) {
    write('ratelimit-limit', integer(decision.limit));
    write('ratelimit-remaining', integer(decision.remaining));
    write('ratelimit-reset', seconds(decision.resetAfterMs));
    write(
      'ratelimit-policy',
      list(decision.policies, ({ limit, windowMs }) => integer(limit) + windowOf(windowMs)),
    );
  }
  if (!decision.allowed && decision.retryAfterMs < Infinity) write('retry-after', seconds(decision.retryAfterMs));
}

function list(policies: readonly PolicyState[], item: (policy: PolicyState) => string): string {
  const [first] = policies;
  // One policy is what most have.
  return first && policies.length === 1 ? item(first) : policies.map(item).join(', ');
}

function quotaPolicy({ name, limit, windowMs }: PolicyState): string {
  return `${quoted(name)};q=${integer(limit)}${windowOf(windowMs)}`;
}

function serviceLimit({ name, remaining, availableAfterMs }: PolicyState): string {
  return `${quoted(name)};r=${integer(remaining)};t=${seconds(availableAfterMs)}`;
}

/** Sub-second precision is not supported by the draft, and a wrong window is worse than none. */
function windowOf(windowMs: number): string {
  return windowMs % 1_000 === 0 ? `;w=${windowMs / 1_000}` : '';
}

/** A String of RFC 9651 §3.3.3: ASCII only. Another character stands as `%` and its code point. */
function quoted(name: string): string {
  const safe = /[^ !#-[\]-~]/.test(name) ? name.replace(/["\\]/g, '\\$&').replace(/[^ -~]/gu, codePoint) : name;
  return `"${safe}"`;
}

function codePoint(character: string): string {
  return `%${character.codePointAt(0)?.toString(16)}`;
}

function seconds(ms: number): string {
  return integer(Math.ceil(ms / 1_000));
}

function integer(value: number): string {
  return String(Math.min(value, largestInteger));
}
