import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AuditEvent } from '@scry/audit';
import type { FlagDocument } from '@scry/flags';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createImporter } from '../../src/features/ingest/importer.ts';
import { documentFile } from '../../src/features/operations/document-file.ts';
import type { Database } from '../../src/platform/db/database.ts';
import { openDatabase } from '../../src/platform/db/open-database.ts';
import { createTelemetry } from '../../src/platform/telemetry.ts';
import { createFeatures, type Features } from '../../src/scry/flags.ts';
import { emptyDataDir } from '../data-dir-template.ts';
import { ingest } from '../ingest.ts';
import { openRoutes, type Routes } from '../open-routes.ts';

let dataDir: ReturnType<typeof emptyDataDir>;
let database: Database;
let directory: string;
let features: Features;
let routes: Routes;
const path = () => join(directory, 'flags.json');

beforeAll(async () => {
  dataDir = emptyDataDir();
  database = await openDatabase({ dataDir: dataDir.path });
  const url = 'https://a.example/show/1.mp3';
  const hit = {
    time: '2026-02-03T10:00:00Z',
    method: 'GET',
    status: 200,
    address: '192.0.2.1',
    userAgent: 'AntennaPod/3',
    url,
  };
  await createImporter({ database, ...ingest })({
    name: 'log',
    source: (async function* () {
      yield Buffer.from(JSON.stringify(hit));
    })(),
    rejectsPath: `${dataDir.path}.rejects`,
  });
});
afterAll(async () => {
  await database.close();
  dataDir.remove();
});
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'flags-'));
});
afterEach(async () => {
  await features.close();
  rmSync(directory, { recursive: true });
});

async function open(env: Record<string, string> = {}) {
  features = await createFeatures({ file: documentFile(path()), env, telemetry: createTelemetry('silent') });
  routes = await openRoutes(database, { features });
}

const post = (ask: Awaited<ReturnType<Routes['logIn']>>, name: string, form: Record<string, string>) =>
  ask(`/operations/flags/${name}`, {
    method: 'POST',
    headers: { origin: 'http://localhost' },
    body: new URLSearchParams(form),
  });

describe('a feature', () => {
  test('is off until it is rolled out, on for all at 100 %, and off again at 0', async () => {
    await open();
    const ask = await routes.logIn('ADMIN');
    const dashboard = async () => (await ask('/')).text();
    expect(await dashboard()).not.toContain('id="insights"');
    expect((await post(ask, 'ai_insights', { percent: '100' })).headers.get('location')).toBe('/operations/flags');
    expect(await dashboard()).toContain('id="insights"');
    await post(ask, 'ai_insights', { percent: '0' });
    expect(await dashboard()).not.toContain('id="insights"');
  });

  test('stays with whom it reached, and reaches about as many as it should', async () => {
    await open();
    const accounts = Array.from({ length: 1_000 }, (_, n) => ({
      ...{ type: 'user', id: `user-${n}`, tenantId: 'demo', role: 'VIEWER', name: '', plan: 'team' },
    })) as Parameters<Features['isOn']>[1][];
    const reached = async (percent: number) => {
      await features.rollOut('new_dashboard', { percent, tenants: [], users: [] });
      return new Set(accounts.filter((account) => features.isOn('new_dashboard', account)).map(({ id }) => id));
    };
    const [ten, fifty, all] = [await reached(10), await reached(50), await reached(100)];
    expect([...ten].filter((id) => !fifty.has(id))).toEqual([]);
    expect(Math.abs(ten.size - 100)).toBeLessThan(40);
    expect(Math.abs(fifty.size - 500)).toBeLessThan(70);
    expect(all.size).toBe(1_000);
  });

  test('is on for all of a tenant, whatever the share is', async () => {
    await open();
    await post(await routes.logIn('ADMIN'), 'ai_insights', { percent: '0', tenants: 'acme  other acme' });
    const page = async (tenant: string) => (await (await routes.logIn('VIEWER', tenant))('/')).status;
    expect(await page('acme')).toBe(200);
    expect(features.rolloutOf('ai_insights')).toEqual({ percent: 0, tenants: ['acme', 'other'], users: [] });
    const status = await (await (await routes.logIn('ADMIN', 'acme'))('/operations/flags')).text();
    expect(status).toMatch(/data-feature="ai_insights"[\s\S]*?as the roll-out says of you/);
  });

  test('is on for a user by name, and for nobody else', async () => {
    await open();
    await features.rollOut('ai_insights', { percent: 0, tenants: [], users: ['ann@example.com'] });
    const isOnFor = (name: string) =>
      features.isOn('ai_insights', { type: 'user', id: '1', tenantId: 'x', role: 'VIEWER', plan: 'team', name });
    expect(isOnFor('ann@example.com')).toBe(true);
    expect(isOnFor('bob@example.com')).toBe(false);
  });

  test('does what the environment says, whatever the document says', async () => {
    await open({ ENABLE_AI_INSIGHTS: 'true' });
    const ask = await routes.logIn('VIEWER');
    expect(await (await ask('/')).text()).toContain('id="insights"');
  });

  test('outlives a restart, and what was written by hand is not overwritten', async () => {
    await open();
    await features.rollOut('ai_insights', { percent: 50, tenants: ['acme'], users: ['ann@example.com'] });
    await features.close();
    const document = JSON.parse(readFileSync(path(), 'utf8'));
    document.flags.new_dashboard = { state: 'ENABLED', variants: { on: true, off: false }, defaultVariant: 'on' };
    writeFileSync(path(), JSON.stringify(document));
    await open();
    expect(features.rolloutOf('ai_insights')).toEqual({ percent: 50, tenants: ['acme'], users: ['ann@example.com'] });
    const ask = await routes.logIn('ADMIN');
    expect(await (await ask('/operations/flags')).text()).toContain('written by hand');
    expect((await post(ask, 'new_dashboard', { percent: '10' })).status).toBe(409);
  });
});

