import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeEachEngine } from '../../test/each-engine.ts';
import type { Database } from './db/database.ts';
import { createEvents } from './events/events.ts';
import { createJobs } from './jobs/jobs.ts';
import { purgeRegularly } from './purge.ts';
import { createTelemetry } from './telemetry.ts';

describeEachEngine('what has done its service', (openEmpty) => {
  let database: Database;
  const now = Date.UTC(2026, 5, 1, 12, 30);
  const before = (days: number) => new Date(now - days * 86_400_000).toISOString();
  beforeAll(async () => {
    database = await openEmpty();
  });
  afterAll(() => database.close());

  async function fill(rows: number): Promise<void> {
    const event = `INSERT INTO outbox_events (tenant_id, type, subject, data, occurred_at, published_at)
      SELECT 't', 'campaign.deleted', $2, '{}', $1, $1 FROM generate_series(1, $3)`;
    await database.query(event, [before(8), 'old', rows]);
    await database.query(event, [before(6), 'new', 1]);
    await database.query(event.replace(/, published_at\)/, ')').replace('$1, $1', '$1'), [before(400), 'waiting', 1]);
    for (const [name, days] of [
      ['old', 31],
      ['new', 29],
    ] as const)
      await database.query('INSERT INTO consumed_events VALUES ($1, $2, $3)', [name, randomUUID(), before(days)]);
    const job = `INSERT INTO jobs (name, payload, state, due_at, created_at, finished_at) VALUES ($1, '{}', $2, $3, $3, $3)`;
    const states = [
      ['old', 'done', 8],
      ['new', 'done', 6],
      ['old', 'dead', 91],
      ['new', 'dead', 89],
      ['waiting', 'waiting', 400],
    ] as const;
    for (const [name, state, days] of states) await database.query(job, [name, state, before(days)]);
  }

  test('is deleted when its time is over, however much it is, and nothing else', async () => {
    await fill(2_500);
    const { logger } = createTelemetry('silent');
    const jobs = createJobs({ database, events: createEvents({ logger }), logger, now: () => now });
    purgeRegularly(jobs, database, () => now);
    expect(await jobs.runDue()).toBe(1);
    const left = await database.query(
      `SELECT subject AS name FROM outbox_events UNION ALL SELECT consumer FROM consumed_events
       UNION ALL SELECT name || ' ' || state FROM jobs WHERE name <> 'platform.purge' ORDER BY 1`,
    );
    const names = ['new', 'new', 'new dead', 'new done', 'waiting', 'waiting waiting'];
    expect(left).toEqual(names.map((name) => ({ name })));
  });
});
