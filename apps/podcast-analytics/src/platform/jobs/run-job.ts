import { withTimeout } from '../../scry/retry.ts';
import { runInContext } from '../context/request-context.ts';
import type { Database } from '../db/database.ts';
import type { Events } from '../events/events.ts';
import type { JobHandler, TakenJob } from './job.ts';
import { endRun, giveBack, type Outcome } from './job-store.ts';
import { retryDelay } from './retry-delay.ts';

export const defaults = { attempts: 8, timeoutMs: 60_000 };

export interface RunParts {
  readonly database: Database;
  readonly events: Pick<Events, 'emit'>;
  readonly now: () => number;
  readonly random: () => number;
  /** Aborts when the process ends. */
  readonly stopping: AbortSignal;
}

/** Runs a job that was taken, on behalf of whoever ordered it, and writes down what became of it. */
export function runJob(job: TakenJob, handler: JobHandler, parts: RunParts): Promise<void> {
  const { requestId, tenantId, userId, traceparent } = job;
  return runInContext({ requestId, tenantId, userId, traceparent }, async () => {
    const { database, events, now } = parts;
    const about = { job: job.name, jobId: job.id, attempt: job.attempt };
    events.emit({ type: 'background_job.started', data: about });
    const startedAt = performance.now();
    const outcome = await outcomeOf(job, handler, parts);
    if (outcome === 'stopped') return giveBack(database, job, now());
    // Before it is told: what could not be written down runs again when the lease ends.
    await endRun(database, job, outcome, now());
    const durationMs = performance.now() - startedAt;
    if (outcome.state === 'done') events.emit({ type: 'background_job.completed', data: { ...about, durationMs } });
    else {
      const willRetry = outcome.state === 'waiting';
      events.emit({ type: 'background_job.failed', data: { ...about, durationMs, error: outcome.error, willRetry } });
    }
  });
}

/** `stopped`: the process ends before the job did. */
async function outcomeOf(job: TakenJob, handler: JobHandler, parts: RunParts): Promise<Outcome | 'stopped'> {
  const { attempts = defaults.attempts, timeoutMs = defaults.timeoutMs } = handler;
  const { id: jobId, tenantId, attempt } = job;
  if (attempt > attempts) return { state: 'dead', error: 'The process ended each time that it ran.' };
  const payload = handler.schema.safeParse(job.payload);
  if (!payload.success) return { state: 'dead', error: `The payload does not fit: ${textOf(payload.error)}` };
  const { now, random, stopping } = parts;
  try {
    const run = (signal: AbortSignal) => handler.run(payload.data, { jobId, tenantId, attempt, signal });
    await withTimeout(run, timeoutMs, { signal: stopping });
    return { state: 'done' };
  } catch (error) {
    if (stopping.aborted && error === stopping.reason) return 'stopped';
    const delayMs = retryDelay(error, attempt, attempts, random());
    const text = textOf(error);
    return delayMs === undefined
      ? { state: 'dead', error: text }
      : { state: 'waiting', error: text, dueAt: now() + delayMs };
  }
}

const longestError = 1_000;

/** PostgreSQL stores no NUL, and what cannot be written down would run again as if its process had ended. */
function textOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).slice(0, longestError).replaceAll('\0', '\uFFFD');
}
