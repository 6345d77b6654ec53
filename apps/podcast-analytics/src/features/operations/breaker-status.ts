import type { Breaker, BreakerMetrics, BreakerRegistry, BreakerState } from '@scry/breaker';

/** A breaker as the page of operations shows it. */
export interface BreakerStatus extends BreakerMetrics {
  readonly name: string;
  readonly state: BreakerState;
  readonly retryAfterMs: number;
}

/** Of our own servers that are configured, then of the hosts of others. */
export function breakerStatuses(
  own: Readonly<Record<string, Breaker | undefined>>,
  hosts: BreakerRegistry,
): BreakerStatus[] {
  const ofHosts = Object.keys(hosts.snapshot()).map((host) => [host, hosts.get(host)] as const);
  return [...Object.entries(own), ...ofHosts].flatMap(([name, breaker]) =>
    breaker ? [{ name, state: breaker.state, retryAfterMs: breaker.retryAfterMs, ...breaker.metrics() }] : [],
  );
}
