import type { Circuit } from './circuit.ts';

/** What a breaker has seen since it was made. */
export interface BreakerMetrics {
  /** Calls that ended: `successes`, `failures` and `ignored` together. */
  readonly calls: number;
  readonly successes: number;
  readonly failures: number;
  readonly ignored: number;
  /** Successes and failures that took `slowCallMs` or longer. */
  readonly slow: number;
  /** Calls that were not let in. */
  readonly rejected: number;
  /** Share of failures among the successes and failures: of the window, or without one of all. */
  readonly failureRate: number;
  /** The same of slow calls. */
  readonly slowRate: number;
}

export function metricsOf({ successes, failures, ignored, slow, rejected, window, settings }: Circuit): BreakerMetrics {
  window?.moveTo(settings.clock.now());
  const judged = window ?? { calls: successes + failures, failures, slow };
  const share = (of: number): number => (judged.calls > 0 ? of / judged.calls : 0);
  return {
    calls: successes + failures + ignored,
    successes,
    failures,
    ignored,
    slow,
    rejected,
    failureRate: share(judged.failures),
    slowRate: share(judged.slow),
  };
}
