import type { Breaker, BreakerMetrics, BreakerState } from '@scry/breaker';

/** A breaker as the page of operations shows it. */
export interface BreakerStatus extends BreakerMetrics {
  readonly name: string;
  readonly state: BreakerState;
  readonly retryAfterMs: number;
}

export function breakerStatus(name: string, breaker: Breaker): BreakerStatus {
  return { name, state: breaker.state, retryAfterMs: breaker.retryAfterMs, ...breaker.metrics() };
}
