import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Database } from '../../src/platform/db/database.ts';
import { openDatabase } from '../../src/platform/db/open-database.ts';
import type { Policy } from '../../src/platform/db/pool-database.ts';
import { createTelemetry } from '../../src/platform/telemetry.ts';
import { type Breakers, createBreakers } from '../../src/scry/breaker.ts';
import { createDrills, type Drills } from '../../src/scry/chaos.ts';
import { emptyDataDir } from '../data-dir-template.ts';
import { openRoutes, type Routes } from '../open-routes.ts';

let dataDir: ReturnType<typeof emptyDataDir>;
let database: Database;
const telemetry = createTelemetry('silent');
let breakers: Breakers;
let drills: Drills;
let isHanging = false;
let routes: Routes;
let ask: Awaited<ReturnType<Routes['logIn']>>;

beforeAll(async () => {
  dataDir = emptyDataDir();
  breakers = createBreakers(telemetry, { redisUrl: undefined });
  drills = createDrills(telemetry);
  const breaker: Policy = (work) =>
    isHanging ? new Promise(() => {}) : breakers.database.run(() => drills.database(work));
  database = await openDatabase({ dataDir: dataDir.path, breaker });
  routes = await openRoutes(database, { telemetry, breakers, drills });
  ask = await routes.logIn('ADMIN');
});
afterAll(async () => {
  await database.close();
  dataDir.remove();
});

test('a database that is left alone is seen on the page of operations, which needs none', async () => {
  const operations = async () => (await ask('/operations')).text();
  expect(await operations()).toContain('data-breaker="database" data-state="closed"');
  {
    using _ = breakers.database.isolate();
    const page = await ask('/');
    expect(page.status).toBe(503);
    expect(Number(page.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await page.json()).toMatchObject({ error: { code: 'unavailable' } });
    expect(await (await ask('/ready')).json()).toEqual({ status: 'degraded' });
    expect((await ask('/health')).status).toBe(200);
    expect(await operations()).toContain('data-breaker="database" data-state="forced-open"');
  }
  expect((await ask('/')).status).toBe(200);
});

test('whoever asks whether it is ready hears within a second that the database hangs', async () => {
  isHanging = true;
  const response = await ask('/ready');
  isHanging = false;
  expect(await response.json()).toEqual({ status: 'degraded' });
  expect(await (await ask('/ready')).json()).toEqual({ status: 'ready' });
});

describe('a drill', () => {
  const post = (path: string) => ask(path, { method: 'POST', headers: { origin: 'http://localhost' } });
  afterEach(() => {
    drills.stopAll('the test has ended');
    breakers.database.reset();
    vi.unstubAllEnvs();
  });

  test('takes the database away, and the breaker opens; all is well when it is stopped', async () => {
    expect((await post('/operations/drills/database-down')).headers.get('location')).toBe('/operations');
    for (const _ of [1, 2, 3]) expect((await ask('/api/v1/exclusions')).status).toBe(503);
    const operations = await (await ask('/operations')).text();
    expect(operations).toContain('data-breaker="database" data-state="open"');
    expect(operations).toContain('data-drill="database-down" data-running="true"');

    await post('/operations/drills');
    expect(await (await ask('/operations')).text()).not.toContain('data-running="true"');
    breakers.database.reset();
    expect((await ask('/api/v1/exclusions')).status).toBe(200);
  });

  test('is refused in production, and says why', async () => {
    vi.stubEnv('NODE_ENV', 'production');
    const response = await post('/operations/drills/database-down');
    expect(response.status).toBe(409);
    expect(await response.json()).toMatchObject({ error: { message: expect.stringContaining('production') } });
    expect((await ask('/api/v1/exclusions')).status).toBe(200);
  });

  test('that cannot be audited does not go on', async () => {
    const broken = await openRoutes(database, { breakers, drills });
    const admin = await broken.logIn('ADMIN');
    await broken.audit.close();
    const response = await admin('/operations/drills/database-slow', {
      method: 'POST',
      headers: { origin: 'http://localhost' },
    });
    expect(response.status).toBe(503);
    expect(drills.status().filter(({ isRunning }) => isRunning)).toEqual([]);
  });

  test.each(['unknown', 'constructor', '__proto__'])('of the name %s is none', async (name) => {
    expect((await post(`/operations/drills/${name}`)).status).toBe(404);
  });
});
