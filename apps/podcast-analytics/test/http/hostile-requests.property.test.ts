import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readConfig } from '../../src/config.ts';
import type { Database } from '../../src/platform/db/database.ts';
import { openDatabase } from '../../src/platform/db/open-database.ts';
import { apiError } from '../../src/platform/http/api-error.ts';
import { createTelemetry } from '../../src/platform/telemetry.ts';
import { type AppAudit, openAuditLog } from '../../src/scry/audit.ts';
import { emptyDataDir } from '../data-dir-template.ts';
import { openRoutes, type Routes } from '../open-routes.ts';
import { type DrivenRoute, drivenRoutes, pathWith, wellFormed } from './driven-routes.ts';
import { validFor, words, wrongBodies } from './hostile-values.ts';

/** Stands in everything that the tenant `other` has, and may be in no answer to the tenant `demo`. */
const canary = 'canary-of-the-other-tenant';
/** For each route. SCRY_HOSTILE_RUNS=1000 looks longer. */
const runs = Number(process.env['SCRY_HOSTILE_RUNS'] ?? 25);
const seed = 20_260_301;

let dataDir: ReturnType<typeof emptyDataDir>;
let database: Database;
let routes: Routes;
let audit: AppAudit;
let driven: DrivenRoute[];
/** Ids of what the other tenant has, as its own administrator was told them. */
const others: string[] = [];
let credentials: Record<string, Record<string, string>>;
/** What forms of the console call their fields. */
const fieldNames = new Set(['name', 'email', 'next']);

const sessionOf = async (email: string, password: string) =>
  `session=${(await routes.accounts.logIn(email, password))?.token ?? 'none'}`;
const admin = { email: 'admin@demo.example', password: 'a password of a test' };

beforeAll(async () => {
  dataDir = emptyDataDir();
  database = await openDatabase({ dataDir: dataDir.path });
  const telemetry = createTelemetry('silent');
  audit = await openAuditLog('console', { dataDir: dataDir.path, telemetry, now: Date.now });
  routes = await openRoutes(database, {
    telemetry,
    audit,
    config: readConfig({ DATA_DIR: dataDir.path, RATE_LIMIT_ENABLED: 'false' }),
  });
  driven = drivenRoutes(routes.app);
  await routes.accounts.addUser({ ...admin, tenantId: 'demo', role: 'ADMIN' });
  await plantCanary();
  const key = await routes.accounts.addApiKey({ tenantId: 'demo', name: 'ci', role: 'ADMIN', plan: 'network' });
  const revoked = await routes.accounts.addApiKey({ tenantId: 'demo', name: 'old', role: 'ADMIN', plan: 'network' });
  await routes.accounts.revokeApiKey('demo', 'old');
  credentials = {
    nobody: {},
    'a key': { 'x-api-key': key },
    'a revoked key': { 'x-api-key': revoked },
    'a made-up session': { cookie: `session=pas_${'x'.repeat(43)}` },
  };
}, 180_000);
afterAll(async () => {
  await audit.close();
  await database.close();
  dataDir.remove();
});

/** The other tenant makes all that its API lets it make, under one name, and looks at every list. */
async function plantCanary(): Promise<void> {
  const user = { email: `${canary}@example.com`, password: 'a password of a test' };
  await routes.accounts.addUser({ ...user, tenantId: 'other', role: 'ADMIN' });
  await routes.accounts.addApiKey({ tenantId: 'other', name: canary, role: 'ADMIN', plan: 'network' });
  await database.query('INSERT INTO shows (key, tenant_id) VALUES ($1, $2)', [`${canary}.example/show`, 'other']);
  const cookie = await sessionOf(user.email, user.password);
  const headers = { cookie, origin: 'http://localhost', 'content-type': 'application/json' };
  for (const { method, path, operation } of driven) {
    const schema = operation?.requestBody?.content?.['application/json']?.schema;
    if (method === 'POST' && schema) {
      await routes.anonymous(pathWith(path, [canary]), {
        method,
        headers,
        body: JSON.stringify(validFor(schema, canary)),
      });
    }
  }
  for (const { method, path } of driven) {
    if (method !== 'GET' || path.includes(':')) continue;
    const text = await (await routes.anonymous(path, { headers: { cookie } })).text();
    others.push(...(text.match(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g) ?? []).slice(0, 5));
    for (const [, name = ''] of text.matchAll(/<(?:input|select|textarea)[^>]* name="([^"]+)"/g)) fieldNames.add(name);
  }
}

