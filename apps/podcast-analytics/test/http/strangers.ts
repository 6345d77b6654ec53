import { randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import type { Database } from '../../src/platform/db/database.ts';
import type { Routes } from '../open-routes.ts';

type Headers = Readonly<Record<string, string>>;

const password = 'a password of a test';

/** Whom no door may open for: what they bring was never worth anything, or is not any more. */
export async function makeStrangers(routes: Routes, database: Database): Promise<Readonly<Record<string, Headers>>> {
  const key = (name: string, more: object = {}) =>
    routes.accounts.addApiKey({ tenantId: 'demo', name, role: 'ADMIN', plan: 'network', ...more });
  const revoked = await key('revoked');
  await routes.accounts.revokeApiKey('demo', 'revoked');
  const expiredKey = await key('expired', { expiresAt: new Date(Date.now() + 60_000) });
  const past = new Date(Date.now() - 1).toISOString();
  await database.query('UPDATE api_keys SET expires_at = $1 WHERE name = $2', [past, 'expired']);
  const deleted = await sessionOf(routes, 'deleted');
  await database.query('DELETE FROM users WHERE email = $1', [deleted.email]);
  const disabled = await sessionOf(routes, 'disabled');
  await database.query('UPDATE users SET disabled_at = $1 WHERE email = $2', [past, disabled.email]);
  const nobodys = await signedByNobody();
  return {
    nobody: {},
    'a revoked key': { 'x-api-key': revoked },
    'an expired key': { 'x-api-key': expiredKey },
    'a made-up key': { 'x-api-key': `pak_${'x'.repeat(43)}` },
    'a made-up session': { cookie: `session=pas_${'x'.repeat(43)}` },
    'a session of a deleted user': { cookie: deleted.cookie },
    'a session of a disabled user': { cookie: disabled.cookie },
    'a token signed by nobody': { cookie: `session=${nobodys}`, authorization: `Bearer ${nobodys}` },
  };
}

/** To be made anew after each log-in, which removes those that have expired. */
export async function expiredSession(routes: Routes, database: Database): Promise<Headers> {
  const { email, cookie } = await sessionOf(routes, randomUUID());
  await database.query('UPDATE sessions SET expires_at = $1 WHERE user_id = (SELECT id FROM users WHERE email = $2)', [
    new Date(Date.now() - 1).toISOString(),
    email,
  ]);
  return { cookie };
}

async function sessionOf(
  { accounts }: Routes,
  name: string,
): Promise<{ readonly email: string; readonly cookie: string }> {
  const email = `${name}@demo.example`;
  await accounts.addUser({ email, password, tenantId: 'demo', role: 'ADMIN' });
  return { email, cookie: `session=${(await accounts.logIn(email, password))?.token}` };
}

/** As our links have them, with a key that is none of ours. */
export function signedByNobody(): Promise<string> {
  return new SignJWT({ share: '00000000-0000-4000-8000-000000000000' })
    .setProtectedHeader({ alg: 'HS256', kid: 'none of ours' })
    .setExpirationTime('1h')
    .sign(new Uint8Array(32));
}
