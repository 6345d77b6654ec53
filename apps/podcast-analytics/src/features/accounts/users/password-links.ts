import type { Database } from '../../../platform/db/database.ts';
import { conflict, RequestError } from '../../../platform/http/request-error.ts';
import type { Role } from '../account.ts';
import { hashPassword } from '../password.ts';
import { scopeParam, type TenantScope } from '../tenant-scope.ts';
import { createToken, hashToken } from '../token.ts';
import { checkEmail, checkPassword } from './check-user.ts';
import type { User } from './users.ts';

const invitationMs = 7 * 24 * 3_600_000;
const resetMs = 3_600_000;
/** Of a tenant at a time. */
const mostInvitations = 1_000;

export interface Invitation {
  readonly id: string;
  readonly tenantId: string;
  readonly email: string;
  readonly role: Role;
  readonly expiresAt: Date;
}

export interface PasswordLink {
  /** What stands in the link. It is told once, and stored nowhere. */
  readonly token: string;
  readonly expiresAt: Date;
}

/** What came of a link that was used. */
export interface PasswordSet {
  readonly userId: string;
  readonly tenantId: string;
  readonly role: Role;
  readonly isNew: boolean;
}

/** Links by which somebody sets a password without having one. The newest for an address is the only one. */
export interface PasswordLinks {
  /** @throws RequestError 409 where the tenant has a user of that address, or too many invitations. */
  invite(invited: { readonly tenantId: string; readonly email: string; readonly role: Role }): Promise<PasswordLink>;
  /** For a user who has lost the password. */
  resetLink(user: User): Promise<PasswordLink>;
  invitations(scope: TenantScope): Promise<readonly Invitation[]>;
  /** Whether there was one. */
  withdrawInvitation(scope: TenantScope, id: string): Promise<boolean>;
  /** Whose password the link sets; undefined where it does not work any more. */
  addressOfLink(token: string): Promise<string | undefined>;
  /** Works once. @throws RequestError where the link does not work any more, or the password cannot be. */
  setPasswordByLink(token: string, password: string): Promise<PasswordSet>;
}

interface PasswordLinksParts {
  readonly database: Database;
  readonly now: () => number;
  readonly endSessions: (userId: string) => Promise<void>;
}

export function createPasswordLinks({ database, now, endSessions }: PasswordLinksParts): PasswordLinks {
  const instant = (ms = now()) => new Date(ms).toISOString();

  async function insert(
    { tenantId, email, role }: Pick<Invitation, 'tenantId' | 'email' | 'role'>,
    userId: string | null,
    lifeMs: number,
  ): Promise<PasswordLink> {
    const token = createToken('pal_');
    const expiresAt = new Date(now() + lifeMs);
    await database.query(
      `INSERT INTO password_links (token_hash, tenant_id, email, role, user_id, created_at, expires_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7)
       ON CONFLICT (tenant_id, email) DO UPDATE SET (token_hash, role, user_id, created_at, expires_at)
         = (excluded.token_hash, excluded.role, excluded.user_id, excluded.created_at, excluded.expires_at)`,
      [hashToken(token), tenantId, email, role, userId, instant(), expiresAt.toISOString()],
    );
    return { token, expiresAt };
  }

  return {
    async invite({ tenantId, email: given, role }) {
      const email = checkEmail(given);
      const [known] = await database.query<{ isUser: boolean; open: number }>(
        `SELECT EXISTS (SELECT 1 FROM users WHERE email = $1 AND tenant_id = $2) AS "isUser",
           (SELECT count(*) FROM password_links WHERE tenant_id = $2) AS open`,
        [email, tenantId],
      );
      if (known?.isUser) throw conflict(`There is a user ${email} already.`);
      if (known && known.open >= mostInvitations) throw conflict(`There are ${known.open} invitations already.`);
      return insert({ tenantId, email, role }, null, invitationMs);
    },

    resetLink: ({ id, ...user }) => insert(user, id, resetMs),

    invitations: (scope) =>
      database.query<Invitation>(
        `SELECT id, tenant_id AS "tenantId", email, role, expires_at AS "expiresAt" FROM password_links
         WHERE user_id IS NULL AND expires_at > $1 AND ($2::text IS NULL OR tenant_id = $2)
         ORDER BY tenant_id, email LIMIT ${mostInvitations}`,
        [instant(), scopeParam(scope)],
      ),

    async withdrawInvitation(scope, id) {
      const found = await database.query(
        `DELETE FROM password_links WHERE id = $1 AND user_id IS NULL AND ($2::text IS NULL OR tenant_id = $2)
         RETURNING id`,
        [id, scopeParam(scope)],
      );
      return found.length > 0;
    },

    async addressOfLink(token) {
      const [link] = await database.query<{ email: string }>(
        'SELECT email FROM password_links WHERE token_hash = $1 AND expires_at > $2',
        [hashToken(token), instant()],
      );
      return link?.email;
    },

    async setPasswordByLink(token, password) {
      const hash = await hashPassword(checkPassword(password));
      const set = await database.transaction(async (tx) => {
        const [link] = await tx.query<Invitation & { userId: string | null }>(
          `DELETE FROM password_links WHERE token_hash = $1 AND expires_at > $2
           RETURNING tenant_id AS "tenantId", email, role, user_id AS "userId"`,
          [hashToken(token), instant()],
        );
        if (!link) throw linkClosed();
        const { tenantId, email, role, userId } = link;
        const [user] =
          userId === null
            ? await tx.query<{ id: string }>(
                `INSERT INTO users (tenant_id, email, password_hash, role, created_at) VALUES ($1, $2, $3, $4, $5)
                 ON CONFLICT (email) DO NOTHING RETURNING id`,
                [tenantId, email, hash, role, instant()],
              )
            : await tx.query<{ id: string }>('UPDATE users SET password_hash = $2 WHERE id = $1 RETURNING id', [
                userId,
                hash,
              ]);
        // An address is one account on the whole platform. Only whoever holds the link learns that there is one elsewhere.
        if (!user) throw linkClosed();
        return { userId: user.id, tenantId, role, isNew: userId === null };
      });
      await endSessions(set.userId);
      return set;
    },
  };
}

function linkClosed(): RequestError {
  return new RequestError(410, 'gone', 'This link does not work any more. Ask whoever sent it for a new one.');
}
