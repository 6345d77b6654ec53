import type { Queries } from '../../platform/db/database.ts';
import type { Account, Plan, Role } from './account.ts';
import { hashPassword, passwordLength, verifyPassword } from './password.ts';
import { createToken, hashToken } from './token.ts';

const sessionMs = 12 * 3_600_000;

export interface NewUser {
  readonly tenantId: string;
  readonly email: string;
  readonly password: string;
  readonly role: Role;
}

export interface NewApiKey {
  readonly tenantId: string;
  readonly name: string;
  readonly role: Role;
  readonly plan: Plan;
}

export interface Session {
  readonly token: string;
  readonly expiresAt: Date;
  readonly account: Account;
}

export interface ListedAccount extends Omit<Account, 'plan'> {
  /** Of a key. */
  readonly plan: Plan | '';
}

/** What is wrong with an account that was asked for, in words for whoever asked. */
export class AccountError extends Error {
  override readonly name = 'AccountError';
}

/** Users, their sessions, and the keys of programs. */
export interface Accounts {
  /** Opens a session; undefined where address and password do not belong together. */
  logIn(email: string, password: string): Promise<Session | undefined>;
  logOut(token: string): Promise<void>;
  ofSession(token: string): Promise<Account | undefined>;
  ofApiKey(key: string): Promise<Account | undefined>;
  hasUsers(): Promise<boolean>;
  /** @throws {AccountError} for an address or a password that cannot be, or an address that is taken. */
  addUser(user: NewUser): Promise<void>;
  /** Ends the sessions of the user too. @throws {AccountError} where there is no such user. */
  setPassword(email: string, password: string): Promise<void>;
  /** The key itself: it is shown once, and stored nowhere. @throws {AccountError} for a name that is taken or none. */
  addApiKey(key: NewApiKey): Promise<string>;
  /** @throws {AccountError} where no key of that name is in force. */
  revokeApiKey(tenantId: string, name: string): Promise<void>;
  list(): Promise<readonly ListedAccount[]>;
}

export function createAccounts(db: Queries, now: () => number): Accounts {
  const instant = (ms = now()) => new Date(ms).toISOString();
  return {
    async logIn(email, password) {
      const [user] = await db.query<UserRow & { passwordHash: string }>(
        `SELECT ${userColumns}, password_hash AS "passwordHash" FROM users WHERE email = $1 AND disabled_at IS NULL`,
        [email.trim().toLowerCase()],
      );
      if (!(await verifyPassword(user?.passwordHash, password)) || !user) return undefined;
      const token = createToken('pas_');
      const expiresAt = new Date(now() + sessionMs);
      await db.query('DELETE FROM sessions WHERE expires_at <= $1', [instant()]);
      await db.query('INSERT INTO sessions (token_hash, user_id, created_at, expires_at) VALUES ($1, $2, $3, $4)', [
        hashToken(token),
        user.id,
        instant(),
        expiresAt.toISOString(),
      ]);
      return { token, expiresAt, account: userAccount(user) };
    },

    async logOut(token) {
      await db.query('DELETE FROM sessions WHERE token_hash = $1', [hashToken(token)]);
    },

    async ofSession(token) {
      const [user] = await db.query<UserRow>(
        `SELECT ${userColumns} FROM sessions JOIN users ON users.id = user_id
         WHERE token_hash = $1 AND expires_at > $2 AND disabled_at IS NULL`,
        [hashToken(token), instant()],
      );
      return user && userAccount(user);
    },

    async ofApiKey(key) {
      const [row] = await db.query<Omit<Account, 'type'>>(
        `SELECT id, tenant_id AS "tenantId", name, role, plan FROM api_keys
         WHERE key_hash = $1 AND revoked_at IS NULL`,
        [hashToken(key)],
      );
      return row && { type: 'api_key', ...row };
    },

    async hasUsers() {
      return (await db.query('SELECT 1 FROM users LIMIT 1')).length > 0;
    },

    async addUser({ tenantId, email, password, role }) {
      const added = await db.query(
        `INSERT INTO users (tenant_id, email, password_hash, role) VALUES ($1, $2, $3, $4)
         ON CONFLICT (email) DO NOTHING RETURNING id`,
        [tenantId, checkEmail(email), await hashPassword(checkPassword(password)), role],
      );
      if (added.length === 0) throw new AccountError(`There is a user ${email} already.`);
    },

    async setPassword(email, password) {
      const [user] = await db.query<{ id: string }>(
        'UPDATE users SET password_hash = $2 WHERE email = $1 RETURNING id',
        [checkEmail(email), await hashPassword(checkPassword(password))],
      );
      if (!user) throw new AccountError(`There is no user ${email}.`);
      await db.query('DELETE FROM sessions WHERE user_id = $1', [user.id]);
    },

    async addApiKey({ tenantId, name, role, plan }) {
      const key = createToken('pak_');
      const added = await db.query(
        `INSERT INTO api_keys (tenant_id, name, key_hash, role, plan) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT DO NOTHING RETURNING id`,
        [tenantId, checkName(name), hashToken(key), role, plan],
      );
      if (added.length === 0) throw new AccountError(`There is a key "${name}" in force already.`);
      return key;
    },

    async revokeApiKey(tenantId, name) {
      const revoked = await db.query(
        `UPDATE api_keys SET revoked_at = $3 WHERE tenant_id = $1 AND name = $2 AND revoked_at IS NULL RETURNING id`,
        [tenantId, name, instant()],
      );
      if (revoked.length === 0) throw new AccountError(`There is no key "${name}" in force.`);
    },

    list: () =>
      db.query<ListedAccount>(
        `SELECT 'user' AS type, id, tenant_id AS "tenantId", email AS name, role, '' AS plan FROM users
         WHERE disabled_at IS NULL
         UNION ALL
         SELECT 'api_key', id, tenant_id, name, role, plan FROM api_keys WHERE revoked_at IS NULL
         ORDER BY 3, 1 DESC, 4`,
      ),
  };
}

interface UserRow {
  readonly id: string;
  readonly tenantId: string;
  readonly email: string;
  readonly role: Role;
}

const userColumns = 'users.id, users.tenant_id AS "tenantId", users.email, users.role';

/** A person looks at pages; what programs ask for is limited by the plan of their key. */
function userAccount({ id, tenantId, email, role }: UserRow): Account {
  return { type: 'user', id, tenantId, role, name: email, plan: 'team' };
}

function checkEmail(given: string): string {
  const email = given.trim().toLowerCase();
  if (!/^[^\s@]{1,64}@[^\s@]{1,250}$/.test(email)) {
    throw new AccountError(`email: expected an address such as ann@example.com, got "${given}"`);
  }
  return email;
}

function checkName(name: string): string {
  if (!/^\S.{0,99}$/.test(name)) throw new AccountError(`name: expected 1 to 100 characters, got "${name}"`);
  return name;
}

function checkPassword(password: string): string {
  const { least, most } = passwordLength;
  const { length } = password;
  if (length < least || length > most) {
    throw new AccountError(`password: expected ${least} to ${most} characters, got ${length}`);
  }
  return password;
}
