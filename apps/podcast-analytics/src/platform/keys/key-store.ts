import { randomBytes, randomUUID } from 'node:crypto';
import type { Database } from '../db/database.ts';
import type { Logger } from '../logger.ts';
import { SealError, type Sealer } from './sealer.ts';

export interface SigningKey {
  readonly kid: string;
  readonly secret: Uint8Array;
  readonly createdAt: Date;
  readonly signedUntil: Date;
}

/** The keys in the database, where all processes find the same ones. */
export interface KeyStore {
  /** The newest first. */
  all(): Promise<readonly SigningKey[]>;
  add(at: Date): Promise<string>;
  /** Keeps a key for that long. False where it has been removed meanwhile. */
  extend(kid: string, until: Date): Promise<boolean>;
  /** All but the newest of which nothing is valid any more; with `isForced` all but the newest. */
  removeOld(at: Date, isForced: boolean): Promise<number>;
  /** Seals with the current secret what an older one sealed. */
  reseal(): Promise<number>;
}

interface KeyRow {
  readonly kid: string;
  readonly sealed: string;
  readonly createdAt: Date;
  readonly signedUntil: Date;
}

const newest = '(SELECT kid FROM signing_keys ORDER BY created_at DESC, kid LIMIT 1)';

export function createKeyStore(database: Database, sealer: Sealer, logger: Logger): KeyStore {
  const rows = () =>
    database.query<KeyRow>(
      `SELECT kid, sealed, created_at AS "createdAt", signed_until AS "signedUntil" FROM signing_keys
       ORDER BY created_at DESC, kid`,
    );

  /** A key of another secret is no key of ours: the others go on, and the log says so. */
  function open({ sealed, ...row }: KeyRow): SigningKey[] {
    try {
      return [{ ...row, secret: sealer.open(sealed, contextOf(row.kid)) }];
    } catch (error) {
      if (!(error instanceof SealError)) throw error;
      logger.error(
        { kid: row.kid, error: error.message },
        'a signing key cannot be opened: is SECRET_KEY the same everywhere?',
      );
      return [];
    }
  }

  return {
    all: async () => (await rows()).flatMap(open),
    async add(at) {
      const kid = randomUUID();
      const sealed = sealer.seal(randomBytes(32), contextOf(kid));
      // Later than all others, whatever the clocks of other processes say.
      await database.query(
        `INSERT INTO signing_keys (kid, sealed, created_at, signed_until)
         SELECT $1, $2, greatest($3, max(created_at) + interval '1 millisecond'), $3 FROM signing_keys`,
        [kid, sealed, at],
      );
      return kid;
    },
    async extend(kid, until) {
      const found = await database.query(
        'UPDATE signing_keys SET signed_until = greatest(signed_until, $2) WHERE kid = $1 RETURNING kid',
        [kid, until],
      );
      return found.length > 0;
    },
    async removeOld(at, isForced) {
      const removed = await database.query(
        `DELETE FROM signing_keys WHERE kid <> ${newest} AND (signed_until < $1 OR $2) RETURNING kid`,
        [at, isForced],
      );
      return removed.length;
    },
    async reseal() {
      const stale = (await rows()).filter(({ sealed }) => sealer.isStale(sealed));
      for (const { kid, sealed } of stale) {
        const anew = sealer.seal(sealer.open(sealed, contextOf(kid)), contextOf(kid));
        await database.query('UPDATE signing_keys SET sealed = $2 WHERE kid = $1', [kid, anew]);
      }
      return stale.length;
    },
  };
}

function contextOf(kid: string): string {
  return `signing-key:${kid}`;
}
