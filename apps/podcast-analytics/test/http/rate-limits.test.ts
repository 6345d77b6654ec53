import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readConfig } from '../../src/config.ts';
import type { Plan } from '../../src/features/accounts/account.ts';
import type { Database } from '../../src/platform/db/database.ts';
import { openDatabase } from '../../src/platform/db/open-database.ts';
import { emptyDataDir } from '../data-dir-template.ts';
import { openRoutes, type Routes } from '../open-routes.ts';

let dataDir: ReturnType<typeof emptyDataDir>;
let database: Database;

beforeAll(async () => {
  dataDir = emptyDataDir();
  database = await openDatabase({ dataDir: dataDir.path });
});
afterAll(async () => {
  await database.close();
  dataDir.remove();
});

const withSettings = (settings: Record<string, string>): Promise<Routes> =>
  openRoutes(database, { config: readConfig(settings) });
const five = { RATE_LIMIT_REQUESTS_PER_WINDOW: '5', RATE_LIMIT_WINDOW_SECONDS: '3600' };
const logIn = (email: string, password: string): RequestInit => ({
  method: 'POST',
  headers: { origin: 'http://localhost' },
  body: new URLSearchParams({ email, password }),
});

/** The statuses of so many requests, one after the other. */
async function statuses(times: number, ask: (n: number) => Promise<Response>): Promise<number[]> {
  const all: number[] = [];
  for (let n = 0; n < times; n++) all.push((await ask(n)).status);
  return all;
}

describe('requests', () => {
  test('without a key are limited by their address, and told when to come back', async () => {
    const { anonymous } = await withSettings(five);
    expect(await statuses(6, () => anonymous('/openapi.json'))).toEqual([200, 200, 200, 200, 200, 429]);
    const { headers } = await anonymous('/openapi.json');
    expect(headers.get('x-ratelimit-limit')).toBe('5');
    expect(headers.get('x-ratelimit-remaining')).toBe('0');
    expect(headers.get('ratelimit-policy')).toBe('"free";q=5;w=3600');
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(600);
  });

  test('are refused in the shape of every error', async () => {
    const { anonymous } = await withSettings(five);
    await statuses(5, () => anonymous('/openapi.json'));
    expect(await (await anonymous('/openapi.json')).json()).toEqual({
      error: { code: 'rate-limited', message: expect.stringContaining('try again in'), requestId: expect.any(String) },
    });
  });

  test.each([
    ['free', 5],
    ['team', 25],
    ['network', 100],
  ] satisfies [Plan, number][])('with a key of the plan %s may be %i', async (plan, limit) => {
    const { anonymous, accounts } = await withSettings(five);
    const key = await accounts.addApiKey({ tenantId: 'demo', name: `of ${plan}`, role: 'VIEWER', plan });
    const ask = () => anonymous('/api/v1/exclusions', { headers: { 'x-api-key': key } });
    const answers = await statuses(limit + 1, ask);
    expect(answers.filter((status) => status === 200)).toHaveLength(limit);
    expect(answers.at(-1)).toBe(429);
  });

  test('with keys that are guessed count for the address all together', async () => {
    const { anonymous } = await withSettings(five);
    const guess = (n: number) => anonymous('/api/v1/exclusions', { headers: { 'x-api-key': `pak_${n}` } });
    expect(await statuses(7, guess)).toEqual([401, 401, 401, 401, 401, 429, 429]);
  });

  test('for the health of the server and for assets are not limited', async () => {
    const { anonymous } = await withSettings(five);
    expect(new Set(await statuses(20, () => anonymous('/health')))).toEqual(new Set([200]));
  });

  test('from behind as many proxies as are trusted count for the address that the last of them saw', async () => {
    const { anonymous } = await withSettings({ ...five, TRUST_PROXY: '1' });
    const from = (forwardedFor: string) => anonymous('/openapi.json', { headers: { 'x-forwarded-for': forwardedFor } });
    expect(await statuses(6, (n) => from(`203.0.113.${n}, 198.51.100.1`))).toEqual([200, 200, 200, 200, 200, 429]);
    expect((await from('203.0.113.1, 198.51.100.2')).status).toBe(200);
  });

  test('are not limited when that is switched off', async () => {
    const { anonymous } = await withSettings({ ...five, RATE_LIMIT_ENABLED: 'false' });
    expect(new Set(await statuses(20, () => anonymous('/openapi.json')))).toEqual(new Set([200]));
  });
});

describe('log-ins', () => {
  test('may fail ten times in a quarter of an hour, whichever accounts are tried', async () => {
    const { anonymous } = await withSettings({});
    // Each account once: one alone would be locked before, see features/accounts/log-in/lock-out.ts.
    const guess = (n: number) => anonymous('/login', logIn(`guess-${n}@example.com`, 'a guess'));
    expect(await statuses(10, guess)).toEqual(Array.from({ length: 10 }, () => 401));
    const refused = await guess(10);
    expect(refused.status).toBe(429);
    expect(await refused.json()).toMatchObject({ error: { code: 'rate-limited' } });
  });

  test('that succeed do not count', async () => {
    const { anonymous, accounts } = await withSettings({});
    const [email, password] = ['ann@example.com', 'correct horse battery'];
    await accounts.addUser({ tenantId: 'demo', email, password, role: 'VIEWER' });
    expect(new Set(await statuses(12, () => anonymous('/login', logIn(email, password))))).toEqual(new Set([303]));
  });
});
