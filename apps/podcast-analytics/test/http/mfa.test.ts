import type { AuditEvent } from '@scry/audit';
import { TOTP } from 'otpauth';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Role } from '../../src/features/accounts/account.ts';
import type { Database } from '../../src/platform/db/database.ts';
import { openDatabase } from '../../src/platform/db/open-database.ts';
import { emptyDataDir } from '../data-dir-template.ts';
import { openRoutes, type Routes } from '../open-routes.ts';
import { cookiesOf, form } from './ask.ts';

const password = 'a password of a test';
let now = Date.UTC(2026, 2, 1);
let users = 0;
let dataDir: ReturnType<typeof emptyDataDir>;
let database: Database;
let routes: Routes;

beforeAll(async () => {
  dataDir = emptyDataDir();
  database = await openDatabase({ dataDir: dataDir.path });
});
beforeEach(async () => {
  now += 3_600_000;
  routes = await openRoutes(database, { now: () => now }); // the limit of tries from one address begins anew
});
afterAll(async () => {
  await database.close();
  dataDir.remove();
});

/** A browser: it keeps its cookies. */
function browser() {
  const jar = new Map<string, string>();
  return async (path: string, init: RequestInit = {}) => {
    const headers = new Headers(init.headers);
    headers.set('cookie', [...jar].map(([name, value]) => `${name}=${value}`).join('; '));
    const response = await routes.anonymous(path, { ...init, headers });
    for (const [name, value] of cookiesOf(response)) jar.set(name, value);
    return Object.assign(response, { to: response.headers.get('location'), jar });
  };
}

async function addUser(role: Role = 'VIEWER', tenantId = 'demo'): Promise<string> {
  const email = `mfa${++users}@example.com`;
  await routes.accounts.addUser({ tenantId, email, password, role });
  return email;
}

async function secretOn(page: Promise<Response>): Promise<string> {
  const [, secret = ''] = /id="totp-secret">([A-Z2-7 ]+)</.exec(await (await page).text()) ?? [];
  return secret.replaceAll(' ', '');
}
const codeOf = (secret: string) => new TOTP({ secret }).generate({ timestamp: now });

/** A user whose browser is logged in, and has a second factor. */
async function enrolled() {
  const email = await addUser();
  const ask = browser();
  await ask('/login', form({ email, password }));
  const secret = await secretOn(ask('/account/mfa'));
  await ask('/account/mfa', form({ code: codeOf(secret) }));
  const page = await (await ask('/account')).text();
  const codes = page.match(/(?:[0-9a-z]{4}-){3}[0-9a-z]{4}/g) ?? [];
  now += 60_000;
  return { email, ask, secret, codes };
}

async function audited(action: string): Promise<AuditEvent[]> {
  const events: AuditEvent[] = [];
  for await (const event of routes.audit.query({ action })) events.push(event);
  return events;
}

describe('setting up a second factor', () => {
  test('shows a QR code and the secret, takes its first code, and shows recovery codes once', async () => {
    const { ask, codes } = await enrolled();
    expect(codes).toHaveLength(10);
    const again = await (await ask('/account')).text();
    expect(again).toContain('data-mfa="true"');
    expect(again).not.toContain(codes[0]);
    expect(await audited('auth.mfa.enrolled')).toHaveLength(1);
  });

  test('draws the QR code with nothing that the content security policy forbids', async () => {
    const email = await addUser();
    const ask = browser();
    await ask('/login', form({ email, password }));
    const page = await (await ask('/account/mfa')).text();
    expect(page).toMatch(/<svg[^>]*role="img"/);
    expect(page).not.toMatch(/style=|data:image|<script>/);
  });

  test('is not done by a wrong code', async () => {
    const email = await addUser();
    const ask = browser();
    await ask('/login', form({ email, password }));
    await ask('/account/mfa');
    expect((await ask('/account/mfa', form({ code: '000000' }))).status).toBe(400);
    expect(await (await ask('/account')).text()).toContain('data-mfa="false"');
  });
});

