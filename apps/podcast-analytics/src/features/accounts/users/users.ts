import type { Queries } from '../../../platform/db/database.ts';
import { conflict, invalid, notFound } from '../../../platform/http/request-error.ts';
import type { Account, Role } from '../account.ts';
import { hashPassword, verifyPassword } from '../password.ts';
import { scopeParam, type TenantScope } from '../tenant-scope.ts';
import { ensureTenant } from '../tenants/ensure-tenant.ts';
import { checkEmail, checkPassword } from './check-user.ts';

export interface NewUser {
  readonly tenantId: string;
  readonly email: string;
  readonly password: string;
  readonly role: Role;
}

/** What is known of a user. */
export interface User {
  readonly id: string;
  readonly tenantId: string;
  readonly email: string;
  readonly role: Role;
  readonly hasMfa: boolean;
  readonly sessions: number;
  readonly createdAt: Date;
  readonly disabledAt: Date | null;
}

export interface UserChange {
  readonly role?: Role | undefined;
  readonly isDisabled?: boolean | undefined;
}

const mostUsersListed = 1_000;

export interface Users {
  hasUsers(): Promise<boolean>;
  /** The id of the user. @throws RequestError for an address or a password that cannot be, or an address that is taken. */
  addUser(user: NewUser): Promise<string>;
  /** The id of the user of whom the hash is an older platform's; undefined where the address is taken. */
  importUser(user: Omit<NewUser, 'password'> & { readonly passwordHash: string }): Promise<string | undefined>;
  /** Ends the sessions and links of the user too. @throws RequestError where there is no such user. */
  setPassword(email: string, password: string): Promise<string>;
  /** Of somebody who is logged in, whose other sessions and links end. */
  changePassword(account: Account, password: string, currentToken: string): Promise<void>;
  /** For the start of the console only: it counts no tries. */
  isPasswordOf(email: string, password: string): Promise<boolean>;
  /** By address: undefined where there is none. */
  userAt(email: string): Promise<Pick<User, 'id' | 'tenantId'> | undefined>;
  listUsers(scope: TenantScope): Promise<readonly User[]>;
  /** @throws RequestError 404 for the id of another tenant's user. */
  user(scope: TenantScope, id: string): Promise<User>;
  /** Ends the sessions and links of the user, who may do something else from now on. */
  updateUser(scope: TenantScope, id: string, change: UserChange): Promise<void>;
}

interface UsersParts {
  readonly db: Queries;
  readonly now: () => number;
  /** Ends the sessions of a user. */
  readonly endSessions: (userId: string, exceptToken?: string) => Promise<void>;
}

export function createUsers({ db, now, endSessions }: UsersParts): Users {
  const instant = () => new Date(now()).toISOString();

  async function insert({ tenantId, email, role }: Omit<NewUser, 'password'>, hash: string) {
    await ensureTenant(db, tenantId);
    const [added] = await db.query<{ id: string }>(
      `INSERT INTO users (tenant_id, email, password_hash, role, created_at) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (email) DO NOTHING RETURNING id`,
      [tenantId, checkEmail(email), hash, role, instant()],
    );
    return added?.id;
  }

  async function find(scope: TenantScope, id?: string): Promise<readonly User[]> {
    return db.query<User>(
      `SELECT u.id, u.tenant_id AS "tenantId", u.email, u.role, u.created_at AS "createdAt", u.disabled_at AS "disabledAt",
         EXISTS (SELECT 1 FROM totp_secrets t WHERE t.user_id = u.id AND t.confirmed_at IS NOT NULL) AS "hasMfa",
         (SELECT count(*) FROM sessions s WHERE s.user_id = u.id AND s.expires_at > $1) AS sessions
       FROM users u WHERE ($2::text IS NULL OR u.tenant_id = $2) AND ($3::uuid IS NULL OR u.id = $3)
       ORDER BY u.tenant_id, u.email LIMIT ${mostUsersListed}`,
      [instant(), scopeParam(scope), id ?? null],
    );
  }

  async function user(scope: TenantScope, id: string): Promise<User> {
    const [found] = await find(scope, id);
    if (!found) throw notFound('user', id);
    return found;
  }

  /** Whoever has a session, or a link that sets the password, has it of the user as it was before. */
  async function endAccess(userId: string, exceptToken?: string): Promise<void> {
    await db.query('DELETE FROM password_links WHERE user_id = $1', [userId]);
    await endSessions(userId, exceptToken);
  }

  return {
    async hasUsers() {
      return (await db.query('SELECT 1 FROM users LIMIT 1')).length > 0;
    },

    async addUser(given) {
      const id = await insert(given, await hashPassword(checkPassword(given.password)));
      if (id === undefined) throw conflict(`There is a user ${given.email} already.`);
      return id;
    },

    importUser: ({ passwordHash, ...given }) => insert(given, passwordHash),

    async setPassword(email, password) {
      const [found] = await db.query<{ id: string }>(
        'UPDATE users SET password_hash = $2 WHERE email = $1 RETURNING id',
        [checkEmail(email), await hashPassword(checkPassword(password))],
      );
      if (!found) throw invalid(`There is no user ${email}.`);
      await endAccess(found.id);
      return found.id;
    },

    async changePassword({ id }, password, currentToken) {
      await db.query('UPDATE users SET password_hash = $2 WHERE id = $1', [
        id,
        await hashPassword(checkPassword(password)),
      ]);
      await endAccess(id, currentToken);
    },

    async isPasswordOf(email, password) {
      const [found] = await db.query<{ hash: string }>('SELECT password_hash AS hash FROM users WHERE email = $1', [
        email,
      ]);
      return verifyPassword(found?.hash, password);
    },

    async userAt(email) {
      const [found] = await db.query<Pick<User, 'id' | 'tenantId'>>(
        'SELECT id, tenant_id AS "tenantId" FROM users WHERE email = $1',
        [email.trim().toLowerCase()],
      );
      return found;
    },

    listUsers: (scope) => find(scope),
    user,

    async updateUser(scope, id, { role, isDisabled }) {
      await db.query(
        `UPDATE users SET role = coalesce($2, role),
           disabled_at = CASE WHEN $3::boolean IS NULL THEN disabled_at WHEN $3 THEN coalesce(disabled_at, $4) END
         WHERE id = $1`,
        [(await user(scope, id)).id, role ?? null, isDisabled ?? null, instant()],
      );
      await endAccess(id);
    },
  };
}
