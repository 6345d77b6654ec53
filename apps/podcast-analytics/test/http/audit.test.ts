import { appendFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AuditEvent, AuditFilter } from '@scry/audit';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { auditedImporter } from '../../src/features/ingest/audited-importer.ts';
import type { Database } from '../../src/platform/db/database.ts';
import { openDatabase } from '../../src/platform/db/open-database.ts';
import { createTelemetry } from '../../src/platform/telemetry.ts';
import { type AppAudit, auditDirectory, commandTrail, openAuditLog, withAuditLog } from '../../src/scry/audit.ts';
import { emptyDataDir } from '../data-dir-template.ts';
import { openRoutes, type Routes } from '../open-routes.ts';

let template: ReturnType<typeof emptyDataDir>;
let dataDir: ReturnType<typeof emptyDataDir>;
let database: Database;
let audit: AppAudit;
let routes: Routes;
const parts = () => ({ dataDir: dataDir.path, telemetry: createTelemetry('silent'), now: Date.now });

beforeAll(async () => {
  template = emptyDataDir();
  database = await openDatabase({ dataDir: template.path });
});
afterAll(async () => {
  await database.close();
  template.remove();
});
beforeEach(async () => {
  dataDir = emptyDataDir();
  audit = await openAuditLog('console', parts());
  routes = await openRoutes(database, { audit, config: readConfig({ DATA_DIR: dataDir.path }) });
});
afterEach(async () => {
  await audit.close().catch(() => {});
  dataDir.remove();
});

async function found(filter: AuditFilter, log = audit): Promise<AuditEvent[]> {
  const events: AuditEvent[] = [];
  for await (const event of log.query(filter)) events.push(event);
  return events;
}
const form = (fields: Record<string, string>): RequestInit => ({
  method: 'POST',
  headers: { origin: 'http://localhost', 'user-agent': 'Test/1', 'x-request-id': 'request-1' },
  body: new URLSearchParams(fields),
});

describe('what is done in the console is in the audit trail:', () => {
  test('a log-in, one that failed, and a log-out', async () => {
    const user = { email: 'ann@audit.example', password: 'a password of a test' };
    const id = await routes.accounts.addUser({ ...user, role: 'VIEWER', tenantId: 'acme' });
    await routes.anonymous('/login', form({ ...user, password: 'another password' }));
    const response = await routes.anonymous('/login', form(user));
    const [cookie = ''] = response.headers.get('set-cookie')?.split(';') ?? [];
    await routes.anonymous('/logout', { method: 'POST', headers: { origin: 'http://localhost', cookie } });
    expect(await found({ action: 'auth.*' })).toMatchObject([
      {
        action: 'auth.login.failure',
        outcome: 'FAILURE',
        actor: { type: 'user', id },
        correlationId: 'request-1',
        userAgent: 'Test/1',
      },
      { action: 'auth.login.success', outcome: 'SUCCESS', actor: { type: 'user', tenantId: 'acme' } },
      { action: 'auth.logout', actor: { type: 'user', tenantId: 'acme' } },
    ]);
    for (const personal of [user.password, user.email]) expect(JSON.stringify(await found({}))).not.toContain(personal);
  });

  test('every decision on a permission, with who asked and why it is so', async () => {
    const ask = await routes.logIn('VIEWER', 'acme');
    await ask('/hits');
    await ask('/operations');
    expect(await found({ action: 'permission.*' })).toMatchObject([
      {
        action: 'permission.allowed',
        actor: { tenantId: 'acme' },
        details: { permission: 'shows:read', code: 'ALLOW' },
      },
      {
        action: 'permission.denied',
        outcome: 'DENIED',
        actor: { tenantId: 'acme' },
        details: { permission: 'operations:read', code: 'NO_GRANT' },
      },
    ]);
  });

  test('drills, those that are refused too', async () => {
    const ask = await routes.logIn('ADMIN');
    await ask('/operations/drills/redis-flaky', form({}));
    await ask('/operations/drills', form({}));
    expect(await found({ action: 'drill.*' })).toMatchObject([
      { action: 'drill.started', resource: { type: 'drill', id: 'redis-flaky' }, actor: { type: 'user' } },
      { action: 'drill.stopped', actor: { type: 'user' } },
    ]);
  });
});

test('a log-in that cannot be audited does not happen', async () => {
  const user = { email: 'bob@audit.example', password: 'a password of a test' };
  await routes.accounts.addUser({ ...user, role: 'VIEWER', tenantId: 'acme' });
  await audit.close();
  const response = await routes.anonymous('/login', form(user));
  expect(response.status).toBe(503);
  expect(response.headers.get('set-cookie')).toBeNull();
});

