import { randomBytes } from 'node:crypto';
import type { Database, Queries } from '../../../platform/db/database.ts';
import { conflict } from '../../../platform/http/request-error.ts';
import { openIfPossible } from '../../../platform/keys/open-if-possible.ts';
import type { Sealer } from '../../../platform/keys/sealer.ts';
import { createRecoveryCode, hashRecoveryCode, recoveryCodeCount } from './recovery-code.ts';
import { secretBytes, stepOfCode } from './totp.ts';

export type CodeMethod = 'totp' | 'recovery-code';

export interface MfaStatus {
  readonly isOn: boolean;
  readonly recoveryCodesLeft: number;
}

/** The second factor of users. How often somebody may try codes is for the log-in to say. */
export interface Mfa {
  status(userId: string): Promise<MfaStatus>;
  /** The secret that an authenticator is to get: the same one until it is confirmed. @throws RequestError 409 where it is on. */
  enrol(userId: string): Promise<Uint8Array>;
  /** Turns it on, and resolves with the recovery codes; undefined for a wrong code. */
  confirm(userId: string, code: string): Promise<readonly string[] | undefined>;
  /** Uses up a code of either kind. */
  verify(userId: string, code: string): Promise<CodeMethod | undefined>;
  /** Ten new ones in place of the old. */
  renewRecoveryCodes(userId: string): Promise<readonly string[]>;
  /** Whether there was a second factor. */
  remove(userId: string): Promise<boolean>;
  /** Seals with the current secret key what an older one sealed; resolves with how many there were. */
  reseal(): Promise<number>;
}

export function createMfa(database: Database, now: () => number, sealer: Sealer): Mfa {
  /** In the row of another user it would not open. */
  const boundTo = (userId: string) => `mfa:${userId}`;

  async function readSecret(userId: string, isConfirmed: boolean): Promise<Uint8Array | undefined> {
    const [row] = await database.query<{ secret: string }>(
      'SELECT secret FROM totp_secrets WHERE user_id = $1 AND (confirmed_at IS NOT NULL) = $2',
      [userId, isConfirmed],
    );
    return row && sealer.open(row.secret, boundTo(userId));
  }

  async function useTotp(userId: string, code: string): Promise<boolean> {
    const secret = await readSecret(userId, true);
    const step = secret && stepOfCode(secret, code, now());
    if (step === undefined) return false;
    const used = await database.query(
      'UPDATE totp_secrets SET last_step = $2 WHERE user_id = $1 AND last_step < $2 RETURNING user_id',
      [userId, step],
    );
    return used.length > 0;
  }

  async function useRecoveryCode(userId: string, code: string): Promise<boolean> {
    const hash = hashRecoveryCode(code);
    if (!hash) return false;
    const used = await database.query(
      'DELETE FROM recovery_codes WHERE user_id = $1 AND code_hash = $2 RETURNING user_id',
      [userId, hash],
    );
    return used.length > 0;
  }

  return {
    async status(userId) {
      const [row] = await database.query<MfaStatus>(
        `SELECT EXISTS (SELECT 1 FROM totp_secrets WHERE user_id = $1 AND confirmed_at IS NOT NULL) AS "isOn",
           (SELECT count(*) FROM recovery_codes WHERE user_id = $1) AS "recoveryCodesLeft"`,
        [userId],
      );
      return row ?? { isOn: false, recoveryCodesLeft: 0 };
    },

    async enrol(userId) {
      const sealed = sealer.seal(randomBytes(secretBytes), boundTo(userId));
      await database.query('INSERT INTO totp_secrets (user_id, secret) VALUES ($1, $2) ON CONFLICT DO NOTHING', [
        userId,
        sealed,
      ]);
      const secret = await readSecret(userId, false);
      if (!secret) throw conflict('Two-factor authentication is on already: turn it off first.');
      return secret;
    },

    async confirm(userId, code) {
      const secret = await readSecret(userId, false);
      const step = secret && stepOfCode(secret, code, now());
      if (step === undefined) return undefined;
      return database.transaction(async (tx) => {
        const confirmed = await tx.query(
          `UPDATE totp_secrets SET confirmed_at = $2, last_step = $3
           WHERE user_id = $1 AND confirmed_at IS NULL RETURNING user_id`,
          [userId, new Date(now()).toISOString(), step],
        );
        return confirmed.length > 0 ? replaceRecoveryCodes(tx, userId) : undefined;
      });
    },

    async verify(userId, code) {
      if (await useTotp(userId, code)) return 'totp';
      return (await useRecoveryCode(userId, code)) ? 'recovery-code' : undefined;
    },

    renewRecoveryCodes: (userId) => database.transaction((tx) => replaceRecoveryCodes(tx, userId)),

    async reseal() {
      const rows = await database.query<{ userId: string; secret: string }>(
        'SELECT user_id AS "userId", secret FROM totp_secrets',
      );
      let resealed = 0;
      for (const { userId, secret } of rows.filter((row) => sealer.isStale(row.secret))) {
        const opened = openIfPossible(sealer, secret, boundTo(userId));
        if (!opened) continue; // it keeps no other from getting the new key
        await database.query('UPDATE totp_secrets SET secret = $3 WHERE user_id = $1 AND secret = $2', [
          userId,
          secret,
          sealer.seal(opened, boundTo(userId)),
        ]);
        resealed += 1;
      }
      return resealed;
    },

    remove: (userId) =>
      database.transaction(async (tx) => {
        await tx.query('DELETE FROM recovery_codes WHERE user_id = $1', [userId]);
        return (await tx.query('DELETE FROM totp_secrets WHERE user_id = $1 RETURNING user_id', [userId])).length > 0;
      }),
  };
}

async function replaceRecoveryCodes(tx: Queries, userId: string): Promise<readonly string[]> {
  const codes = Array.from({ length: recoveryCodeCount }, createRecoveryCode);
  await tx.query('DELETE FROM recovery_codes WHERE user_id = $1', [userId]);
  for (const code of codes) {
    await tx.query('INSERT INTO recovery_codes (user_id, code_hash) VALUES ($1, $2)', [userId, hashRecoveryCode(code)]);
  }
  return codes;
}
