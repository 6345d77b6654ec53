/** The statements of the table `jobs`. Times are epoch milliseconds. */
import { currentContext } from '../context/request-context.ts';
import { plainArray } from '../db/array-literal.ts';
import type { Queries } from '../db/database.ts';
import { withoutNulls } from '../db/without-nulls.ts';
import type { NewJob, TakenJob } from './job.ts';

const instant = (ms: number) => new Date(ms).toISOString();

/** Resolves with the id, or with undefined where there is one of the same key. */
export async function insertJob(db: Queries, job: NewJob, at: number): Promise<string | undefined> {
  const { requestId, userId, traceparent } = currentContext();
  const dueAt = Math.max(job.runAt?.getTime() ?? at, at);
  const [row] = await db.query<{ id: string }>(
    `INSERT INTO jobs (name, tenant_id, key, payload, state, due_at, created_at, request_id, user_id, traceparent)
     VALUES ($1, $2, $3, $4, 'waiting', $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING RETURNING id`,
    [
      ...[job.name, job.tenantId, job.key, JSON.stringify(job.payload), instant(dueAt), instant(at)],
      ...[requestId, userId, traceparent],
    ],
  );
  return row?.id;
}

export interface Take {
  readonly at: number;
  readonly most: number;
  /** The names to take, each with how long a run of it may last before it is taken again. */
  readonly leases: ReadonlyMap<string, number>;
}

/** Takes jobs that are due, those included whose process died while they ran. Each is the caller's for the time of its lease. */
export async function takeJobs(db: Queries, { at, most, leases }: Take): Promise<TakenJob[]> {
  const rows = await db.query<TakenRow>(
    `WITH due AS MATERIALIZED (
       SELECT id FROM jobs
       WHERE state IN ('waiting', 'running') AND due_at <= $1 AND name = ANY($2::text[])
       ORDER BY due_at, id LIMIT $4 FOR UPDATE SKIP LOCKED
     )
     UPDATE jobs j SET state = 'running', attempts = attempts + 1, started_at = $1, lease = gen_random_uuid(),
       due_at = $1::timestamptz + l.ms * interval '1 millisecond'
     FROM due, unnest($2::text[], $3::int[]) AS l (name, ms)
     WHERE j.id = due.id AND l.name = j.name
     RETURNING j.id, j.name, tenant_id AS "tenantId", payload, lease, attempts AS attempt, request_id AS "requestId",
       user_id AS "userId", traceparent`,
    [instant(at), [...leases.keys()], plainArray([...leases.values()]), most],
  );
  return rows.map((row) => withoutNulls(row) as TakenJob); // only columns that may be absent are nullable
}

/** What becomes of a job after a run. */
export type Outcome =
  | { readonly state: 'done' }
  | { readonly state: 'dead'; readonly error: string }
  | { readonly state: 'waiting'; readonly error: string; readonly dueAt: number };

/** Ends a run, unless the job has been taken by another meanwhile. */
export async function endRun(db: Queries, { id, lease }: TakenJob, outcome: Outcome, at: number): Promise<void> {
  const isOver = outcome.state !== 'waiting';
  await db.query(
    `UPDATE jobs SET state = $3, lease = NULL, last_error = $4, due_at = coalesce($5, due_at), finished_at = $6
     WHERE id = $1 AND lease = $2`,
    [
      ...[id, lease, outcome.state],
      ...[
        'error' in outcome ? outcome.error : null,
        isOver ? null : instant(outcome.dueAt),
        isOver ? instant(at) : null,
      ],
    ],
  );
}

/** Gives a job back that was stopped with the process: the try does not count, and another process may take it at once. */
export async function giveBack(db: Queries, { id, lease }: TakenJob, at: number): Promise<void> {
  await db.query(
    `UPDATE jobs SET state = 'waiting', lease = NULL, due_at = $3, attempts = attempts - 1 WHERE id = $1 AND lease = $2`,
    [id, lease, instant(at)],
  );
}

type TakenRow = { readonly [Column in keyof TakenJob]: TakenJob[Column] | null };
