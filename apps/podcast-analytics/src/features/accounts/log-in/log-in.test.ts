import { createHash } from 'node:crypto';
import { hashSync } from '@node-rs/bcrypt';
import { TOTP } from 'otpauth';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeEachEngine } from '../../../../test/each-engine.ts';
import type { Database } from '../../../platform/db/database.ts';
import { createSealer } from '../../../platform/keys/sealer.ts';
import { type Accounts, createAccounts } from '../accounts.ts';
import { writtenSecret } from '../mfa/totp.ts';
import { LockedOutError } from './locked-out-error.ts';
import { type HalfLogIn, leastFailureMs } from './log-in.ts';

const password = 'a password of a test';
const minute = 60_000;
let users = 0;

describeEachEngine('a log-in', (openEmpty) => {
  let database: Database;
  let accounts: Accounts;
  let now = Date.UTC(2026, 2, 1);
  beforeAll(async () => {
    database = await openEmpty();
    accounts = createAccounts(database, () => now, createSealer(['a secret of the tests']));
  });
  afterAll(() => database.close());

  async function addUser(role: 'VIEWER' | 'ADMIN' = 'VIEWER', tenantId = 'demo') {
    const email = `user${++users}@example.com`;
    return { email, id: await accounts.addUser({ tenantId, email, password, role }) };
  }
  const codeOf = (secret: Uint8Array, at = now) =>
    new TOTP({ secret: writtenSecret(secret).replaceAll(' ', '') }).generate({ timestamp: at });

  /** A user with a second factor, whose codes of this moment are still good. */
  async function addMfaUser() {
    const user = await addUser();
    const secret = await accounts.mfa.enrol(user.id);
    const recoveryCodes = (await accounts.mfa.confirm(user.id, codeOf(secret))) ?? [];
    now += minute;
    return { ...user, secret, recoveryCodes };
  }

  async function firstHalf(email: string): Promise<HalfLogIn> {
    const half = await accounts.logIn(email, password);
    if (half?.kind !== 'half') throw new Error(`expected a half log-in, got ${half?.kind}`);
    return half;
  }

  test('with a second factor opens nothing before its second half', async () => {
    const { email, secret } = await addMfaUser();
    const half = await firstHalf(email);
    expect(half.needs).toBe('code');
    expect(await accounts.ofSession(half.token)).toBeUndefined();
    expect(await accounts.ofApiKey(half.token)).toBeUndefined();
    expect(await accounts.checkCode(half.account, codeOf(secret))).toBe('totp');
    const session = await accounts.finishLogIn(half);
    expect(session?.token).not.toBe(half.token);
    expect((await accounts.ofSession(session?.token ?? ''))?.account.name).toBe(email);
  });

  test('is finished once, and by nobody after ten minutes', async () => {
    const { email } = await addMfaUser();
    const half = await firstHalf(email);
    expect(await accounts.finishLogIn(half)).toBeDefined();
    expect(await accounts.finishLogIn(half)).toBeUndefined();
    const later = await firstHalf(email);
    now += 10 * minute;
    expect(await accounts.halfLogIn(later.token)).toBeUndefined();
  });

  test('that waits for its second half ends with the password that opened the first', async () => {
    const { email, secret } = await addMfaUser();
    const half = await firstHalf(email);
    await accounts.setPassword(email, 'another password of a test');
    expect(await accounts.halfLogIn(half.token)).toBeUndefined();
    expect(await accounts.checkCode(half.account, codeOf(secret))).toBe('totp');
    expect(await accounts.finishLogIn(half)).toBeUndefined();
  });

  test('takes each code once, and none that is older than the last', async () => {
    const { email, secret } = await addMfaUser();
    const { account } = await firstHalf(email);
    const [earlier, current] = [codeOf(secret, now - 30_000), codeOf(secret)];
    expect(await accounts.checkCode(account, current)).toBe('totp');
    expect(await accounts.checkCode(account, current)).toBeUndefined();
    expect(await accounts.checkCode(account, earlier)).toBeUndefined();
    now += 30_000;
    expect(await accounts.checkCode(account, current)).toBeUndefined();
    expect(await accounts.checkCode(account, codeOf(secret))).toBe('totp');
  });

  test('takes a code once also when it comes twice at the same time', async () => {
    const { email, secret } = await addMfaUser();
    const { account } = await firstHalf(email);
    const code = codeOf(secret);
    const used = await Promise.all([1, 2, 3].map(() => accounts.checkCode(account, code)));
    expect(used.filter((method) => method === 'totp')).toHaveLength(1);
  });

  test('takes each of ten recovery codes once, and none of another user', async () => {
    const [one, other] = [await addMfaUser(), await addMfaUser()];
    expect(one.recoveryCodes).toHaveLength(10);
    const [code = ''] = one.recoveryCodes;
    const { account } = await firstHalf(one.email);
    expect(await accounts.checkCode(account, other.recoveryCodes[0] ?? '')).toBeUndefined();
    expect(await accounts.checkCode(account, code.toUpperCase())).toBe('recovery-code');
    expect(await accounts.checkCode(account, code)).toBeUndefined();
    expect(await accounts.mfa.status(one.id)).toEqual({ isOn: true, recoveryCodesLeft: 9 });
  });

  test('keeps neither secrets nor recovery codes readable', async () => {
    const { secret, recoveryCodes } = await addMfaUser();
    const rows = await database.query('SELECT * FROM totp_secrets, recovery_codes');
    const stored = JSON.stringify(rows, (_, value) => (value instanceof Uint8Array ? [...value] : value));
    expect(stored).not.toContain(Buffer.from(secret).toString('base64url'));
    expect(stored).not.toContain(recoveryCodes[0]?.replaceAll('-', ''));
    const sealed = await database.query<{ secret: string }>('SELECT secret FROM totp_secrets');
    expect(new Set(sealed.map((row) => row.secret)).size).toBe(sealed.length);
  });

  test('with the second factor of another user, moved in the database, opens nothing', async () => {
    const [one, other] = [await addMfaUser(), await addMfaUser()];
    await database.query(
      'UPDATE totp_secrets SET secret = (SELECT secret FROM totp_secrets WHERE user_id = $1) WHERE user_id = $2',
      [one.id, other.id],
    );
    const { account } = await firstHalf(other.email);
    await expect(accounts.checkCode(account, codeOf(one.secret))).rejects.toThrow('another context');
  });

  test('takes the same codes after the secret key was replaced, and needs the old key no more', async () => {
    const { email, secret } = await addMfaUser();
    const { account } = await firstHalf(email);
    const [old, current] = ['a secret of the tests', 'the next secret of the tests'];
    const rotated = createAccounts(database, () => now, createSealer([current, old]));
    expect(await rotated.checkCode(account, codeOf(secret))).toBe('totp');
    expect(await rotated.mfa.reseal()).toBeGreaterThan(0);
    expect(await rotated.mfa.reseal()).toBe(0);
    now += minute;
    const after = createAccounts(database, () => now, createSealer([current]));
    expect(await after.checkCode(account, codeOf(secret))).toBe('totp');
    await createAccounts(database, () => now, createSealer([old, current])).mfa.reseal();
  });

  test('asks an administrator for a second factor where the tenant does, and nobody else', async () => {
    const [admin, viewer] = [await addUser('ADMIN', 'strict'), await addUser('VIEWER', 'strict')];
    const session = await accounts.logIn(admin.email, password);
    await accounts.tenants.update('strict', { mfaRequired: true });
    expect(await accounts.ofSession(session?.token ?? '')).toBeUndefined();
    const half = await firstHalf(admin.email);
    expect(half.needs).toBe('enrolment');
    expect((await accounts.logIn(viewer.email, password))?.kind).toBe('session');
    const secret = await accounts.mfa.enrol(admin.id);
    expect(await accounts.mfa.enrol(admin.id)).toEqual(secret);
    expect(await accounts.mfa.confirm(admin.id, '000000')).toBeUndefined();
    expect(await accounts.mfa.confirm(admin.id, codeOf(secret))).toHaveLength(10);
    await expect(accounts.mfa.enrol(admin.id)).rejects.toThrow('is on already');
    expect((await firstHalf(admin.email)).needs).toBe('code');
  });

  async function fail(email: string, tries: number, from = {}): Promise<void> {
    for (let n = 0; n < tries; n++) expect(await accounts.logIn(email, 'wrong', from)).toBeUndefined();
  }

  test('is looked at no more after five wrong passwords, for an account as for none, until half a minute is over', async () => {
    const { email } = await addUser();
    for (const tried of [email, 'nobody@example.com']) {
      await fail(tried, 5);
      const refusal = await accounts.logIn(tried, password).catch((error) => error);
      expect(refusal).toBeInstanceOf(LockedOutError);
      expect(refusal.message).toBe('Too many wrong tries: try again in 30 s.');
    }
    now += 30_000;
    expect(await accounts.logIn(email, password)).toMatchObject({ kind: 'session' });
    await fail(email, 4);
    expect(await accounts.logIn(email, password)).toMatchObject({ kind: 'session' });
  });

  test('goes on from a browser that knows the account, while others lock it', async () => {
    const { email } = await addUser();
    const session = await accounts.logIn(email, password);
    const device = session && accounts.rememberDevice(session.account);
    await fail(email, 5);
    await expect(accounts.logIn(email, password)).rejects.toBeInstanceOf(LockedOutError);
    expect(await accounts.logIn(email, password, { device })).toMatchObject({ kind: 'session' });
    await fail(email, 5, { device });
    await expect(accounts.logIn(email, password, { device })).rejects.toBeInstanceOf(LockedOutError);
    // Of another account, or made up, it is no such browser.
    const other = await addUser();
    await fail(other.email, 5);
    for (const wrong of [device, 'made.up']) {
      await expect(accounts.logIn(other.email, password, { device: wrong })).rejects.toBeInstanceOf(LockedOutError);
    }
  });

  test('is slowed down for wrong codes, too', async () => {
    const { email, secret } = await addMfaUser();
    const { account } = await firstHalf(email);
    for (let n = 0; n < 5; n++) expect(await accounts.checkCode(account, '000000')).toBeUndefined();
    await expect(accounts.checkCode(account, codeOf(secret))).rejects.toBeInstanceOf(LockedOutError);
    // A new first half is no way around.
    await expect(accounts.checkCode((await firstHalf(email)).account, codeOf(secret))).rejects.toThrow('30 s');
    now += 30_000;
    expect(await accounts.checkCode(account, codeOf(secret))).toBe('totp');
  });

  test.each([
    ['bcrypt', hashSync(password, { cost: 4, version: '2a' })],
    ['SHA-256', createHash('sha256').update(password).digest('hex')],
    ['salted SHA-256', `s:${createHash('sha256').update(`s${password}`).digest('hex')}`],
  ])('replaces a hash of %s by argon2id, and not for a wrong password', async (_, passwordHash) => {
    const email = `old${++users}@example.com`;
    await accounts.importUser({ tenantId: 'demo', email, role: 'VIEWER', passwordHash });
    const stored = async () =>
      (await database.query<{ hash: string }>('SELECT password_hash AS hash FROM users WHERE email = $1', [email]))[0];
    expect(await accounts.logIn(email, 'wrong')).toBeUndefined();
    expect(await stored()).toEqual({ hash: passwordHash });
    expect(await accounts.logIn(email, password)).toMatchObject({ kind: 'session' });
    expect((await stored())?.hash).toMatch(/^\$argon2id\$/);
    expect(await accounts.logIn(email, password)).toMatchObject({ kind: 'session' });
  });

  test('fails no sooner than the slowest hash would, whoever is tried', async () => {
    const { email } = await addUser();
    const slow = `slow${++users}@example.com`;
    const passwordHash = hashSync(password, { cost: 8 });
    await accounts.importUser({ tenantId: 'demo', email: slow, role: 'VIEWER', passwordHash });
    for (const tried of [email, slow, 'nobody-else@example.com']) {
      const startedAt = performance.now();
      expect(await accounts.logIn(tried, 'wrong')).toBeUndefined();
      expect(performance.now() - startedAt).toBeGreaterThanOrEqual(leastFailureMs - 1);
    }
  });

  test('of somebody disabled fails like any other, and ends both sessions and half log-ins', async () => {
    const { email, id } = await addMfaUser();
    const half = await firstHalf(email);
    const session = await accounts.finishLogIn(await firstHalf(email));
    await accounts.updateUser({ tenantId: 'demo' }, id, { isDisabled: true });
    expect(await accounts.logIn(email, password)).toBeUndefined();
    expect(await accounts.ofSession(session?.token ?? '')).toBeUndefined();
    expect(await accounts.halfLogIn(half.token)).toBeUndefined();
  });
});
