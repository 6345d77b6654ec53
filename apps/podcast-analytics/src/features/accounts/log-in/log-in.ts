import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '../../../platform/db/database.ts';
import type { Sealer } from '../../../platform/keys/sealer.ts';
import { type Account, administrators } from '../account.ts';
import type { CodeMethod, Mfa } from '../mfa/mfa.ts';
import { hashPassword, isStale, passwordLength, verifyPassword } from '../password.ts';
import { createToken, hashToken } from '../token.ts';
import { type UserRow, userAccount, userColumns } from '../users/user-row.ts';
import { createKnownDevices } from './known-device.ts';
import { createLockOut } from './lock-out.ts';
import { LockedOutError } from './locked-out-error.ts';
import { insertSession, type NewSession } from './sessions.ts';

const halfLogInMs = 10 * 60_000;
/** Longer than any of the hashes takes, so that the time of a failure does not tell which was looked at, if any. */
export const leastFailureMs = 500;

/** From where somebody logs in. */
export interface Origin {
  readonly userAgent?: string | undefined;
  /** What {@link LogIns.rememberDevice} gave that browser. */
  readonly device?: string | undefined;
}

export interface Session extends NewSession {
  readonly kind: 'session';
  readonly account: Account;
}

/** The password was right, and that is not enough: its token opens the second page of the log-in, and nothing else. */
export interface HalfLogIn {
  readonly kind: 'half';
  readonly token: string;
  readonly expiresAt: Date;
  /** A code, or first a second factor, where the tenant asks for one. */
  readonly needs: 'code' | 'enrolment';
  readonly account: Account;
}

export interface LogIns {
  /** Undefined where address and password do not belong together. @throws {LockedOutError} after too many wrong tries. */
  logIn(email: string, password: string, from?: Origin): Promise<Session | HalfLogIn | undefined>;
  /** Whose log-in waits for its second half. */
  halfLogIn(token: string): Promise<HalfLogIn | undefined>;
  /** Opens the session of a half log-in whose second factor has been verified. Works once. */
  finishLogIn(half: HalfLogIn, from?: Origin): Promise<Session | undefined>;
  /** Whether this is the password of the user, who is there already. @throws {LockedOutError} */
  checkPassword(account: Account, password: string, from?: Origin): Promise<boolean>;
  /** Uses up a code of the user. @throws {LockedOutError} */
  checkCode(account: Account, code: string, from?: Origin): Promise<CodeMethod | undefined>;
  /** What a browser keeps from then on, see known-device.ts. */
  rememberDevice(account: Account): string;
}

interface LogInParts {
  readonly database: Database;
  readonly now: () => number;
  readonly sealer: Sealer;
  readonly mfa: Mfa;
}

export function createLogIns({ database, now, sealer, mfa }: LogInParts): LogIns {
  const lockOut = createLockOut(database, now);
  const devices = createKnownDevices(sealer);

  /** Looks at one try, unless there were too many. */
  async function guess<T>(what: string, email: string, from: Origin, look: () => Promise<T | undefined>) {
    const subject = [what, email, devices.idOf(from.device, email) ?? ''].join('\0');
    const begun = await lockOut.begin(subject);
    if (begun.isLocked) throw new LockedOutError(begun.retryAfterMs);
    const found = await look();
    if (found !== undefined) await lockOut.succeed(subject);
    return found;
  }

  function guessPassword(email: string, password: string, from: Origin): Promise<UserRow | undefined> {
    return guess('password', email, from, async () => {
      if (password.length > passwordLength.most) return undefined;
      const [user] = await database.query<UserRow & { passwordHash: string }>(
        `SELECT ${userColumns}, password_hash AS "passwordHash" FROM users WHERE email = $1 AND disabled_at IS NULL`,
        [email],
      );
      if (!(await verifyPassword(user?.passwordHash, password)) || !user) return undefined;
      if (isStale(user.passwordHash, password)) await rehash(user.id, user.passwordHash, password);
      return user;
    });
  }

  /** Of an older platform's hash nothing is left after the first log-in. */
  async function rehash(userId: string, before: string, password: string): Promise<void> {
    await database.query('UPDATE users SET password_hash = $3 WHERE id = $1 AND password_hash = $2', [
      userId,
      before,
      await hashPassword(password),
    ]);
  }

  async function openHalf(user: UserRow, needs: HalfLogIn['needs']): Promise<HalfLogIn> {
    const token = createToken('pah_');
    const expiresAt = new Date(now() + halfLogInMs);
    await database.query('INSERT INTO half_log_ins (token_hash, user_id, expires_at) VALUES ($1, $2, $3)', [
      hashToken(token),
      user.id,
      expiresAt.toISOString(),
    ]);
    return { kind: 'half', token, expiresAt, needs, account: userAccount(user) };
  }

  async function needOf(user: UserRow): Promise<HalfLogIn['needs'] | undefined> {
    if ((await mfa.status(user.id)).isOn) return 'code';
    if (!administrators.includes(user.role)) return undefined;
    const [tenant] = await database.query<{ mfaRequired: boolean }>(
      'SELECT mfa_required AS "mfaRequired" FROM tenants WHERE id = $1',
      [user.tenantId],
    );
    return tenant?.mfaRequired ? 'enrolment' : undefined;
  }

  async function open(account: Account, { userAgent }: Origin): Promise<Session> {
    const session = await insertSession(database, { userId: account.id, userAgent, now: now() });
    return { kind: 'session', ...session, account };
  }

  return {
    async logIn(email, password, from = {}) {
      const startedAt = performance.now();
      const user = await guessPassword(email.trim().toLowerCase().slice(0, 320), password, from);
      if (!user) {
        await sleep(Math.max(0, leastFailureMs - (performance.now() - startedAt)));
        return undefined;
      }
      const need = await needOf(user);
      return need ? openHalf(user, need) : open(userAccount(user), from);
    },

    async halfLogIn(token) {
      const [row] = await database.query<UserRow & { expiresAt: Date }>(
        `SELECT ${userColumns}, half_log_ins.expires_at AS "expiresAt" FROM half_log_ins JOIN users ON users.id = user_id
         WHERE token_hash = $1 AND expires_at > $2 AND disabled_at IS NULL`,
        [hashToken(token), new Date(now()).toISOString()],
      );
      if (!row) return undefined;
      const needs = (await needOf(row)) === 'code' ? 'code' : 'enrolment';
      return { kind: 'half', token, expiresAt: row.expiresAt, needs, account: userAccount(row) };
    },

    async finishLogIn({ token, account }, from = {}) {
      const used = await database.query('DELETE FROM half_log_ins WHERE token_hash = $1 RETURNING user_id', [
        hashToken(token),
      ]);
      return used.length > 0 ? open(account, from) : undefined;
    },

    checkPassword: async ({ name }, password, from = {}) => (await guessPassword(name, password, from)) !== undefined,

    checkCode: ({ id, name }, code, from = {}) => guess('code', name, from, () => mfa.verify(id, code)),

    rememberDevice: ({ name }) => devices.create(name),
  };
}
