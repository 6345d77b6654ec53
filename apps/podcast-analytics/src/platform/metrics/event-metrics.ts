import { Counter, Histogram, type Registry } from 'prom-client';
import { providerNames } from '../../providers/provider-settings.ts';
import { eventTypes } from '../events/catalogue.ts';
import type { AnyEvent } from '../events/event.ts';

/**
 * Counts the key events, and times those that took a while:
 *
 * - `events_total{type}`: such as `campaign.created`, `report.failed` and `payment.processed`; an event of the bus when it was
 *   published
 * - `background_job_duration_seconds{job, outcome}`
 * - `external_api_call_duration_seconds{provider, outcome}`
 */
export function eventMetrics(registry: Registry): (event: AnyEvent) => void {
  const registers = [registry];
  const counted = new Counter({ name: 'events_total', help: 'Key events, by type', labelNames: ['type'], registers });
  for (const type of eventTypes) counted.inc({ type }, 0); // so that the first one is seen as an increase
  const jobs = new Histogram({
    name: 'background_job_duration_seconds',
    help: 'Runs of background jobs',
    labelNames: ['job', 'outcome'],
    buckets: [0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 300],
    registers,
  });
  const calls = new Histogram({
    name: 'external_api_call_duration_seconds',
    help: 'Calls to providers, with all of their tries',
    labelNames: ['provider', 'outcome'],
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
    registers,
  });

  return function countEvent({ type, data }) {
    counted.inc({ type });
    switch (type) {
      case 'background_job.completed':
        return jobs.observe({ job: data.job, outcome: 'completed' }, data.durationMs / 1_000);
      case 'background_job.failed':
        return jobs.observe({ job: data.job, outcome: 'failed' }, data.durationMs / 1_000);
      case 'external_api.call': {
        const provider = providerNames.find((name) => name === data.provider) ?? 'other';
        return calls.observe({ provider, outcome: data.error === undefined ? 'ok' : 'failed' }, data.latencyMs / 1_000);
      }
      default:
        return undefined;
    }
  };
}
