import { Counter, type Registry } from 'prom-client';
import { eventTypes } from './catalogue.ts';
import type { AnyEvent } from './event.ts';

/** `key_events_total{type}`: every key event that this process told of. All types are there from the start, with zero. */
export function measureEvents(registry: Registry): (event: AnyEvent) => void {
  const told = new Counter({
    name: 'key_events_total',
    help: 'Key events, by type',
    labelNames: ['type'],
    registers: [registry],
  });
  for (const type of eventTypes) told.inc({ type }, 0);
  return function countEvent({ type }) {
    told.inc({ type });
  };
}
