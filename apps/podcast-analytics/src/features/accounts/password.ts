import { randomBytes } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import { isForeignHash, verifyForeignHash } from './foreign-hash.ts';

/** OWASP's minimum for argon2id: 19 MiB, two passes, one lane. A hash keeps the figures that it was made with. */
const settings = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** In characters. The upper bound keeps a log-in from being made to hash megabytes. */
export const passwordLength = { least: 10, most: 200 } as const;

/** The password's argon2id hash (RFC 9106) in the PHC string format. */
export function hashPassword(password: string): Promise<string> {
  return hash(password, settings);
}

/** What stands in for the hash of somebody who is not there, so that the time of an answer does not tell who is. */
let nobody: Promise<string> | undefined;

/**
 * Hashes once in any case, also for an account that does not exist (`undefined`) or whose hash is older. What bcrypt takes
 * beyond that is hidden by the least time of a failed log-in, see log-in/log-in.ts.
 */
export async function verifyPassword(passwordHash: string | undefined, password: string): Promise<boolean> {
  nobody ??= hashPassword('nobody');
  const isForeign = passwordHash !== undefined && isForeignHash(passwordHash);
  const own = passwordHash === undefined || isForeign ? await nobody : passwordHash;
  const isRight = await verify(own, password);
  if (isForeign) return verifyForeignHash(passwordHash, password);
  return isRight && passwordHash !== undefined;
}

/**
 * Whether a password that was right should be hashed anew. Of a longer one bcrypt has seen 72 bytes only: what comes after
 * them is not known to be right, and is not made part of the new hash.
 */
export function isStale(passwordHash: string, password: string): boolean {
  return isForeignHash(passwordHash) && !(passwordHash.startsWith('$2') && Buffer.byteLength(password) > 72);
}

/** 120 random bits. */
export function createPassword(): string {
  return randomBytes(15).toString('base64url');
}
