import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { Database } from '../src/platform/db/database.ts';
import type { BusEvent } from '../src/platform/events/event.ts';
import { createJobs, type Jobs } from '../src/platform/jobs/jobs.ts';
import { createOutbox } from '../src/platform/outbox/outbox.ts';
import { createRelay, type Relay } from '../src/platform/outbox/relay.ts';
import { createTelemetry } from '../src/platform/telemetry.ts';

export interface Background {
  readonly relay: Relay;
  readonly jobs: Jobs;
  /** Writes a note, an event and a job in one transaction; with `fail`, one that is rolled back. */
  write(tenantId: string, fail: boolean): Promise<void>;
}

/** The outbox and the jobs, which tell what goes out and what runs. */
export function openBackground(
  database: Database,
  now: () => number,
  tell: (kind: 'event' | 'job', tenantId: string, subject: string) => void,
): Background {
  const { logger } = createTelemetry('silent');
  const outbox = createOutbox(now);
  const jobs = createJobs({ database, events: { emit: () => {} }, logger, now });
  jobs.handle('note', {
    schema: z.strictObject({ subject: z.string() }),
    run: async ({ subject }, { tenantId }) => tell('job', tenantId ?? '', subject),
  });
  const publish = async (events: readonly BusEvent[]) => {
    for (const { tenantId, subject } of events) tell('event', tenantId, subject);
  };
  return {
    jobs,
    relay: createRelay({ database, bus: { publish }, events: { published: () => {} }, now }),
    async write(tenantId, fail) {
      const subject = `${fail ? 'rolled-back' : 'note'}-${randomUUID()}`;
      const writing = database.transaction(async (tx) => {
        await tx.query('INSERT INTO notes VALUES ($1)', [subject]);
        await outbox.add(tx, { type: 'campaign.deleted', tenantId, subject, data: {} });
        await jobs.enqueue(tx, { name: 'note', tenantId, payload: { subject } });
        if (fail) throw new Error('rolled back');
      });
      await writing.catch((error) => {
        if (!fail) throw error;
      });
    },
  };
}
