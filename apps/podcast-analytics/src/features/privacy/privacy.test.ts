import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { dump as dumpAll } from '../../../test/dump.ts';
import { describeEachEngine } from '../../../test/each-engine.ts';
import { ingest } from '../../../test/ingest.ts';
import type { Database } from '../../platform/db/database.ts';
import { createSealer } from '../../platform/keys/sealer.ts';
import { createTelemetry } from '../../platform/telemetry.ts';
import { type AppAudit, openAuditLog } from '../../scry/audit.ts';
import { type Accounts, createAccounts } from '../accounts/accounts.ts';
import { createImporter } from '../ingest/importer.ts';
import { createPrivacy, type Privacy } from './privacy.ts';

const day = 86_400_000;
const password = 'a password of a test';
let people = 0;

describeEachEngine('privacy', (openEmpty) => {
  let dataDir: string;
  let database: Database;
  let audit: AppAudit;
  let accounts: Accounts;
  let privacy: Privacy;
  let now: number;

  beforeAll(async () => {
    now = Date.UTC(2026, 1, 4);
    dataDir = mkdtempSync(join(tmpdir(), 'scry-privacy-'));
    database = await openEmpty();
    audit = await openAuditLog('console', { dataDir, telemetry: createTelemetry('silent'), now: () => now });
    accounts = createAccounts(database, () => now, createSealer(['a secret of the tests']));
    const byTest: typeof audit.log = (event) => audit.log({ actor: { type: 'system', id: 'test' }, ...event });
    privacy = createPrivacy({ database, now: () => now, dataDir, accounts, audit: { log: byTest } });
  });
  afterAll(async () => {
    await audit.close();
    await database.close();
    rmSync(dataDir, { recursive: true });
  });

  /** Everything that is stored, as text. */
  async function dump(): Promise<string> {
    await audit.flush();
    return dumpAll(database, dataDir);
  }
  const count = async (table: string) =>
    (await database.query<{ n: number }>(`SELECT count(*) AS n FROM ${table}`))[0]?.n ?? 0;

  /** A person about whom something stands in every corner. */
  async function plant(tenantId: string) {
    const email = `canary-${++people}.k7@example.com`;
    const id = await accounts.addUser({ tenantId, email, password, role: 'VIEWER' });
    await accounts.logIn(email, password, { userAgent: 'Canary/1' });
    await accounts.logIn(email, 'wrong');
    await accounts.mfa.confirm(id, '000000').catch(() => undefined);
    await accounts.mfa.enrol(id);
    const team = await accounts.teams.create(tenantId, `Team of ${email.toUpperCase()}`);
    await accounts.teams.addMember(tenantId, team, id);
    await accounts.resetLink(await accounts.user({ tenantId }, id));
    await accounts.addApiKey({ tenantId, name: `key of ${email}`, role: 'VIEWER', plan: 'free' });
    await database.query(
      `INSERT INTO jobs (name, tenant_id, payload, state, due_at, created_at) VALUES ('mail', $1, $2, 'done', $3, $3)`,
      [tenantId, JSON.stringify({ to: [email, 'other@example.com'] }), new Date(now).toISOString()],
    );
    writeFileSync(join(dataDir, 'flags.json'), JSON.stringify({ users: `first@example.com ${email}`, one: email }));
    await audit.log({ action: 'user.updated', actor: { type: 'user', id, tenantId }, resource: { type: 'user', id } });
    return { email, id };
  }

  describe('of a person', () => {
    test('exports all that is stored, without passwords and other secrets, and says so in the audit trail', async () => {
      const { email, id } = await plant('demo');
      const lines = (await privacy.exportPerson({ tenantId: 'demo' }, email.toUpperCase())).trim().split('\n');
      const rows = lines.map((line) => JSON.parse(line) as { table: string; row: object });
      expect(new Set(rows.map(({ table }) => table))).toEqual(
        new Set(['api_keys', 'jobs', 'password_links', 'sessions', 'team_members', 'teams', 'totp_secrets', 'users']),
      );
      expect(JSON.stringify(rows)).toContain('Canary/1');
      expect(JSON.stringify(rows)).not.toMatch(/argon2|_hash|"secret"/);
      const exported = audit.query({ action: 'data.export' });
      for await (const event of exported) expect(event.resource).toMatchObject({ type: 'person', id });
    });

    test('exports nothing of another tenant', async () => {
      const { email } = await plant('demo');
      expect(await privacy.exportPerson({ tenantId: 'other' }, email)).toBe('');
      expect(await privacy.exportPerson('all tenants', `x${email}`)).toBe('');
    });

    test('erases every trace but ids that lead to nobody', async () => {
      const { email, id } = await plant('demo');
      const session = await accounts.logIn(email, password);
      expect(await dump()).toContain(email);
      await privacy.erasePerson('all tenants', email);
      const after = await dump();
      expect(after.toLowerCase().match(new RegExp(`.{0,80}${email.replaceAll('.', '\\.')}.{0,40}`))).toBeNull();
      expect(after).not.toMatch(/canary-\d+\.k7@example\.com.*Canary/);
      expect(after).toContain('other@example.com');
      expect(after).toContain('first@example.com');
      expect(after).toContain(id); // in the audit trail
      expect(await accounts.ofSession(session?.token ?? '')).toBeUndefined();
      expect(await accounts.logIn(email, password)).toBeUndefined();
    });

    test('erases nobody of another tenant, and nobody of a similar address', async () => {
      const { email } = await plant('demo');
      const longer = `x.${email}`;
      await accounts.addUser({ tenantId: 'demo', email: longer, password, role: 'VIEWER' });
      await privacy.erasePerson({ tenantId: 'other' }, email);
      expect(await accounts.userAt(email)).toBeDefined();
      await privacy.erasePerson({ tenantId: 'demo' }, email);
      expect(await accounts.userAt(email)).toBeUndefined();
      expect(await accounts.userAt(longer)).toBeDefined();
    });

    test('finds and erases an address behind the escapes of JSON', async () => {
      const { email } = await plant('demo');
      const text = `first\n${email}\t${email}\u001f${email}, \\${email}`;
      await database.query('UPDATE jobs SET payload = $1, last_error = $2', [JSON.stringify({ text }), text]);
      writeFileSync(join(dataDir, 'flags.json'), '{}');
      mkdirSync(join(dataDir, 'uploads'), { recursive: true });
      writeFileSync(join(dataDir, 'uploads', '9.rejects'), `${JSON.stringify({ raw: `\t${email}` })}\n`);
      const exported = await privacy.exportPerson('all tenants', email);
      expect(exported).toContain('"table":"jobs"');
      expect(exported).toContain('9.rejects');
      await privacy.erasePerson('all tenants', email);
      expect(await dump()).not.toContain(email);
    });

    test('takes nothing but an address', async () => {
      for (const wrong of ['', '%', '.*', 'ann']) {
        await expect(privacy.erasePerson('all tenants', wrong)).rejects.toThrow('expected an address');
      }
    });
  });

  describe('of listeners', () => {
    beforeEach(async () => {
      await database.query('TRUNCATE hits, downloads, download_days, outcome_days, listener_keys, clients');
      now = Date.UTC(2026, 1, 4);
      const hit = (address: string, userAgent: string, time: string) =>
        JSON.stringify({ time, method: 'GET', url: 'https://a.example/show/1.mp3', status: 200, address, userAgent });
      const lines = [
        hit('192.0.2.1', 'AntennaPod/3 canary', '2026-02-03T10:00:00Z'),
        hit('192.0.2.1', 'AntennaPod/3 canary', '2026-01-03T10:00:00Z'),
        hit('192.0.2.1', 'AntennaPod/4', '2026-02-03T10:00:00Z'),
        hit('192.0.2.2', 'AntennaPod/3 canary', '2026-02-03T10:00:00Z'),
      ];
      await importLog(lines);
      await database.query(`UPDATE listener_keys SET created_at = '2026-02-04'`); // the clock of the test
    });

    async function importLog(lines: readonly string[]) {
      const source = (async function* () {
        yield Buffer.from(lines.join('\n'));
      })();
      const importHits = createImporter({ database, ...ingest, now: () => now });
      return importHits({ name: 'log', source, rejectsPath: join(dataDir, 'rejects') });
    }
    const aggregates = () => database.query('SELECT * FROM download_days ORDER BY dimension, day, name');

    test('erases one listener by address and user agent, in every month whose key is there', async () => {
      const before = await aggregates();
      const erased = await privacy.eraseListener({ address: '192.0.2.1', userAgent: 'AntennaPod/3 canary' });
      expect(erased).toEqual({ hits: 2, downloads: 2, conversions: 0, lines: 0 });
      expect([await count('hits'), await count('downloads')]).toEqual([2, 2]);
      expect(await aggregates()).toEqual(before);
      await privacy.eraseListener({ address: '192.0.2.2', userAgent: 'AntennaPod/3 canary' });
      expect(await dump()).not.toContain('canary"');
      expect((await dump()).match(/clients: .*canary/)).toBeNull();
    });

    test('finds nobody of a month whose key is destroyed', async () => {
      now = Date.UTC(2026, 5, 15);
      await privacy.removeExpired();
      const erased = await privacy.eraseListener({ address: '192.0.2.1', userAgent: 'AntennaPod/3 canary' });
      expect(erased).toEqual({ hits: 0, downloads: 0, conversions: 0, lines: 0 });
    });

    test('destroys the key of a month ninety days after its end, and not before', async () => {
      const keys = async () =>
        (
          await database.query<{ month: string }>('SELECT month FROM listener_keys WHERE key IS NOT NULL ORDER BY 1')
        ).map(({ month }) => month);
      now = Date.UTC(2026, 4, 5) - 1;
      expect(await privacy.removeExpired()).toMatchObject({ listenerKeys: 0 });
      now = Date.UTC(2026, 4, 5) + 1;
      expect(await privacy.removeExpired()).toMatchObject({ listenerKeys: 1 }); // of January, which was first used in February
      expect(await keys()).toEqual(['2026-02']);
      now = Date.UTC(2026, 2, 1) + 90 * day + 1;
      await privacy.removeExpired();
      expect(await keys()).toEqual([]);
    });

    test('removes hits after the days of their tenant, keeps what was counted, and counts none of them again', async () => {
      const before = await aggregates();
      await database.query(`INSERT INTO tenants (id, name, retention_days) VALUES ('demo', 'demo', 200)
        ON CONFLICT (id) DO UPDATE SET retention_days = 200`);
      now = Date.UTC(2026, 0, 3) + 200 * day;
      await privacy.removeExpired();
      expect(await count('hits')).toBe(4);
      now += day;
      expect(await privacy.removeExpired()).toMatchObject({ hits: 1, downloads: 1 });
      now += 31 * day;
      expect(await privacy.removeExpired()).toMatchObject({ hits: 3, downloads: 3 });
      expect(await aggregates()).toEqual(before);
      const again = {
        time: '2026-02-03T10:00:00Z',
        method: 'GET',
        url: 'https://a.example/show/1.mp3',
        address: '192.0.2.1',
      };
      expect(await importLog([JSON.stringify({ ...again, userAgent: 'AntennaPod/4' })])).toMatchObject({ newHits: 0 });
      expect(await aggregates()).toEqual(before);
    });

    test('keeps hits beyond their days while the key of their month is there, for they could be counted again', async () => {
      now = Date.UTC(2028, 0, 1);
      await database.query('UPDATE listener_keys SET created_at = $1', [new Date(now - day).toISOString()]);
      expect(await privacy.removeExpired()).toMatchObject({ listenerKeys: 0, hits: 0, downloads: 0 });
    });

    test('removes API keys four hundred days after they were revoked, and no other', async () => {
      const keys = () => database.query(`SELECT name FROM api_keys WHERE tenant_id = 'keys' ORDER BY name`);
      for (const name of ['in use', 'revoked']) {
        await accounts.addApiKey({ tenantId: 'keys', name, role: 'VIEWER', plan: 'free' });
      }
      await accounts.revokeApiKey('keys', 'revoked');
      now += 400 * day - 1;
      await privacy.removeExpired();
      expect(await keys()).toEqual([{ name: 'in use' }, { name: 'revoked' }]);
      now += 1;
      expect(await privacy.removeExpired()).toMatchObject({ apiKeys: 1 });
      expect(await keys()).toEqual([{ name: 'in use' }]);
    });

    test('removes sessions, half log-ins, links and wrong tries when they expire', async () => {
      const { email } = await plant('demo');
      await database.query(
        `INSERT INTO half_log_ins (token_hash, user_id, expires_at) SELECT 'a', id, $2 FROM users WHERE email = $1`,
        [email, new Date(now + day).toISOString()],
      );
      const tables = ['sessions', 'half_log_ins', 'password_links', 'wrong_tries'];
      for (const table of tables) expect(await count(table), table).toBeGreaterThan(0);
      now += 400 * day;
      await privacy.removeExpired();
      for (const table of tables) expect(await count(table), table).toBe(0);
      expect(await accounts.userAt(email)).toBeDefined();
    });
  });
});