describe('the page', () => {
  test('finds events by action, outcome, actor, text and day, the newest first', async () => {
    const ask = await routes.logIn('ADMIN', 'acme');
    await (await routes.logIn('VIEWER', 'acme'))('/operations');
    await ask('/operations');
    const rows = async (query: string) => {
      const text = await (await ask(`/operations/audit?${query}`)).text();
      return [...text.matchAll(/<tr data-action="([^"]+)"/g)].map(([, action]) => action);
    };
    expect(await rows('outcome=DENIED')).toEqual(['permission.denied']);
    expect((await rows('action=permission.*'))[0]).toBe('permission.allowed');
    expect(await rows('text=OPERATIONS:READ&action=permission.denied')).toEqual(['permission.denied']);
    expect(await rows('actor=nobody')).toEqual([]);
    expect(await rows('from=2020-01-01&to=2020-01-02')).toEqual([]);
    expect((await ask('/operations/audit?from=yesterday')).status).toBe(400);
  });

  test('shows a tenant its own events, and the operator of the platform all', async () => {
    await (await routes.logIn('VIEWER', 'other'))('/operations');
    const seen = async (role: 'ADMIN' | 'SUPER_ADMIN') => {
      const ask = await routes.logIn(role, 'acme');
      return (await (await ask('/operations/audit?outcome=DENIED')).text()).includes('data-action="permission.denied"');
    };
    expect([await seen('ADMIN'), await seen('SUPER_ADMIN')]).toEqual([false, true]);
  });

  test('shows a tenant who tried to log in as one of its users', async () => {
    const email = 'cid@audit.example';
    await routes.accounts.addUser({ email, password: 'a password of a test', role: 'VIEWER', tenantId: 'acme' });
    for (let n = 0; n < 6; n++) await routes.anonymous('/login', form({ email, password: 'another password' }));
    const ask = await routes.logIn('ADMIN', 'acme');
    const page = await (await ask('/operations/audit?action=auth.*')).text();
    expect(page.match(/data-action="auth.login.failure"/g)).toHaveLength(5);
    expect(page).toContain('data-action="auth.locked_out"');
    const stranger = await routes.logIn('ADMIN', 'other');
    expect(await (await stranger('/operations/audit?action=auth.*')).text()).not.toContain('data-action="auth.');
  });

  test('says that the log is unchanged, and where it is not', async () => {
    const ask = await routes.logIn('ADMIN', 'acme');
    const verdict = async () => /data-verified="([^"]+)"/.exec(await (await ask('/operations/audit')).text())?.[1];
    expect(await verdict()).toBe('true');
    const directory = auditDirectory(dataDir.path, 'console');
    const [file = ''] = readdirSync(directory).filter((name) => name.endsWith('.ndjson'));
    const path = join(directory, file);
    writeFileSync(path, readFileSync(path, 'utf8').replace('"ALLOW"', '"ALLOS"'));
    expect(await verdict()).toBe('false');
    expect(await (await ask('/operations/audit')).text()).toContain('edited');
  });

  test.each([
    ['csv', /^time,id,stream,seq/],
    ['jsonl', /^\{"v":1/],
  ])('gives what was found as %s, and that is an event, too', async (format, begins) => {
    const ask = await routes.logIn('ADMIN', 'acme');
    await ask('/operations');
    const response = await ask(`/operations/audit/export?action=permission.*&format=${format}`);
    expect(response.headers.get('content-disposition')).toContain(`audit-console.${format}`);
    expect(await response.text()).toMatch(begins);
    expect(await found({ action: 'audit.log.exported' })).toMatchObject([{ details: { format, records: 2 } }]);
  });
});

describe('the log of the commands', () => {
  test('has what they do, and is shown beside that of the console', async () => {
    const importHits = auditedImporter(async ({ name }) => {
      if (name === 'broken.log') throw new Error('it is broken');
      return { lines: 3, hits: 2, newHits: 2, rejects: 1, bytesRead: 9 };
    }, commandTrail(parts()));
    const input = { source: (async function* () {})(), rejectsPath: 'rejects' };
    await importHits({ ...input, name: 'good.log' });
    await expect(importHits({ ...input, name: 'broken.log' })).rejects.toThrow('it is broken');

    const ask = await routes.logIn('ADMIN', 'demo');
    const page = await (await ask('/operations/audit?log=commands')).text();
    expect(page).toMatch(
      /ingestion\.failed[\s\S]*broken\.log[\s\S]*it is broken[\s\S]*ingestion\.completed[\s\S]*records: 2/,
    );
  });

  test('waits for another process that writes to it', async () => {
    const other = await openAuditLog('commands', parts());
    const logged = commandTrail(parts()).log({ action: 'config.reloaded', actor: { type: 'system', id: 'test' } });
    await other.close();
    await logged;
    const events = await withAuditLog('commands', parts(), (log) => found({ action: 'config.reloaded' }, log));
    expect(events).toHaveLength(1);
  });

  test('is whole again after a process died in the middle of a line', async () => {
    await commandTrail(parts()).log({ action: 'config.reloaded', actor: { type: 'system', id: 'test' } });
    const directory = auditDirectory(dataDir.path, 'commands');
    const [file = ''] = readdirSync(directory).filter((name) => name.endsWith('.ndjson'));
    appendFileSync(join(directory, file), '{"v":1,"id":"01');
    await commandTrail(parts()).log({ action: 'config.updated', actor: { type: 'system', id: 'test' } });
    const events = await withAuditLog('commands', parts(), (log) => found({ action: 'config.*' }, log));
    expect(events.map(({ action }) => action)).toEqual(['config.reloaded', 'config.updated']);
  });
});
