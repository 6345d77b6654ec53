import { counter, gauge } from '@scry/internal/registered-metric';
import type { Registry } from 'prom-client';
import type { ChaosEvent } from './events.ts';

/**
 * Shows for prom-client what is armed and what it does:
 *
 * - `chaos_scenario_active{scenario_name}`: how often a scenario is armed at the moment
 * - `chaos_injections_total{scenario_name, point}`: calls that were disturbed
 * - `chaos_skipped_total{scenario_name, point, reason}`: calls that were to be disturbed and were not
 *
 * @example
 * const chaos = createChaos({ onEvent: prometheus(register) });
 */
export function prometheus(registry: Registry): (event: ChaosEvent) => void {
  const active = gauge(registry, 'chaos_scenario_active', 'How often a scenario is armed', ['scenario_name']);
  const injections = counter(registry, 'chaos_injections_total', 'Calls that were disturbed', [
    'scenario_name',
    'point',
  ]);
  const skipped = counter(registry, 'chaos_skipped_total', 'Calls that were to be disturbed and were not', [
    'scenario_name',
    'point',
    'reason',
  ]);

  return function countChaosEvent(event) {
    const scenario_name = event.name;
    switch (event.type) {
      case 'armed':
        return active.inc({ scenario_name });
      case 'disarmed':
        return active.dec({ scenario_name });
      case 'injected':
        return injections.inc({ scenario_name, point: event.point });
      case 'skipped':
        return skipped.inc({ scenario_name, point: event.point, reason: event.reason });
    }
  };
}
