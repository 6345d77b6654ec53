import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../../src/platform/db/database.ts';
import { openDatabase } from '../../src/platform/db/open-database.ts';
import { apiError } from '../../src/platform/http/api-error.ts';
import { providerNames } from '../../src/providers/provider-settings.ts';
import { emptyDataDir } from '../data-dir-template.ts';
import type { Routes } from '../open-routes.ts';
import { openWholeApp, type WholeApp } from '../open-whole-app.ts';
import { type DrivenRoute, drivenRoutes } from './driven-routes.ts';
import { type Attack, attacksOn } from './hostile-attacks.ts';
import { type PlantedTenant, plantTenant } from './planted-tenant.ts';
import { publicRoutes } from './public-routes.ts';
import { expiredSession, makeStrangers, signedByNobody } from './strangers.ts';

type Headers = Readonly<Record<string, string>>;

/** They stand in everything that their tenants have, and may be in no answer to anybody else. */
const canaries = { demo: 'canary-of-the-own-tenant', other: 'canary-of-the-other-tenant' };
/** For each route. SCRY_HOSTILE_RUNS=1000 looks longer. */
const runs = Number(process.env['SCRY_HOSTILE_RUNS'] ?? 25);
const seed = 20_260_301;
const operator = { email: 'operator@platform.example', password: 'a password of a test' };
const insiders = ['the administrator', 'a key', 'the operator of the platform'];

let dataDir: ReturnType<typeof emptyDataDir>;
let database: Database;
let whole: WholeApp;
let routes: Routes;
let driven: DrivenRoute[];
let planted: Readonly<Record<keyof typeof canaries, PlantedTenant>>;
let strangers: Readonly<Record<string, Headers>>;
let keys: Readonly<Record<string, Headers>>;
/** Routes of which the handler has answered, and not only a guard or the router. */
const reached = new Set<DrivenRoute>();
/** What forms of the console call their fields. */
const fieldNames = new Set(['name', 'email', 'next']);

const sessionOf = async ({ email, password }: PlantedTenant['admin']) =>
  `session=${(await routes.accounts.logIn(email, password))?.token ?? 'none'}`;

beforeAll(async () => {
  dataDir = emptyDataDir();
  database = await openDatabase({ dataDir: dataDir.path });
  whole = await openWholeApp(database, dataDir.path);
  routes = whole.routes;
  driven = drivenRoutes(routes.app);
  planted = {
    demo: await plantTenant(routes, database, { tenantId: 'demo', canary: canaries.demo }),
    other: await plantTenant(routes, database, { tenantId: 'other', canary: canaries.other }),
  };
  await routes.accounts.addUser({ ...operator, tenantId: 'platform', role: 'SUPER_ADMIN' });
  const addKey = async (tenantId: string, scopes?: readonly string[]) => {
    const name = `key of ${scopes ?? tenantId}`;
    const key = await routes.accounts.addApiKey({ tenantId, name, role: 'ADMIN', plan: 'network', scopes });
    return { 'x-api-key': key };
  };
  keys = {
    'a key': await addKey('demo'),
    'a key of a third tenant': await addKey('third'),
    'a key without the scope': await addKey('demo', ['metrics:read']),
  };
  strangers = await makeStrangers(routes, database);
}, 180_000);
afterAll(async () => {
  await whole.close();
  await database.close();
  dataDir.remove();
});

/** Where a tenant is told of all that it has. */
const listsWithCanary = [
  ...['users', 'keys', 'hits', 'shows', 'reports', 'report-schedules', 'campaigns', 'invoices', 'billing/parties'],
].map((list) => `/api/v1/${list}`);

/** Pages of lists, as the administrator of the tenant sees them; the fields of their forms are noted. */
async function listsOf(tenant: keyof typeof canaries): Promise<Map<string, string>> {
  const cookie = await sessionOf(planted[tenant].admin);
  const lists = new Map<string, string>();
  for (const { method, path } of driven) {
    if (method !== 'GET' || path.includes(':')) continue;
    const text = await (await routes.anonymous(path, { headers: { cookie } })).text();
    lists.set(path, text);
    for (const [, name = ''] of text.matchAll(/<(?:input|select|textarea)[^>]* name="([^"]+)"/g)) fieldNames.add(name);
  }
  return lists;
}

