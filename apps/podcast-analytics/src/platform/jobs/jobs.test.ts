import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import * as z from 'zod';
import { describeEachEngine } from '../../../test/each-engine.ts';
import { currentContext, runInContext } from '../context/request-context.ts';
import type { Database } from '../db/database.ts';
import type { LogEvent } from '../events/event.ts';
import { createTelemetry } from '../telemetry.ts';
import type { RunnerParts } from './job-runner.ts';
import { createJobs, type Jobs } from './jobs.ts';

const { logger } = createTelemetry('silent');
const schema = z.strictObject({ n: z.int() });
const payload = { n: 1 };

describeEachEngine('background jobs', (openEmpty) => {
  let database: Database;
  let now = Date.UTC(2026, 0, 1, 12, 34);
  let jobs: Jobs;
  const told: LogEvent[] = [];
  beforeAll(async () => {
    database = await openEmpty();
  });
  afterAll(() => database.close());
  const open = (parts: Partial<RunnerParts> = {}) => {
    const events = { emit: (event: LogEvent) => void told.push(event) };
    return createJobs({ database, events, logger, now: () => now, random: () => 1, ...parts });
  };
  beforeEach(async () => {
    told.length = 0;
    await database.query('DELETE FROM jobs');
    jobs = open();
  });
  afterEach(() => jobs.close());

  const stored = () =>
    database.query<{ state: string; attempts: number; error: string | null; due: Date }>(
      'SELECT state, attempts, last_error AS error, due_at AS due FROM jobs ORDER BY created_at, id',
    );

  test('run once what was ordered, on behalf of who ordered it', async () => {
    const runs: unknown[] = [];
    jobs.handle('count', {
      schema,
      run: async ({ n }, { attempt, tenantId, jobId }) => {
        runs.push({ n, attempt, tenantId, jobId, requestId: currentContext().requestId });
      },
    });
    const id = await runInContext({ requestId: 'r1' }, () =>
      jobs.enqueue(database, { name: 'count', tenantId: 't1', payload }),
    );
    expect(await jobs.runDue()).toBe(1);
    expect(await jobs.runDue()).toBe(0);
    expect(runs).toEqual([{ n: 1, attempt: 1, tenantId: 't1', jobId: id, requestId: 'r1' }]);
    expect(await stored()).toMatchObject([{ state: 'done', attempts: 1, error: null }]);
    expect(told.map(({ type }) => type)).toEqual(['background_job.started', 'background_job.completed']);
  });

  test('are written down as failed whatever the reason says', async () => {
    jobs.handle('count', {
      schema,
      run: async () => {
        throw new Error('expected JSON, got \0');
      },
    });
    await jobs.enqueue(database, { name: 'count', payload });
    await jobs.runDue();
    expect(await stored()).toMatchObject([{ state: 'waiting', error: 'expected JSON, got \ufffd' }]);
  });

  test('run not before their time, nor when their transaction was rolled back', async () => {
    let runs = 0;
    jobs.handle('count', { schema, run: async () => void runs++ });
    await jobs.enqueue(database, { name: 'count', payload, runAt: new Date(now + 60_000) });
    const failing = database.transaction(async (tx) => {
      await jobs.enqueue(tx, { name: 'count', payload });
      throw new Error('rolled back');
    });
    await expect(failing).rejects.toThrow('rolled back');
    expect(await jobs.runDue()).toBe(0);
    now += 60_000;
    expect(await jobs.runDue()).toBe(1);
    expect(runs).toBe(1);
  });

  test('are done once for a key of a tenant, even when they are ordered again afterwards', async () => {
    let runs = 0;
    jobs.handle('count', { schema, run: async () => void runs++ });
    const order = (tenantId: string | undefined) =>
      jobs.enqueue(database, { name: 'count', tenantId, payload, key: 'invoice-1' });
    await Promise.all([order('t1'), order('t1'), order('t2'), order(undefined), order(undefined)]);
    expect(await jobs.runDue()).toBe(3);
    expect(await order('t1')).toBeUndefined();
    expect(await jobs.runDue()).toBe(0);
    expect(runs).toBe(3);
  });

  test('are refused where nobody handles them, or where their payload does not fit', async () => {
    jobs.handle('count', { schema, run: async () => {} });
    await expect(jobs.enqueue(database, { name: 'cuont', payload })).rejects.toThrow('expected count');
    await expect(jobs.enqueue(database, { name: 'count', payload: { n: 'x' } })).rejects.toThrow('does not fit');
    expect(() => jobs.handle('count', { schema, run: async () => {} })).toThrow('already');
    expect(await stored()).toEqual([]);
  });

  test('are tried again ever later, and end as dead letters that say why', async () => {
    const attempts: number[] = [];
    jobs.handle('count', {
      schema,
      async run(_, { attempt }) {
        attempts.push(attempt);
        throw new Error(`no answer to try ${attempt}`);
      },
    });
    await jobs.enqueue(database, { name: 'count', payload });
    const pauses: number[] = [];
    for (;;) {
      await jobs.runDue();
      const [job] = await stored();
      if (job?.state !== 'waiting') break;
      expect(await jobs.runDue()).toBe(0);
      pauses.push((job.due.getTime() - now) / 1_000);
      now = job.due.getTime();
    }
    expect(pauses).toEqual([10, 30, 90, 270, 810, 2_430, 3_600]);
    expect(attempts).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(await stored()).toMatchObject([{ state: 'dead', attempts: 8, error: 'no answer to try 8' }]);
    const failed = told.filter((event) => event.type === 'background_job.failed');
    expect(failed.map(({ data }) => data.willRetry)).toEqual([true, true, true, true, true, true, true, false]);
  });

  test.each([
    [
      'dead at once where the error says that it will never do',
      { retryable: false },
      { state: 'dead', attempts: 1 },
      0,
    ],
    ['left alone for as long as the error asks', { retryAfterMs: 120_000 }, { state: 'waiting' }, 120_000],
    ['left alone for an hour at most', { retryAfterMs: 1e12 }, { state: 'waiting' }, 3_600_000],
  ])('are %s', async (_, fields, expected, restMs) => {
    jobs.handle('count', { schema, run: () => Promise.reject(Object.assign(new Error('no'), fields)) });
    await jobs.enqueue(database, { name: 'count', payload });
    await jobs.runDue();
    const [job] = await stored();
    expect(job).toMatchObject(expected);
    if (restMs > 0) expect(job?.due.getTime()).toBe(now + restMs);
  });

  test('that do not end in time are told to stop, and count as failed', async () => {
    let reason: unknown;
    jobs.handle('hang', {
      ...{ schema, attempts: 1, timeoutMs: 5 },
      run: (_, { signal }) =>
        new Promise(() => {
          signal.addEventListener('abort', () => {
            reason = signal.reason;
          });
        }),
    });
    await jobs.enqueue(database, { name: 'hang', payload });
    await jobs.runDue();
    expect(reason).toMatchObject({ code: 'SCRY_TIMEOUT' });
    expect(await stored()).toMatchObject([{ state: 'dead', error: expect.stringContaining('longer than 5 ms') }]);
  });

  test('whose payload an older version wrote end as dead letters', async () => {
    jobs.handle('count', { schema, run: async () => {} });
    await jobs.enqueue(database, { name: 'count', payload });
    await database.query(`UPDATE jobs SET payload = '{"m":1}'`);
    await jobs.runDue();
    expect(await stored()).toMatchObject([
      { state: 'dead', error: expect.stringContaining('The payload does not fit') },
    ]);
  });

  test('of a process that died are taken again when their lease ends, and not for ever', async () => {
    const other = open();
    for (const each of [jobs, other]) each.handle('crash', { schema, attempts: 2, run: async () => {} });
    await jobs.enqueue(database, { name: 'crash', payload });
    const die = () =>
      database.query(`UPDATE jobs SET state = 'running', attempts = attempts + 1, due_at = $1`, [
        new Date(now + 90_000).toISOString(),
      ]);
    await die();
    expect(await other.runDue()).toBe(0);
    now += 90_000;
    await die();
    now += 90_000;
    expect(await other.runDue()).toBe(1);
    expect(await stored()).toMatchObject([{ state: 'dead', error: 'The process ended each time that it ran.' }]);
  });

  test('that come back after their lease ended change nothing', async () => {
    const [begun, mayEnd] = [deferred(), deferred()];
    jobs.handle('late', {
      schema,
      async run() {
        begun.resolve();
        await mayEnd.promise;
        throw new Error('too late');
      },
    });
    const other = open();
    other.handle('late', { schema, run: async () => {} });
    await jobs.enqueue(database, { name: 'late', payload });
    const late = jobs.runDue();
    await begun.promise;
    now += 90_001;
    expect(await other.runDue()).toBe(1);
    mayEnd.resolve();
    await late;
    expect(await stored()).toMatchObject([{ state: 'done', error: null }]);
  });

  test('that run when the process ends may end for a while, and no other begins', async () => {
    const [begun, mayEnd] = [deferred(), deferred()];
    jobs.handle('slow', {
      schema,
      run() {
        begun.resolve();
        return mayEnd.promise;
      },
    });
    await jobs.enqueue(database, { name: 'slow', payload });
    jobs.start();
    await begun.promise;
    const closed = jobs.close();
    await jobs.enqueue(database, { name: 'slow', payload });
    mayEnd.resolve();
    await closed;
    expect((await stored()).map(({ state }) => state).sort()).toEqual(['done', 'waiting']);
  });

  test('that do not end with their process are stopped, and given back without having lost a try', async () => {
    const leaving = open({ graceMs: 5 });
    const begun = deferred();
    let wasStopped = false;
    leaving.handle('slow', {
      schema,
      run: (_, { signal }) =>
        new Promise(() => {
          signal.addEventListener('abort', () => {
            wasStopped = true;
          });
          begun.resolve();
        }),
    });
    await leaving.enqueue(database, { name: 'slow', payload });
    leaving.start();
    await begun.promise;
    await leaving.close();
    expect(wasStopped).toBe(true);
    expect(await stored()).toMatchObject([{ state: 'waiting', attempts: 0, due: new Date(now) }]);
    jobs.handle('slow', { schema, run: async () => {} });
    expect(await jobs.runDue()).toBe(1);
  });

  test('are shared among processes, each run once', async () => {
    const runs: number[] = [];
    const processes = [jobs, open(), open()];
    for (const each of processes) each.handle('count', { schema, run: async ({ n }) => void runs.push(n) });
    for (let n = 0; n < 40; n++) await jobs.enqueue(database, { name: 'count', payload: { n } });
    await Promise.all(processes.map((each) => each.runDue()));
    expect(runs.sort((a, b) => a - b)).toEqual(Array.from({ length: 40 }, (_, n) => n));
  });

  test('of other names are left to the processes that handle them', async () => {
    const other = open();
    other.handle('theirs', { schema, run: async () => {} });
    await other.enqueue(database, { name: 'theirs', payload });
    jobs.handle('ours', { schema, run: async () => {} });
    expect(await jobs.runDue()).toBe(0);
    expect(await other.runDue()).toBe(1);
  });

  test('that recur run once a slot in one of all processes, and not for slots that passed', async () => {
    const slots: string[] = [];
    const processes = [jobs, open()];
    for (const each of processes)
      each.every('hourly', { everyMs: 3_600_000, run: async (slot) => void slots.push(slot.toISOString()) });
    const runAll = () => Promise.all(processes.map((each) => each.runDue()));
    now = Date.UTC(2026, 0, 2, 12, 34);
    await runAll();
    await runAll();
    expect(slots).toEqual(['2026-01-02T12:00:00.000Z']);
    now = Date.UTC(2026, 0, 2, 15, 0);
    await runAll();
    expect(slots).toEqual(['2026-01-02T12:00:00.000Z', '2026-01-02T15:00:00.000Z']);
  });
});

function deferred(): { readonly promise: Promise<void>; resolve(): void } {
  let resolve = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve: () => resolve() };
}
