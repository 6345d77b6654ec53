import { counter, gauge } from '@scry/internal/registered-metric';
import type { Registry } from 'prom-client';
import type { BreakerState } from './breaker-state.ts';
import type { BreakerEvent } from './events.ts';

const states: readonly BreakerState[] = ['closed', 'open', 'half-open', 'forced-open', 'disabled'];

/**
 * Counts what a breaker does, for prom-client:
 *
 * - `breaker_state{name, state}`: 1 for the state it is in, 0 for the others
 * - `breaker_opens_total{name}`: how often it opened
 * - `breaker_calls_total{name, outcome}`: calls that ended, with `success`, `failure` or `ignored`, and those `rejected`
 * - `breaker_slow_calls_total{name}`: those that took `slowCallMs` or longer
 * - `breaker_store_errors_total{name}`: how often the store failed or did not answer
 *
 * Breakers may share a registry: they are told apart by their `name`.
 *
 * @example
 * const stripe = createBreaker({ name: 'stripe', onEvent: prometheus(register) });
 */
export function prometheus(registry: Registry): (event: BreakerEvent) => void {
  const state = gauge(registry, 'breaker_state', 'State of the breaker', ['name', 'state']);
  const opens = counter(registry, 'breaker_opens_total', 'Times it opened', ['name']);
  const calls = counter(registry, 'breaker_calls_total', 'Calls by how they ended', ['name', 'outcome']);
  const slowCalls = counter(registry, 'breaker_slow_calls_total', 'Calls that were slow', ['name']);
  const storeErrors = counter(registry, 'breaker_store_errors_total', 'Times the store failed', ['name']);

  return function countBreakerEvent(event) {
    const { type, name } = event;
    switch (type) {
      case 'success':
      case 'failure':
        if (event.slow) slowCalls.inc({ name });
        calls.inc({ name, outcome: type });
        break;
      case 'ignored':
      case 'rejected':
        calls.inc({ name, outcome: type });
        break;
      case 'store-error':
        storeErrors.inc({ name });
        break;
      default:
        if (type === 'open') opens.inc({ name });
        for (const each of states) state.set({ name, state: each }, each === type ? 1 : 0);
    }
  };
}
