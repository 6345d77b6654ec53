import { counter, gauge } from '@scry/internal/registered-metric';
import type { Registry } from 'prom-client';
import type { RateLimitEvent } from './events.ts';

/**
 * Counts what a limiter does, for prom-client:
 *
 * - `rate_limit_requests_total{name, status}`: calls by `allowed`, `denied` or `shadow` (allowed, and in a policy in
 *   shadow mode not)
 * - `rate_limit_remaining{name, key_type}`: what the last caller has left, by `ip`, `api_key` or `endpoint` for the keys
 *   that the middleware makes, else `key`; `keyType` may tell other types, and must not tell the key itself
 * - `rate_limit_degraded{name}`: 1 while decisions are made without the store, else 0
 *
 * Limiters may share a registry: they are told apart by their `name`.
 *
 * @example
 * const limiter = createRateLimiter({ limit: 100, windowMs: 60_000, onEvent: prometheus(register) });
 */
export function prometheus(
  registry: Registry,
  keyType: (key: string) => string = (key) => /^(ip|api_key|endpoint):/.exec(key)?.[1] ?? 'key',
): (event: RateLimitEvent) => void {
  const requests = counter(registry, 'rate_limit_requests_total', 'Calls, by how they were decided', [
    'name',
    'status',
  ]);
  const remaining = gauge(registry, 'rate_limit_remaining', 'Tokens that the last caller has left', [
    'name',
    'key_type',
  ]);
  const degraded = gauge(registry, 'rate_limit_degraded', 'Whether the store does not answer', ['name']);

  return function countRateLimitEvent(event) {
    const { type, name } = event;
    if (type === 'degraded' || type === 'recovered') {
      degraded.set({ name }, type === 'degraded' ? 1 : 0);
      return;
    }
    const { key, decision } = event;
    const isShadow = decision.allowed && decision.violated.length > 0;
    requests.inc({ name, status: isShadow ? 'shadow' : type });
    remaining.set({ name, key_type: keyType(key) }, decision.remaining);
  };
}