interface Attack {
  readonly as: string;
  readonly values: readonly string[];
  readonly query: readonly (readonly [string, string])[];
  readonly type: string;
  readonly body: string | Uint8Array<ArrayBuffer>;
}

function attacksOn({ operation }: DrivenRoute): fc.Arbitrary<Attack> {
  const value = fc.oneof(fc.constantFrom(...words), fc.constantFrom(canary, ...others), fc.string({ unit: 'binary' }));
  const queryNames = ['from', 'to', 'limit', 'after', ...(operation?.parameters.map(({ name }) => name) ?? [])];
  const pair = (names: readonly string[]) => fc.tuple(fc.constantFrom(...names), value);
  const form = fc
    .array(pair([...fieldNames]), { maxLength: 6 })
    .map((pairs) => new URLSearchParams(asPairs(pairs)).toString());
  const json = wrongBodies(operation?.requestBody?.content?.['application/json']?.schema).map((body) =>
    JSON.stringify(body),
  );
  const bytes = fc.constantFrom('{"a":', '[[', '{"a":1}{', '\u0000', `${'['.repeat(20_000)}`, '--x\r\n\r\n');
  const binary = fc.uint8Array({ maxLength: 64 }).map((array) => new Uint8Array(array));
  const formType = 'application/x-www-form-urlencoded';
  const types = [
    formType,
    'application/json',
    'multipart/form-data; boundary=x',
    'text/plain',
    'application/json; charset=utf-16',
    '',
  ];
  return fc.record({
    as: fc.constantFrom('the administrator', 'the administrator', ...Object.keys(credentials)),
    values: fc.array(value, { minLength: 1, maxLength: 3 }),
    query: fc.array(pair(queryNames), { maxLength: 4 }),
    type: fc.constantFrom(...types),
    body: fc.oneof({ weight: 3, arbitrary: json }, { weight: 3, arbitrary: form }, bytes, binary),
  });
}

function asPairs(pairs: readonly (readonly [string, string])[]): [string, string][] {
  return pairs.map(([name, value]) => [name, wellFormed(value)]);
}

async function send(
  { method, path }: DrivenRoute,
  { as, values, query, type, body }: Attack,
  cookie: string,
): Promise<Response> {
  const given = as === 'the administrator' ? { cookie } : credentials[as];
  const hasBody = method !== 'GET' && method !== 'HEAD';
  return routes.anonymous(`${pathWith(path, values)}?${new URLSearchParams(asPairs(query))}`, {
    method,
    headers: { ...given, origin: 'http://localhost', ...(hasBody && type !== '' && { 'content-type': type }) },
    ...(hasBody && { body }),
  });
}

async function judge({ method, path, operation }: DrivenRoute, response: Response, attack: Attack): Promise<void> {
  const where = `${method} ${path} as ${attack.as}`;
  const text = await response.text();
  // 502 and 503 say that something outside is down or not set up, which is so here.
  if (response.status >= 500) expect([502, 503], `${where}: ${text}`).toContain(response.status);
  const echoed = JSON.stringify([attack.values, attack.query, attack.body]).includes(canary);
  if (!echoed) expect(text, where).not.toContain(canary);
  if (response.status === 401 || response.status === 403) expect(text, where).not.toContain(`${canary}.example`);
  if (response.status >= 400) {
    const isPage = response.headers.get('content-type')?.includes('text/html') ?? false;
    if (!isPage)
      expect(apiError.safeParse(parsed(text)).success, `${where} ${response.status}: ${text.slice(0, 300)}`).toBe(true);
  } else if (operation)
    expect(Object.keys(operation.responses), `${where} answers with ${response.status}`).toContain(
      String(response.status),
    );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

describe('whatever strangers send', () => {
  test('the canary is there, and its own tenant sees it', async () => {
    const rows = await database.query("SELECT key FROM shows WHERE tenant_id = 'other'");
    expect(JSON.stringify(rows)).toContain(canary);
    expect(driven.length).toBeGreaterThan(15);
  });

  test('no route fails inside, none tells of another tenant, and errors have one shape', {
    timeout: 900_000,
  }, async () => {
    for (const route of driven) {
      // Some routes end sessions: each begins with one that is open.
      const cookie = await sessionOf(admin.email, admin.password);
      await fc.assert(
        fc.asyncProperty(attacksOn(route), async (attack) => judge(route, await send(route, attack, cookie), attack)),
        { seed, numRuns: runs, endOnFailure: true },
      );
    }
  });
});
