import { createHash, randomBytes } from 'node:crypto';

/** 256 random bits as text, behind a prefix that tells what it opens. */
export function createToken(prefix: 'pas_' | 'pak_'): string {
  return prefix + randomBytes(32).toString('base64url');
}

/** What is stored of a token: enough to know it again, nothing to come in with. */
export function hashToken(token: string): Uint8Array {
  return createHash('sha256').update(token).digest();
}
