import * as z from 'zod';
import type { Queries } from '../db/database.ts';
import type { JobHandler, JobRun, NewJob } from './job.ts';
import { createJobRunner, type JobRunner, type RunnerParts } from './job-runner.ts';
import { insertJob } from './job-store.ts';
import { createRecurring } from './recurring.ts';

export interface Jobs {
  /**
   * Orders a job in the transaction of whatever needs it: it runs when that is committed. Resolves with its id, or with
   * undefined where there is one of the same key.
   *
   * @throws {TypeError} where nobody handles that name, or the payload does not fit its schema.
   */
  enqueue(tx: Queries, job: NewJob): Promise<string | undefined>;
  handle<Payload>(name: string, handler: JobHandler<Payload>): void;
  /** Runs a job once in each slot of time, in one of all processes. Slots begin at multiples of `everyMs`, in UTC. */
  every(name: string, recurring: RecurringJob): void;
  /** Runs what is due, and what becomes due by that, to its end; resolves with how many runs there were. */
  runDue(): Promise<number>;
  /** Runs what is due from now on. */
  start(): void;
  /** Takes no more jobs; the running ones may end for a while, then they are stopped and given back. */
  close(): Promise<void>;
}

export interface RecurringJob extends Pick<JobHandler, 'attempts' | 'timeoutMs'> {
  /** A minute to a day: what was done is known for longer than that. */
  readonly everyMs: number;
  run(slot: Date, run: JobRun): Promise<void>;
}

const slotPayload = z.strictObject({ slot: z.iso.datetime() });

export function createJobs(parts: RunnerParts): Jobs {
  const handlers = new Map<string, JobHandler>();
  const recurring = createRecurring();
  const runner: JobRunner = createJobRunner(handlers, recurring, parts);

  function handle<Payload>(name: string, handler: JobHandler<Payload>): void {
    if (handlers.has(name)) throw new TypeError(`There is a handler of the job ${name} already.`);
    // The cast: what it is called with has passed its schema.
    handlers.set(name, handler as JobHandler);
  }

  return {
    async enqueue(tx, job) {
      const handler = handlers.get(job.name);
      if (!handler)
        throw new TypeError(`Nobody handles a job ${job.name}: expected ${[...handlers.keys()].join(', ')}`);
      const payload = handler.schema.safeParse(job.payload);
      if (!payload.success) throw new TypeError(`The payload of ${job.name} does not fit: ${payload.error.message}`);
      return insertJob(tx, job, parts.now());
    },
    handle,
    every(name, { everyMs, run, ...limits }) {
      handle(name, { ...limits, schema: slotPayload, run: ({ slot }, jobRun) => run(new Date(slot), jobRun) });
      recurring.add(name, everyMs);
    },
    ...runner,
  };
}
