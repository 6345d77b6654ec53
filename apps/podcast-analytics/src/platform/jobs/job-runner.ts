import type { Database } from '../db/database.ts';
import type { Events } from '../events/events.ts';
import type { Logger } from '../logger.ts';
import { createPoller } from '../poller.ts';
import type { JobHandler, TakenJob } from './job.ts';
import { takeJobs } from './job-store.ts';
import type { Recurring } from './recurring.ts';
import { defaults, runJob } from './run-job.ts';

export interface RunnerParts {
  readonly database: Database;
  readonly events: Pick<Events, 'emit'>;
  readonly logger: Logger;
  readonly now: () => number;
  /** In [0, 1). @default Math.random */
  readonly random?: () => number;
  /** How many run at a time in this process. @default 4 */
  readonly concurrency?: number;
  /** How long `close` lets the running ones go on. @default 10_000 */
  readonly graceMs?: number;
}

export interface JobRunner {
  runDue(): Promise<number>;
  start(): void;
  close(): Promise<void>;
}

const idleMs = 1_000;
/** Past its time a run is written down as failed at once; the lease leaves room for that. */
const leaseMarginMs = 30_000;

/** Takes jobs and runs several at a time, each under a lease: a job of a process that died is taken again when that ends. */
export function createJobRunner(
  handlers: ReadonlyMap<string, JobHandler>,
  recurring: Recurring,
  { database, events, logger, now, random = Math.random, concurrency = 4, graceMs = 10_000 }: RunnerParts,
): JobRunner {
  const stopping = new AbortController();
  const running = new Set<Promise<void>>();
  const run = { database, events, now, random, stopping: stopping.signal };

  async function takeDue(): Promise<number> {
    await recurring.order(database, now());
    const leases = new Map(
      [...handlers].map(([name, { timeoutMs = defaults.timeoutMs }]) => [name, timeoutMs + leaseMarginMs]),
    );
    const taken = await takeJobs(database, { at: now(), most: concurrency - running.size, leases });
    for (const job of taken) begin(job);
    return taken.length;
  }

  function begin(job: TakenJob): void {
    const handler = handlers.get(job.name);
    if (!handler) throw new Error(`the job ${job.name} was taken without a handler`);
    const ended = runJob(job, handler, run)
      .catch((error) => logger.error({ jobId: job.id, error: String(error) }, 'the end of a job was not written down'))
      .finally(() => running.delete(ended));
    running.add(ended);
  }

  const poller = createPoller({
    name: 'jobs',
    idleMs,
    logger,
    async work() {
      if (running.size < concurrency) return takeDue();
      await Promise.race(running);
      return 1;
    },
  });

  return {
    async runDue() {
      let runs = 0;
      for (let taken = await takeDue(); taken > 0; taken = await takeDue()) {
        runs += taken;
        await Promise.all(running);
      }
      return runs;
    },
    start: () => poller.start(),
    async close() {
      const cut = setTimeout(() => stopping.abort(new Error('The process ends.')), graceMs);
      await poller.stop();
      await Promise.all(running);
      clearTimeout(cut);
    },
  };
}
