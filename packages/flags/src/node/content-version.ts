import { createHash } from 'node:crypto';

/** The same for the same text, whoever reads it and whenever. */
export function contentVersion(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
