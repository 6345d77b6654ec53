import { createHash, randomBytes } from 'node:crypto';

/** What a token opens: a session, the API, the second page of a log-in, the page that sets a password. */
type Prefix = 'pas_' | 'pak_' | 'pah_' | 'pal_';

/** 256 random bits as text, behind a prefix that tells what it opens. */
export function createToken(prefix: Prefix): string {
  return prefix + randomBytes(32).toString('base64url');
}

/** What is stored of a token: enough to know it again, nothing to come in with. */
export function hashToken(token: string): Uint8Array {
  return createHash('sha256').update(token).digest();
}
