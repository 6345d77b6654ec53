import { withTimeout } from '../../scry/retry.ts';
import type { Queries } from '../db/database.ts';

/** What the database knows of how things stand. */
export interface DatabaseFigures {
  readonly sessions: number;
  readonly users: number;
  readonly jobsWaiting: number;
  readonly jobsRunning: number;
  readonly jobsDead: number;
  readonly oldestJobSeconds: number;
  readonly eventsWaiting: number;
  readonly oldestEventSeconds: number;
}

/** A scrape must not wait for a database that hangs. */
const timeoutMs = 2_000;

/** Asks once for all who ask at the same time. */
export function createDatabaseFigures(db: Queries, now: () => number): () => Promise<DatabaseFigures> {
  let asking: Promise<DatabaseFigures> | undefined;
  return function databaseFigures() {
    asking ??= withTimeout(() => ask(db, now()), timeoutMs).finally(() => {
      asking = undefined;
    });
    return asking;
  };
}

async function ask(db: Queries, at: number): Promise<DatabaseFigures> {
  const [figures] = await db.query<DatabaseFigures>(
    `SELECT s.*, j.*, o.* FROM
       (SELECT count(*) AS sessions, count(DISTINCT user_id) AS users FROM sessions WHERE expires_at > $1) s,
       (SELECT count(*) FILTER (WHERE state = 'waiting') AS "jobsWaiting",
          count(*) FILTER (WHERE state = 'running') AS "jobsRunning", count(*) FILTER (WHERE state = 'dead') AS "jobsDead",
          ${secondsSince(`min(due_at) FILTER (WHERE state = 'waiting')`)} AS "oldestJobSeconds"
        FROM jobs WHERE state <> 'done') j,
       (SELECT count(*) AS "eventsWaiting", ${secondsSince('min(occurred_at)')} AS "oldestEventSeconds"
        FROM outbox_events WHERE published_at IS NULL) o`,
    [new Date(at).toISOString()],
  );
  if (!figures) throw new Error('a count has one row');
  return figures;
}

function secondsSince(time: string): string {
  return `coalesce(greatest(0, extract(epoch FROM $1::timestamptz - ${time})), 0)::float8`;
}
