/**
 * Password hashes of an older platform, which are good for one log-in: bcrypt (`$2a$`, `$2b$`, `$2y$`), and SHA-256 in
 * hexadecimal digits, bare or as `salt:digits`.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import { parseOptions, verify } from '@node-rs/bcrypt';

/** A second of CPU. A cost of 31 would take a day. */
const mostBcryptCost = 14;

const bcrypt = /^\$2[aby]\$\d\d\$[./A-Za-z0-9]{53}$/;
const sha256 = /^(?:([^:$\s]{1,64}):)?([0-9a-f]{64})$/i;

export function isForeignHash(passwordHash: string): boolean {
  return sha256.test(passwordHash) || isBcrypt(passwordHash);
}

export async function verifyForeignHash(passwordHash: string, password: string): Promise<boolean> {
  if (isBcrypt(passwordHash)) return verify(password, passwordHash);
  const [, salt = '', digits = ''] = sha256.exec(passwordHash) ?? [];
  const expected = Buffer.from(digits, 'hex');
  // Both orders are in use, and nothing in the hash tells which.
  const isEqual = [salt + password, password + salt].map((text) => isDigestOf(expected, text));
  return isEqual.includes(true);
}

function isBcrypt(passwordHash: string): boolean {
  return bcrypt.test(passwordHash) && costOf(passwordHash) <= mostBcryptCost;
}

/** Infinite where there is none: costs below 4 are not bcrypt's. */
function costOf(passwordHash: string): number {
  try {
    return parseOptions(passwordHash).cost;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}

function isDigestOf(expected: Uint8Array, text: string): boolean {
  const digest = createHash('sha256').update(text).digest();
  return expected.length === digest.length && timingSafeEqual(digest, expected);
}
