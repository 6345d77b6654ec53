import { createHash } from 'node:crypto';
import type { Database } from '../../../platform/db/database.ts';

/** So many wrong tries are nobody's business. */
const freeTries = 5;
const firstDelayMs = 30_000;
const mostDelayMs = 15 * 60_000;
/** After a day without a try the count begins anew. */
export const triesForgottenAfterMs = 24 * 3_600_000;

/** How a try stands. */
export type Try =
  | {
      readonly isLocked: false /** For how long the subject is locked if this try is wrong. */;
      readonly lockMs: number;
    }
  | { readonly isLocked: true; readonly retryAfterMs: number };

/**
 * Slows down whoever tries passwords or codes for one account, from wherever they come. The delay grows to a quarter of an
 * hour and no further: an attacker gets a hundred tries a day, and shuts nobody out for good. A subject that does not exist
 * is counted like any other, so that a delay tells nothing.
 */
export interface LockOut {
  /**
   * Counts the try as a wrong one before it is looked at, so that tries at the same time do not slip through together. One
   * that comes while the subject is locked is not looked at, and not counted.
   */
  begin(subject: string): Promise<Try>;
  /** The try was right: all is forgotten. */
  succeed(subject: string): Promise<void>;
}

export function createLockOut(database: Database, now: () => number): LockOut {
  return {
    begin: (subject) =>
      database.transaction(async (tx) => {
        const at = now();
        const hash = subjectHash(subject);
        await tx.query(
          `INSERT INTO wrong_tries (subject, tries, last_at, locked_until) VALUES ($1, 0, $2, $2) ON CONFLICT DO NOTHING`,
          [hash, new Date(at).toISOString()],
        );
        const [row] = await tx.query<Row>(
          `SELECT tries, last_at AS "lastAt", locked_until AS "lockedUntil" FROM wrong_tries WHERE subject = $1 FOR UPDATE`,
          [hash],
        );
        const retryAfterMs = (row?.lockedUntil.getTime() ?? at) - at;
        if (retryAfterMs > 0) return { isLocked: true, retryAfterMs };
        const tries = row && at - row.lastAt.getTime() < triesForgottenAfterMs ? row.tries + 1 : 1;
        const lockMs = delayMs(tries);
        await tx.query('UPDATE wrong_tries SET tries = $2, last_at = $3, locked_until = $4 WHERE subject = $1', [
          hash,
          tries,
          new Date(at).toISOString(),
          new Date(at + lockMs).toISOString(),
        ]);
        return { isLocked: false, lockMs };
      }),

    async succeed(subject) {
      await database.query('DELETE FROM wrong_tries WHERE subject = $1', [subjectHash(subject)]);
    },
  };
}

interface Row {
  readonly tries: number;
  readonly lastAt: Date;
  readonly lockedUntil: Date;
}

function delayMs(tries: number): number {
  return tries < freeTries ? 0 : Math.min(mostDelayMs, firstDelayMs * 2 ** (tries - freeTries));
}

export function subjectHash(subject: string): Uint8Array {
  return createHash('sha256').update(subject).digest();
}
