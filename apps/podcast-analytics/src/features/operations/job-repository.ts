import type { Queries } from '../../platform/db/database.ts';
import type { Account } from '../accounts/account.ts';
import { seesAllTenants } from '../accounts/policy.ts';

/** How many jobs of a name there are. */
export interface JobCounts {
  readonly name: string;
  readonly waiting: number;
  readonly running: number;
  /** Within the last day. */
  readonly done: number;
  readonly dead: number;
  readonly longestWaitMs: number;
}

export interface DeadJob {
  readonly id: string;
  readonly name: string;
  /** None for a job of the platform. */
  readonly tenantId: string | null;
  readonly attempts: number;
  readonly error: string;
  readonly finishedAt: Date;
}

/** A tenant whose events wait for the bus. */
export interface WaitingEvents {
  readonly tenantId: string;
  readonly waiting: number;
  readonly longestWaitMs: number;
  readonly error: string | null;
}

export interface JobRepository {
  counts(viewer: Viewer): Promise<JobCounts[]>;
  /** The latest. */
  dead(viewer: Viewer): Promise<DeadJob[]>;
  findDead(viewer: Viewer, id: string): Promise<DeadJob | undefined>;
  /** Has it tried anew, with all of its attempts. */
  retry(viewer: Viewer, id: string): Promise<void>;
  waitingEvents(viewer: Viewer): Promise<WaitingEvents[]>;
}

type Viewer = Pick<Account, 'tenantId' | 'role'>;

const mostRows = 100;
const dayMs = 86_400_000;

/** Jobs of the viewer's tenant, and those of the platform, which hold the data of none. */
const visible = '(tenant_id = $1 OR tenant_id IS NULL OR $2)';
const viewerParams = ({ tenantId, role }: Viewer) => [tenantId, seesAllTenants(role)];
const deadColumns = 'id, name, tenant_id AS "tenantId", attempts, last_error AS error, finished_at AS "finishedAt"';
const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

export function createJobRepository(db: Queries, now: () => number): JobRepository {
  const instant = (ms = now()) => new Date(ms).toISOString();
  return {
    counts: (viewer) =>
      db.query(
        `SELECT name, count(*) FILTER (WHERE state = 'waiting') AS waiting,
           count(*) FILTER (WHERE state = 'running') AS running, count(*) FILTER (WHERE state = 'done') AS done,
           count(*) FILTER (WHERE state = 'dead') AS dead, ${waitSince(`min(due_at) FILTER (WHERE state = 'waiting')`)}
         FROM jobs WHERE ${visible} AND (state <> 'done' OR finished_at > $4)
         GROUP BY name ORDER BY name LIMIT ${mostRows}`,
        [...viewerParams(viewer), instant(), instant(now() - dayMs)],
      ),
    dead: (viewer) =>
      db.query(
        `SELECT ${deadColumns} FROM jobs WHERE state = 'dead' AND ${visible}
         ORDER BY finished_at DESC, id LIMIT ${mostRows}`,
        viewerParams(viewer),
      ),
    async findDead(viewer, id) {
      if (!uuid.test(id)) return undefined;
      const [job] = await db.query<DeadJob>(
        `SELECT ${deadColumns} FROM jobs WHERE state = 'dead' AND ${visible} AND id = $3`,
        [...viewerParams(viewer), id],
      );
      return job;
    },
    async retry(viewer, id) {
      await db.query(
        `UPDATE jobs SET state = 'waiting', attempts = 0, due_at = $4, finished_at = NULL
         WHERE state = 'dead' AND ${visible} AND id = $3`,
        [...viewerParams(viewer), id, instant()],
      );
    },
    waitingEvents: (viewer) =>
      db.query(
        `SELECT tenant_id AS "tenantId", count(*) AS waiting, last_error AS error, ${waitSince('min(occurred_at)')}
         FROM outbox_events JOIN outbox_lanes USING (tenant_id)
         WHERE published_at IS NULL AND ${visible}
         GROUP BY tenant_id, last_error ORDER BY min(occurred_at) LIMIT ${mostRows}`,
        [...viewerParams(viewer), instant()],
      ),
  };
}

/** Milliseconds until $3, at least 0. */
function waitSince(time: string): string {
  return `coalesce(greatest(0, extract(epoch FROM $3::timestamptz - ${time}) * 1000), 0)::float8 AS "longestWaitMs"`;
}
