import { randomBytes } from 'node:crypto';
import { openIfPossible } from '../../../platform/keys/open-if-possible.ts';
import type { Sealer } from '../../../platform/keys/sealer.ts';

/**
 * A browser from which somebody has logged in to this account before. Its tries are counted apart, so that an attacker
 * elsewhere, who keeps the account locked, does not lock its user out (OWASP: "Slow Down Online Guessing Attacks with Device
 * Cookies"). It opens nothing.
 */
export interface KnownDevices {
  /** What the browser is to keep. */
  create(email: string): string;
  /** Which device it is; undefined for none that has been at this account. */
  idOf(cookie: string | undefined, email: string): string | undefined;
}

export function createKnownDevices(sealer: Sealer): KnownDevices {
  const contextOf = (email: string) => `device:${email}`;
  return {
    create: (email) => sealer.seal(randomBytes(16), contextOf(email)),
    idOf: (cookie, email) =>
      cookie === undefined ? undefined : openIfPossible(sealer, cookie, contextOf(email))?.toString('hex'),
  };
}
