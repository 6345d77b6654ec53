import type { PhaseSummary } from './summary.ts';

/** A phase in which all went well, but for what is said. */
export function makePhase(own: Partial<PhaseSummary> = {}): PhaseSummary {
  return {
    ...{ name: 'a phase', from: 0, faultEnd: 10_000, to: 12_000, healthyAfterMs: 1_000, waitedFor: [] },
    ...{ requests: 1_000, failed: 0, latency: { p50: 10, p95: 100, p99: 200, max: 300 } },
    ...{ probes: 12, brokenProbes: 0, detected: { afterMs: 2_000, by: 'breaker database' } },
    ...own,
  };
}
