import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { readConfig } from '../../src/config.ts';
import type { Database } from '../../src/platform/db/database.ts';
import { openDatabase } from '../../src/platform/db/open-database.ts';
import { createEvents } from '../../src/platform/events/events.ts';
import { createTelemetry } from '../../src/platform/telemetry.ts';
import { openProviders, type Providers } from '../../src/providers/open-providers.ts';
import { createBreakers } from '../../src/scry/breaker.ts';
import { emptyDataDir } from '../data-dir-template.ts';
import { openRoutes, type Routes } from '../open-routes.ts';

let dataDir: ReturnType<typeof emptyDataDir>;
let database: Database;
let providers: Providers;
let routes: Routes;
let ask: Awaited<ReturnType<Routes['logIn']>>;

beforeAll(async () => {
  dataDir = emptyDataDir();
  database = await openDatabase({ dataDir: dataDir.path });
  const telemetry = createTelemetry('silent');
  const breakers = createBreakers(telemetry, { redisUrl: undefined });
  const events = createEvents({ logger: telemetry.logger });
  const config = readConfig({ OPENAI_API_KEY: 'off', PAGERDUTY_URL: 'http://127.0.0.1:9' });
  providers = await openProviders({ config, telemetry, breakers, now: Date.now, events });
  routes = await openRoutes(database, { telemetry, breakers, providers });
  ask = await routes.logIn('ADMIN');
});
afterAll(async () => {
  await providers.close();
  await database.close();
  dataDir.remove();
});
afterEach(() => vi.restoreAllMocks());

const post = (path: string, fields: Record<string, string> = {}, as = ask) =>
  as(`/operations/providers${path}`, {
    method: 'POST',
    headers: { origin: 'http://localhost', 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(fields).toString(),
  });
/** They go over a real connection, on a machine that may be busy. */
const patient = { timeout: 30_000 };
const page = async () => (await ask('/operations/providers')).text();

describe('the page of the providers', () => {
  test('calls a sandbox, and shows the call, the payment and the mail', async () => {
    expect((await post('/stripe/call')).status).toBe(303);
    await post('/sendgrid/call');
    await vi.waitFor(() => expect(providers.recentCalls()).toHaveLength(2), patient);
    const shown = await page();
    expect(shown).toContain('POST /v1/payment_intents');
    expect(shown).toMatch(/data-payment="pi_\w+"/);
    expect(shown).toContain('A mail of the sandbox');
  });

  test('breaks a sandbox until the breaker opens, and heals it', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0); // no wait before a retry
    expect((await post('/stripe/fault', { fault: 'status-503' })).status).toBe(303);
    expect(await page()).toContain('<option value="status-503" selected="">');
    const before = providers.recentCalls().length;
    await post('/stripe/call');
    await post('/stripe/call');
    await vi.waitFor(() => expect(providers.recentCalls()).toHaveLength(before + 2), patient);
    expect(await page()).toContain('data-provider="stripe" data-state="open"');
    expect(await (await ask('/operations')).text()).toContain('data-breaker="stripe" data-state="open"');
    await post('/stripe/fault', { fault: 'well' });
    expect(providers.sandboxes.servers.stripe?.faults.current).toBeUndefined();
  });

  test('says where calls go, and offers nothing to break where no sandbox is', async () => {
    const shown = await page();
    expect(shown).toMatch(/data-provider="openai"[\s\S]*nothing: it is off/);
    expect(shown).toContain('http://127.0.0.1:9');
    expect(shown).not.toContain('action="/operations/providers/openai/fault"');
    for (const name of ['openai', 'pagerduty', 'nobody', '__proto__']) {
      expect((await post(`/${name}/fault`, { fault: 'hang' })).status, name).toBe(404);
      expect((await post(`/${name}/call`)).status, name).toBe(404);
    }
  });

  test.each([{}, { fault: 'explode' }, { fault: '__proto__' }])('refuses the fault of %j', async (fields) => {
    const response = await post('/stripe/fault', fields as Record<string, string>);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      error: { message: expect.stringContaining('expected one of well') },
    });
  });

  test.each(['VIEWER', 'MONITOR'] as const)('is not for %s', async (role) => {
    const other = await routes.logIn(role);
    expect((await other('/operations/providers')).status).toBe(403);
    expect((await post('/stripe/fault', { fault: 'hang' }, other)).status).toBe(403);
    expect((await post('/stripe/call', {}, other)).status).toBe(403);
  });
});
