import type { Database } from './db/database.ts';
import type { Jobs } from './jobs/jobs.ts';

const everyMs = 3_600_000;
const batch = 1_000;
const days = (n: number) => n * 86_400_000;

/** What is kept for a while after it has done its service. */
const kept = [
  { table: 'outbox_events', key: 'id', condition: 'published_at < $1', forMs: days(7) },
  // Longer than Kafka keeps events, else an old one could come again.
  { table: 'consumed_events', key: '(consumer, event_id)', condition: 'consumed_at < $1', forMs: days(30) },
  { table: 'jobs', key: 'id', condition: `state = 'done' AND finished_at < $1`, forMs: days(7) },
  { table: 'jobs', key: 'id', condition: `state = 'dead' AND finished_at < $1`, forMs: days(90) },
] as const;

/** Deletes old events and jobs every hour, a batch at a time, so that nobody waits for it. */
export function purgeRegularly(jobs: Jobs, database: Database, now: () => number): void {
  jobs.every('platform.purge', {
    everyMs,
    async run(_, { signal }) {
      for (const { table, key, condition, forMs } of kept) {
        const before = new Date(now() - forMs).toISOString();
        const statement = `DELETE FROM ${table} WHERE ${key} IN (
          SELECT ${key.replace(/[()]/g, '')} FROM ${table} WHERE ${condition} LIMIT ${batch}
        ) RETURNING 1`;
        while ((await database.query(statement, [before])).length === batch) signal.throwIfAborted();
      }
    },
  });
}
