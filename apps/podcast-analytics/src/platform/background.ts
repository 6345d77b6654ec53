import { Counter } from 'prom-client';
import type { App } from '../main.ts';
import { createRelay } from './outbox/relay.ts';
import { createPoller } from './poller.ts';

const relayIdleMs = 500;

/** Starts what goes on beside the requests of a server: the relay of the outbox, and the jobs. */
export function startBackground({
  database,
  bus,
  events,
  jobs,
  telemetry,
  now,
}: Pick<App, 'database' | 'bus' | 'events' | 'jobs' | 'telemetry' | 'now'>): { close(): Promise<void> } {
  const { logger } = telemetry;
  const failures = new Counter({
    name: 'outbox_failures_total',
    help: 'Times that events of a tenant could not be published',
    registers: [telemetry.metrics],
  });
  const onFailure = (failure: object) => {
    failures.inc();
    logger.warn(failure, 'events of a tenant are held up');
  };
  const relay = createRelay({ database, bus, events, now, onFailure });
  const poller = createPoller({ name: 'outbox', work: relay.publishDue, idleMs: relayIdleMs, logger });
  poller.start();
  jobs.start();
  return {
    async close() {
      await Promise.all([poller.stop(), jobs.close()]);
    },
  };
}
