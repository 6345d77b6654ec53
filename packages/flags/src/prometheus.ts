import { counter, gauge } from '@scry/internal/registered-metric';
import type { Registry } from 'prom-client';
import type { FlagsEvent } from './events.ts';

/** So many flags and variants have a label of their own; a document seldom has a tenth of them. */
const mostPairs = 2_000;

/**
 * Counts what flags do, for prom-client:
 *
 * - `flags_evaluations_total{name, flag, variant, reason}`: evaluations; after the first two thousand pairs of flag and variant, both
 *   are `other`. Keys that no document and no code knows are `unknown`.
 * - `flags_errors_total{name, flag, code}`: those that ended with an error
 * - `flags_updates_total{name, source, outcome}`: documents that came, `accepted` or `refused`, and sources that `failed`
 * - `flags_last_update_timestamp_seconds{name}`: when the last good document came
 *
 * Flags may share a registry: they are told apart by their `name`.
 *
 * @example
 * const flags = createFlags({ definitions, source, onEvent: prometheus(register) });
 */
export function prometheus(registry: Registry): (event: FlagsEvent) => void {
  const evaluations = counter(registry, 'flags_evaluations_total', 'Evaluations', [
    'name',
    'flag',
    'variant',
    'reason',
  ]);
  const errors = counter(registry, 'flags_errors_total', 'Evaluations that failed', ['name', 'flag', 'code']);
  const updates = counter(registry, 'flags_updates_total', 'Documents and failures', ['name', 'source', 'outcome']);
  const lastUpdate = gauge(registry, 'flags_last_update_timestamp_seconds', 'Time of the last good document', ['name']);
  const pairs = new Set<string>();

  function labelsOf({ key, variant = '', errorCode }: Extract<FlagsEvent, { type: 'evaluation' }>) {
    // What was asked for may be a word of a request: each would be a series of its own, for good.
    if (errorCode === 'FLAG_NOT_FOUND') return { flag: 'unknown', variant };
    const pair = JSON.stringify([key, variant]);
    if (pairs.size < mostPairs) pairs.add(pair);
    return pairs.has(pair) ? { flag: key, variant } : { flag: 'other', variant: 'other' };
  }

  return function countFlagsEvent(event) {
    const { name } = event;
    switch (event.type) {
      case 'evaluation': {
        const { flag, variant } = labelsOf(event);
        evaluations.inc({ name, flag, variant, reason: event.reason });
        if (event.errorCode !== undefined) errors.inc({ name, flag, code: event.errorCode });
        return;
      }
      case 'update':
        lastUpdate.set({ name }, Date.now() / 1_000);
        return updates.inc({ name, source: event.source, outcome: 'accepted' });
      case 'refused':
        return updates.inc({ name, source: event.source, outcome: 'refused' });
      case 'source-error':
        return updates.inc({ name, source: event.source, outcome: 'failed' });
      case 'warning':
        return;
    }
  };
}
