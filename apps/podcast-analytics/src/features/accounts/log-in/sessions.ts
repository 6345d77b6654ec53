import type { Queries } from '../../../platform/db/database.ts';
import type { Account } from '../account.ts';
import { createToken, hashToken } from '../token.ts';
import { type UserRow, userAccount, userColumns } from '../users/user-row.ts';

const sessionMs = 12 * 3_600_000;

/** Who a token or a key stands for, and until when it does. */
export interface Grant {
  readonly account: Account;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

export interface ListedSession {
  readonly id: string;
  readonly userAgent: string | null;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  /** Whether it is that of whoever asks. */
  readonly isCurrent: boolean;
}

export interface Sessions {
  ofSession(token: string): Promise<Grant | undefined>;
  logOut(token: string): Promise<void>;
  listSessions(userId: string, currentToken: string): Promise<readonly ListedSession[]>;
  /** Whether there was such a session of the user. */
  endSession(userId: string, id: string): Promise<boolean>;
  /** All of the user's, log-ins that wait for their second half included, but for one that may go on. */
  endSessions(userId: string, exceptToken?: string): Promise<void>;
}

export interface NewSession {
  readonly token: string;
  readonly expiresAt: Date;
}

/** A token is new with every session, so that one which somebody has planted before the log-in opens nothing after it. */
export async function insertSession(
  db: Queries,
  { userId, userAgent, now }: { readonly userId: string; readonly userAgent: string | undefined; readonly now: number },
): Promise<NewSession> {
  const token = createToken('pas_');
  const expiresAt = new Date(now + sessionMs);
  const at = new Date(now).toISOString();
  await db.query('DELETE FROM sessions WHERE expires_at <= $1', [at]);
  await db.query(
    'INSERT INTO sessions (token_hash, user_id, user_agent, created_at, expires_at) VALUES ($1, $2, $3, $4, $5)',
    [hashToken(token), userId, userAgent?.slice(0, 200) ?? null, at, expiresAt.toISOString()],
  );
  return { token, expiresAt };
}

/** @param ended is told of users whose sessions are over */
export function createSessions(db: Queries, now: () => number, ended: (userId: string) => void): Sessions {
  return {
    async ofSession(token) {
      const [row] = await db.query<UserRow & { expiresAt: Date }>(
        `SELECT ${userColumns}, sessions.expires_at AS "expiresAt" FROM sessions JOIN users ON users.id = user_id
         WHERE token_hash = $1 AND expires_at > $2 AND disabled_at IS NULL`,
        [hashToken(token), new Date(now()).toISOString()],
      );
      return row && { account: userAccount(row), expiresAt: row.expiresAt.getTime() };
    },

    async logOut(token) {
      await db.query('DELETE FROM sessions WHERE token_hash = $1', [hashToken(token)]);
    },

    listSessions: (userId, currentToken) =>
      db.query<ListedSession>(
        `SELECT id, user_agent AS "userAgent", created_at AS "createdAt", expires_at AS "expiresAt",
           token_hash = $2 AS "isCurrent"
         FROM sessions WHERE user_id = $1 AND expires_at > $3 ORDER BY created_at DESC, id LIMIT 100`,
        [userId, hashToken(currentToken), new Date(now()).toISOString()],
      ),

    async endSession(userId, id) {
      const found = await db.query('DELETE FROM sessions WHERE user_id = $1 AND id = $2 RETURNING id', [userId, id]);
      ended(userId);
      return found.length > 0;
    },

    async endSessions(userId, exceptToken = '') {
      await db.query(
        `WITH half AS (DELETE FROM half_log_ins WHERE user_id = $1)
         DELETE FROM sessions WHERE user_id = $1 AND token_hash <> $2`,
        [userId, hashToken(exceptToken)],
      );
      ended(userId);
    },
  };
}
