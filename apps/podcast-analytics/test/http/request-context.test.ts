import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Database } from '../../src/platform/db/database.ts';
import { openDatabase } from '../../src/platform/db/open-database.ts';
import { createTelemetry } from '../../src/platform/telemetry.ts';
import { emptyDataDir } from '../data-dir-template.ts';
import { openRoutes, type Routes } from '../open-routes.ts';

let dataDir: ReturnType<typeof emptyDataDir>;
let database: Database;
let routes: Routes;
const lines: Record<string, unknown>[] = [];

beforeAll(async () => {
  dataDir = emptyDataDir();
  database = await openDatabase({ dataDir: dataDir.path });
  const telemetry = createTelemetry('debug', { write: (line) => void lines.push(JSON.parse(line)) });
  routes = await openRoutes(database, { telemetry });
});
afterAll(async () => {
  await database.close();
  dataDir.remove();
});
beforeEach(() => {
  lines.length = 0;
});

const traceId = '0af7651916cd43dd8448eb211c80319c';

test('every line of a request tells its id, its trace, its tenant and its user', async () => {
  const ask = await routes.logIn('VIEWER', 'acme');
  const headers = { 'x-request-id': 'req-1', traceparent: `00-${traceId}-b7ad6b7169203331-01` };
  await ask('/operations', { headers });
  const told = lines.filter(({ requestId }) => requestId === 'req-1');
  expect(told.map(({ msg }) => msg)).toEqual(['permission denied', 'permission.denied', 'request']);
  const user = expect.stringMatching(/^[\da-f-]{36}$/);
  for (const line of told) expect(line).toMatchObject({ traceId, tenantId: 'acme', userId: user });
});

test('a line of nobody tells no tenant, and two requests are never mixed up', async () => {
  const ask = await routes.logIn('VIEWER', 'acme');
  const asked = (id: string) => ({ headers: { 'x-request-id': id } });
  await Promise.all([ask('/', asked('known')), routes.anonymous('/', asked('nobody')), ask('/hits', asked('known'))]);
  const [nobody] = lines.filter(({ requestId }) => requestId === 'nobody');
  expect(nobody).toMatchObject({ msg: 'request', traceId: expect.stringMatching(/^[\da-f]{32}$/) });
  expect(nobody).not.toHaveProperty('tenantId');
  const known = lines.filter(({ requestId }) => requestId === 'known');
  expect(known.length).toBeGreaterThanOrEqual(2);
  for (const line of known) expect(line).toMatchObject({ tenantId: 'acme' });
});

test('what a client claims to be its trace is told only where it is one', async () => {
  await routes.anonymous('/health', { headers: { traceparent: '00-secret' } });
  expect(JSON.stringify(lines)).not.toContain('00-secret');
});
