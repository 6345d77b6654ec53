import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod';
import type { Database } from '../../src/platform/db/database.ts';
import { openDatabase } from '../../src/platform/db/open-database.ts';
import { createEvents } from '../../src/platform/events/events.ts';
import { createJobs, type Jobs } from '../../src/platform/jobs/jobs.ts';
import { createOutbox } from '../../src/platform/outbox/outbox.ts';
import { createTelemetry } from '../../src/platform/telemetry.ts';
import { emptyDataDir } from '../data-dir-template.ts';
import { openRoutes, type Routes } from '../open-routes.ts';

let dataDir: ReturnType<typeof emptyDataDir>;
let database: Database;
let routes: Routes;
let jobs: Jobs;
let now = Date.UTC(2026, 2, 1, 12);
let isWell = false;

beforeAll(async () => {
  dataDir = emptyDataDir();
  database = await openDatabase({ dataDir: dataDir.path });
  const { logger } = createTelemetry('silent');
  jobs = createJobs({ database, events: createEvents({ logger }), logger, now: () => now });
  jobs.handle('mail.send', {
    ...{ schema: z.strictObject({}), attempts: 2 },
    run: async () => {
      if (!isWell) throw new Error('no answer from <mail>');
    },
  });
  routes = await openRoutes(database, { now: () => now });
});
afterAll(async () => {
  await database.close();
  dataDir.remove();
});
beforeEach(async () => {
  isWell = false;
  await database.query('DELETE FROM jobs');
});

/** A job that has failed for good. */
async function dead(tenantId?: string): Promise<string> {
  const id = await jobs.enqueue(database, { name: 'mail.send', tenantId, payload: {} });
  for (let attempt = 0; attempt < 2; attempt++) {
    await jobs.runDue();
    now += 60_000;
  }
  return id ?? '';
}

const states = () => database.query('SELECT state, attempts FROM jobs');
const retry = (ask: Awaited<ReturnType<Routes['logIn']>>, id: string) =>
  ask(`/operations/jobs/${id}/retry`, { method: 'POST', headers: { origin: 'http://localhost' } });

describe('the page of jobs', () => {
  test('shows what waits, and what has failed for good with its error', async () => {
    const id = await dead('demo');
    await jobs.enqueue(database, { name: 'mail.send', tenantId: 'demo', payload: {} });
    now += 120_000;
    const page = await (await (await routes.logIn('ADMIN'))('/operations/jobs')).text();
    expect(page).toContain('data-job="mail.send" data-waiting="1" data-dead="1"');
    expect(page).toContain('<td>2 min</td>');
    expect(page).toContain(`data-dead-job="${id}"`);
    expect(page).toContain('no answer from &lt;mail&gt;');
  });

  test('shows the events that no bus has taken yet', async () => {
    const outbox = createOutbox(() => now);
    for (const tenantId of ['demo', 'other'])
      await outbox.add(database, { type: 'campaign.deleted', tenantId, subject: 'c1', data: {} });
    now += 5_000;
    const page = await (await (await routes.logIn('ADMIN'))('/operations/jobs')).text();
    expect(page).toContain('data-tenant="demo" data-waiting="1"');
    expect(page).not.toContain('data-tenant="other"');
  });

  test.each(['VIEWER', 'CAMPAIGN_MANAGER', 'MONITOR'] as const)('is not for %s', async (role) => {
    const id = await dead('demo');
    const ask = await routes.logIn(role);
    expect((await ask('/operations/jobs')).status).toBe(403);
    expect((await retry(ask, id)).status).toBe(403);
    expect(await states()).toEqual([{ state: 'dead', attempts: 2 }]);
  });
});

describe('a job that has failed for good', () => {
  test.each([['demo'], [undefined]])(
    'of the tenant %s is tried again with all of its attempts, and audited',
    async (tenantId) => {
      const id = await dead(tenantId);
      isWell = true;
      const response = await retry(await routes.logIn('ADMIN'), id);
      expect([response.status, response.headers.get('location')]).toEqual([303, '/operations/jobs']);
      expect(await states()).toEqual([{ state: 'waiting', attempts: 0 }]);
      await jobs.runDue();
      expect(await states()).toEqual([{ state: 'done', attempts: 1 }]);
      const audited: unknown[] = [];
      for await (const { resource } of routes.audit.query({ action: 'job.retried' })) audited.push(resource);
      expect(audited).toContainEqual({ type: 'job', id, ...(tenantId && { tenantId }) });
    },
  );

  test('of another tenant is none, but for whoever operates the platform', async () => {
    const id = await dead('other');
    const admin = await routes.logIn('ADMIN');
    expect(await (await admin('/operations/jobs')).text()).not.toContain(id);
    expect((await retry(admin, id)).status).toBe(404);
    expect(await states()).toEqual([{ state: 'dead', attempts: 2 }]);
    const operator = await routes.logIn('SUPER_ADMIN');
    expect(await (await operator('/operations/jobs')).text()).toContain(id);
    expect((await retry(operator, id)).status).toBe(303);
  });

  test.each(['nonsense', '00000000-0000-0000-0000-000000000000', '__proto__'])('of the id %s is none', async (id) => {
    expect((await retry(await routes.logIn('ADMIN'), id)).status).toBe(404);
  });

  test('is not tried again twice', async () => {
    const id = await dead('demo');
    const ask = await routes.logIn('ADMIN');
    expect([(await retry(ask, id)).status, (await retry(ask, id)).status]).toEqual([303, 404]);
  });
});
