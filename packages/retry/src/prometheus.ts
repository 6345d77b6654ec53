import { counter } from '@scry/internal/registered-metric';
import { Histogram, type Registry } from 'prom-client';
import type { RetryEvent } from './events.ts';

/**
 * Counts what a policy does, for prom-client:
 *
 * - `retry_calls_total{name, outcome}`: calls that ended, with `success` or the reason of the give-up
 * - `retry_retries_total{name}`: attempts after the first one
 * - `retry_delay_seconds{name}`: the waits before them
 *
 * Policies may share a registry: they are told apart by their `name`.
 *
 * @example
 * const policy = createRetry({ name: 'orders', onEvent: prometheus(register) });
 */
export function prometheus(registry: Registry): (event: RetryEvent) => void {
  const calls = counter(registry, 'retry_calls_total', 'Calls that ended, by how', ['name', 'outcome']);
  const retries = counter(registry, 'retry_retries_total', 'Attempts after the first one', ['name']);
  const delay = histogram(registry, 'retry_delay_seconds', 'Waits before a retry', ['name']);

  return function countRetryEvent(event) {
    const { name } = event;
    if (event.type === 'retry') {
      retries.inc({ name });
      delay.observe({ name }, event.delayMs / 1_000);
    } else {
      calls.inc({ name, outcome: event.type === 'success' ? 'success' : event.reason });
    }
  };
}

function histogram(registry: Registry, name: string, help: string, labelNames: string[]): Histogram {
  const buckets = [0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60];
  // A registry takes a name only once, and this one is ours.
  const known = registry.getSingleMetric(name) as Histogram | undefined;
  return known ?? new Histogram({ name, help, labelNames, buckets, registers: [registry] });
}