test('roll-outs that come at once all hold, and the last of a feature is the one that stays', async () => {
  await open();
  const nobodyElse = { tenants: [], users: [] };
  await Promise.all([
    features.rollOut('ai_insights', { percent: 100, ...nobodyElse }),
    features.rollOut('new_dashboard', { percent: 50, ...nobodyElse }),
    features.rollOut('ai_insights', { percent: 0, ...nobodyElse }),
  ]);
  const { flags } = JSON.parse(readFileSync(path(), 'utf8')) as FlagDocument;
  for (const [name, percent] of [['ai_insights', 0] as const, ['new_dashboard', 50] as const]) {
    expect(features.rolloutOf(name)?.percent).toBe(percent);
    expect(flags[name]?.metadata?.['percent']).toBe(percent);
  }
});

describe('a change', () => {
  const changes = async () => {
    const events: AuditEvent[] = [];
    for await (const event of routes.audit.query({ action: 'config.updated' })) events.push(event);
    return events;
  };

  test('is audited: who, what, from what to what', async () => {
    await open();
    await post(await routes.logIn('ADMIN'), 'ai_insights', { percent: '10' });
    expect(await changes()).toMatchObject([
      {
        actor: { type: 'user', tenantId: 'demo' },
        resource: { type: 'flag', id: 'ai_insights' },
        changes: [{ path: 'percent', old: 0, new: 10 }],
      },
    ]);
  });

  test.each([
    ['ai_insights', { percent: '11' }, 400, 'percent: expected one of 0, 10, 50, 100, got "11"'],
    ['ai_insights', { percent: '10', tenants: 'a/b' }, 400, 'expected names of letters'],
    ['constructor', { percent: '10' }, 404, 'There is no feature "constructor"'],
  ])('of %s to %j is refused, and changes nothing', async (name, form, status, message) => {
    await open();
    const before = readFileSync(path(), 'utf8');
    const response = await post(await routes.logIn('ADMIN'), name, form);
    expect(response.status).toBe(status);
    expect((await response.json()) as object).toMatchObject({ error: { message: expect.stringContaining(message) } });
    expect(readFileSync(path(), 'utf8')).toBe(before);
    expect(await changes()).toEqual([]);
  });

  test('that cannot be audited is not made', async () => {
    await open();
    const ask = await routes.logIn('ADMIN');
    await routes.audit.close();
    expect((await post(ask, 'ai_insights', { percent: '100' })).status).toBe(503);
    expect(features.rolloutOf('ai_insights')?.percent).toBe(0);
  });

  test('leaves no draft behind when it cannot be written', async () => {
    await open();
    const file = documentFile(join(directory, 'folder', 'flags.json'));
    await expect(file.write({})).rejects.toThrow('ENOENT');
    expect(existsSync(join(directory, 'folder'))).toBe(false);
  });
});