describe('a log-in with a second factor', () => {
  test('opens nothing but its second page before the code', async () => {
    const { email } = await enrolled();
    const ask = browser();
    const first = await ask('/login', form({ email, password, next: '/hits' }));
    expect(first.to).toBe('/login/code?next=%2Fhits');
    expect(first.jar.has('session')).toBe(false);
    const half = first.jar.get('half-log-in') ?? '';
    for (const path of ['/', '/account', '/account/mfa', '/login/enrol', '/hits']) {
      expect((await ask(path)).status, path).toBe(303);
    }
    for (const headers of [{ cookie: `session=${half}` }, { 'x-api-key': half }]) {
      expect((await routes.anonymous('/api/v1/downloads', { headers })).status).toBe(401);
    }
    expect((await ask('/login/code')).status).toBe(200);
  });

  test('opens a session with the code, whose token nobody could know before', async () => {
    const { email, secret } = await enrolled();
    const ask = browser();
    const first = await ask('/login', form({ email, password }));
    const planted = ['session', 'half-log-in'].map((name) => first.jar.get(name));
    const second = await ask('/login/code', form({ code: codeOf(secret), next: '/account' }));
    expect(second.to).toBe('/account');
    expect(planted).not.toContain(second.jar.get('session'));
    expect(second.jar.get('half-log-in')).toBe('');
    expect((await ask('/account')).status).toBe(200);
    expect(await audited('auth.mfa.verify.success')).toMatchObject([{ details: { method: 'totp' } }]);
    expect((await audited('auth.login.success')).at(-1)).toMatchObject({ details: { mfa: true } });
  });

  test('takes a code once, and a recovery code in its place once', async () => {
    const { email, secret, codes } = await enrolled();
    const answer = async (code: string) => {
      const ask = browser();
      await ask('/login', form({ email, password }));
      return (await ask('/login/code', form({ code }))).status;
    };
    const code = codeOf(secret);
    expect([await answer(code), await answer(code)]).toEqual([303, 401]);
    expect([await answer(codes[0] ?? ''), await answer(codes[0] ?? '')]).toEqual([303, 401]);
    expect(await audited('auth.mfa.verify.failure')).toHaveLength(2);
  });

  test('sends whoever comes without its first page back to it', async () => {
    for (const path of ['/login/code', '/login/enrol']) {
      const response = await routes.anonymous(path, form({ code: '123456' }, { cookie: 'half-log-in=pah_made-up' }));
      expect([response.status, response.headers.get('location')]).toEqual([303, '/login']);
      expect(cookiesOf(response).has('session')).toBe(false);
    }
  });

  test('refuses a code that a form of another site sends', async () => {
    const { email, secret } = await enrolled();
    const ask = browser();
    await ask('/login', form({ email, password }));
    const foreign = form({ code: codeOf(secret) }, { origin: 'https://evil.example' });
    expect((await ask('/login/code', foreign)).status).toBe(403);
  });
});

describe('where a tenant asks its administrators for a second factor', () => {
  test('the log-in sets one up first', async () => {
    const email = await addUser('ADMIN', 'strict');
    await routes.accounts.tenants.update('strict', { mfaRequired: true });
    const ask = browser();
    expect((await ask('/login', form({ email, password }))).to).toBe('/login/enrol?next=%2F');
    expect((await ask('/account')).status).toBe(303);
    const secret = await secretOn(ask('/login/enrol'));
    expect((await ask('/login/enrol', form({ code: '000000' }))).status).toBe(401);
    const done = await ask('/login/enrol', form({ code: codeOf(secret), next: '/account' }));
    expect((await done.text()).match(/<li>/g)).toHaveLength(10);
    expect((await ask('/account')).status).toBe(200);
    now += 60_000;
    expect((await ask('/account/mfa/remove', form({ code: codeOf(secret) }))).status).toBe(409);
  });

  test('whoever says so has one already', async () => {
    const email = await addUser('ADMIN', 'later');
    const ask = browser();
    await ask('/login', form({ email, password }));
    const settings = form({ name: 'Later', retentionDays: '400', mfaRequired: 'true' });
    expect((await ask('/account/tenants/later', settings)).status).toBe(409);
    const secret = await secretOn(ask('/account/mfa'));
    await ask('/account/mfa', form({ code: codeOf(secret) }));
    expect((await ask('/account/tenants/later', settings)).status).toBe(303);
    expect(await routes.accounts.tenants.get('later')).toMatchObject({ mfaRequired: true });
  });
});

test('turning a second factor off asks for a code, not for the session alone', async () => {
  const { ask, secret } = await enrolled();
  expect((await ask('/account/mfa/remove', form({ code: '000000' }))).status).toBe(403);
  expect((await ask('/account/mfa/recovery-codes', form({ code: '000000' }))).status).toBe(403);
  expect((await ask('/account/mfa/remove', form({ code: codeOf(secret) }))).status).toBe(303);
  expect(await (await ask('/account')).text()).toContain('data-mfa="false"');
});

describe('too many wrong passwords', () => {
  test('are answered alike whether there is such an account, and audited without its address', async () => {
    const answers: string[] = [];
    for (const email of [await addUser(), 'nobody-at-all@example.com']) {
      routes = await openRoutes(database, { now: () => now });
      for (let n = 0; n < 5; n++) await routes.anonymous('/login', form({ email, password: 'wrong' }));
      const response = await routes.anonymous('/login', form({ email, password }));
      expect([response.status, response.headers.get('retry-after')]).toEqual([429, '30']);
      answers.push((await response.text()).replaceAll(email, 'somebody'));
      const events = JSON.stringify(await audited('auth.*'));
      expect(events).toContain('auth.locked_out');
      expect(events).not.toContain(email);
    }
    expect(answers[0]).toBe(answers[1]);
    expect(answers[0]).toContain('Too many wrong tries: try again in 30 s.');
  });
});