async function send(
  { method }: DrivenRoute,
  { as, path, type, body }: Attack,
  who: Readonly<Record<string, Headers>>,
): Promise<Response> {
  const hasBody = method !== 'GET' && method !== 'HEAD';
  return routes.anonymous(path, {
    method,
    headers: { ...who[as], origin: 'http://localhost', ...(hasBody && type !== '' && { 'content-type': type }) },
    ...(hasBody && { body }),
  });
}

async function judge(route: DrivenRoute, response: Response, attack: Attack): Promise<void> {
  const { method, path, operation } = route;
  const where = `${method} ${path} as ${attack.as}`;
  const text = await response.text();
  expect(response.status, `${where}: ${text.slice(0, 300)}`).toBeLessThan(500);
  if (insiders.includes(attack.as) && isPastGuards(response, text)) reached.add(route);
  const sent = attack.path + attack.body;
  for (const canary of hiddenFrom(attack.as)) {
    if (!sent.includes(canary)) expect(text, where).not.toContain(canary);
  }
  if (!publicRoutes.includes(`${method} ${route.registered}`)) expectRefused(route, attack, response);
  if (response.status >= 400) {
    const isPage = response.headers.get('content-type')?.includes('text/html') ?? false;
    if (!isPage)
      expect(apiError.safeParse(parsed(text)).success, `${where} ${response.status}: ${text.slice(0, 300)}`).toBe(true);
  } else if (operation && !isLedToLogIn(response))
    expect(Object.keys(operation.responses), `${where} answers with ${response.status}`).toContain(
      String(response.status),
    );
}

function isLedToLogIn({ status, headers }: Response): boolean {
  return status === 303 && (headers.get('location')?.startsWith('/login') ?? false);
}

function hiddenFrom(who: string): readonly string[] {
  if (who === 'the operator of the platform') return [];
  return insiders.includes(who) ? [canaries.other] : Object.values(canaries);
}

function isPastGuards({ status }: Response, text: string): boolean {
  const isNoRoute = status === 404 && text.includes('There is nothing at');
  return status !== 401 && status !== 403 && !isNoRoute;
}

/** Whoever is a stranger is told so, or led to the log-in; who lacks the permission gets no further than the guard. */
function expectRefused({ method, path }: DrivenRoute, { as }: Attack, response: Response): void {
  const where = `${method} ${path} as ${as}`;
  if (as in strangers || as === 'an expired session') {
    if (!isLedToLogIn(response)) expect(response.status, where).toBe(401);
  }
  // A campaign that one may not read is told as one that is not there.
  if (as === 'a key without the scope' && path !== '/metrics') expect([403, 404], where).toContain(response.status);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

describe('whatever strangers send', () => {
  test.each(['demo', 'other'] as const)(
    'the canary of the tenant %s is in its own lists, and in no others',
    async (tenant) => {
      const lists = await listsOf(tenant);
      const seen = [...lists].filter(([, text]) => text.includes(canaries[tenant])).map(([path]) => path);
      expect(seen).toEqual(expect.arrayContaining(listsWithCanary));
      const foreign = canaries[tenant === 'demo' ? 'other' : 'demo'];
      expect([...lists].filter(([, text]) => text.includes(foreign)).map(([path]) => path)).toEqual([]);
    },
  );

  test('no route fails inside, opens for strangers, or tells of another tenant, and errors have one shape', {
    timeout: 900_000,
  }, async () => {
    const ids = [...planted.demo.ids, ...planted.other.ids];
    const known = [...ids, ...providerNames, whole.feedUrl, await signedByNobody()];
    // A canary that is sent to be stored would be found later.
    const names = (method: string) => (method === 'GET' ? Object.values(canaries) : []);
    for (const route of driven) {
      // Some routes end sessions: each begins with some that are open.
      const who = {
        ...{ ...keys, ...strangers },
        'the administrator': { cookie: await sessionOf(planted.demo.admin) },
        'the operator of the platform': { cookie: await sessionOf(operator) },
        'an expired session': await expiredSession(routes, database),
      };
      const attacks = attacksOn(route, {
        who: [...insiders, ...Object.keys(who)],
        known: [...known, ...names(route.method)],
        fieldNames: [...fieldNames],
      });
      await fc.assert(
        fc.asyncProperty(attacks, async (attack) => judge(route, await send(route, attack, who), attack)),
        { seed, numRuns: runs, endOnFailure: true },
      );
    }
    expect(driven.filter((route) => !reached.has(route)).map(({ method, path }) => `${method} ${path}`)).toEqual([]);
  });
});
