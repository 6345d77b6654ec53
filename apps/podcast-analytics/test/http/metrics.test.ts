import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readConfig } from '../../src/config.ts';
import type { Database } from '../../src/platform/db/database.ts';
import { openDatabase } from '../../src/platform/db/open-database.ts';
import { createEvents } from '../../src/platform/events/events.ts';
import { eventMetrics } from '../../src/platform/metrics/event-metrics.ts';
import { createOutbox } from '../../src/platform/outbox/outbox.ts';
import { createTelemetry } from '../../src/platform/telemetry.ts';
import { emptyDataDir } from '../data-dir-template.ts';
import { openRoutes, type Routes } from '../open-routes.ts';

let dataDir: ReturnType<typeof emptyDataDir>;
let database: Database;
let routes: Routes;

beforeAll(async () => {
  dataDir = emptyDataDir();
  database = await openDatabase({ dataDir: dataDir.path });
  routes = await openRoutes(database, { config: readConfig({ DATA_DIR: dataDir.path }) });
});
afterAll(async () => {
  await database.close();
  dataDir.remove();
});

/** The samples that begin so, with their values. */
async function samples(prefix: string): Promise<Record<string, number>> {
  const text = await (await (await routes.logIn('MONITOR'))('/metrics')).text();
  const lines = text.split('\n').filter((line) => line.startsWith(prefix));
  return Object.fromEntries(lines.map((line) => [line.replace(/ [^ ]+$/, ''), Number(line.replace(/^.* /, ''))]));
}

describe('the metrics', () => {
  test('count requests by the pattern of their route, whatever was asked for', async () => {
    const ask = await routes.logIn('VIEWER');
    for (const n of [1, 2, 3]) await ask(`/nothing/${n}`);
    await ask('/hits');
    await ask('/operations/drills/x', { method: 'MADE-UP' });
    const counted = await samples('api_requests_total');
    expect(counted['api_requests_total{method="GET",route="none",status="404"}']).toBe(3);
    expect(counted['api_requests_total{method="GET",route="/hits",status="200"}']).toBe(1);
    expect(Object.keys(counted).filter((name) => /nothing|MADE/.test(name))).toEqual([]);
    expect(await samples('api_request_duration_seconds_count{method="GET",route="/hits"}')).toEqual({
      'api_request_duration_seconds_count{method="GET",route="/hits"}': 1,
    });
  });

  test('hold what the packages tell of', async () => {
    await (await routes.logIn('VIEWER'))('/operations');
    expect(await samples('rbac_decisions_total')).toHaveProperty([
      'rbac_decisions_total{name="access",permission="operations:read",code="NO_GRANT"}',
    ]);
    expect(await samples('audit_events_total')).toHaveProperty([
      'audit_events_total{name="audit",action="permission.denied",outcome="DENIED"}',
    ]);
    expect(await samples('rate_limit_requests_total')).toHaveProperty([
      'rate_limit_requests_total{name="requests",status="allowed"}',
    ]);
    expect(await samples('nodejs_eventloop_lag_seconds')).not.toEqual({});
  });

  test('count a permission that was denied among the key events', async () => {
    const telemetry = createTelemetry('silent');
    const events = createEvents({ logger: telemetry.logger, observe: eventMetrics(telemetry.metrics) });
    const own = await openRoutes(database, { telemetry, events });
    expect((await (await own.logIn('VIEWER'))('/operations')).status).toBe(403);
    expect(await telemetry.metrics.metrics()).toContain('events_total{type="permission.denied"} 1');
  });

  test('tell how things stand: sessions, jobs, events, connections, the disk and the cache', async () => {
    await database.query(
      `INSERT INTO jobs (name, payload, state, due_at, created_at) VALUES
       ('a', '{}', 'waiting', now() - interval '90 seconds', now()), ('a', '{}', 'dead', now(), now())`,
    );
    const event = { type: 'campaign.deleted', tenantId: 'demo', subject: 'c', data: {} } as const;
    await createOutbox(Date.now).add(database, event);
    const jobs = await samples('background_job');
    expect(jobs).toMatchObject({ 'background_jobs{state="waiting"}': 1, 'background_jobs{state="dead"}': 1 });
    expect(jobs['background_job_oldest_seconds']).toBeGreaterThanOrEqual(90);
    expect(await samples('outbox_events_waiting')).toEqual({ outbox_events_waiting: 1 });
    const { sessions_active: before = 0 } = await samples('sessions_active');
    expect(await samples('sessions_active')).toEqual({ sessions_active: before + 1 }); // each log-in is one more
    expect(await samples('users_active')).toEqual({ users_active: before + 2 });
    expect(await samples('database_connections')).toMatchObject({ 'database_connections{state="waiting"}': 0 });
    const disk = await samples('data_disk_bytes');
    expect(disk['data_disk_bytes{state="free"}']).toBeGreaterThan(0);
    expect(disk['data_disk_bytes{state="free"}']).toBeLessThan(disk['data_disk_bytes{state="total"}'] ?? 0);
    expect(await samples('cache_requests_total')).toHaveProperty([
      'cache_requests_total{cache="accounts",outcome="miss"}',
    ]);
    expect(await samples('api_requests_active')).toEqual({ api_requests_active: 1 });
  });

  test.each(['VIEWER', 'CAMPAIGN_MANAGER'] as const)('are not for %s', async (role) => {
    expect((await (await routes.logIn(role))('/metrics')).status).toBe(403);
  });

  test('are not for nobody, who is not led to a page that Prometheus cannot read', async () => {
    expect((await routes.anonymous('/metrics')).status).toBe(401);
  });

  test('are all that a MONITOR may see', async () => {
    const ask = await routes.logIn('MONITOR');
    expect((await ask('/metrics')).headers.get('content-type')).toContain('text/plain; version=0.0.4');
    expect((await ask('/hits')).status).toBe(403);
  });
});
