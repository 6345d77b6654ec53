// Metrics of prom-client that instances share: a registry takes a name only once, and these are ours.
import { Counter, Gauge, type Registry } from 'prom-client';

export function counter(registry: Registry, name: string, help: string, labelNames: string[]): Counter {
  const known = registry.getSingleMetric(name) as Counter | undefined;
  return known ?? new Counter({ name, help, labelNames, registers: [registry] });
}

export function gauge(registry: Registry, name: string, help: string, labelNames: string[]): Gauge {
  const known = registry.getSingleMetric(name) as Gauge | undefined;
  return known ?? new Gauge({ name, help, labelNames, registers: [registry] });
}
