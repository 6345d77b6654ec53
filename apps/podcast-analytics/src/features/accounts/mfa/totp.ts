/** Codes by time (RFC 6238) as all authenticators make them: SHA-1, six digits, steps of 30 seconds. */
import { Secret, TOTP } from 'otpauth';

const stepMs = 30_000;
/** How many steps the clocks may be apart. */
const window = 1;
/** 160 bits, what RFC 4226 recommends. */
export const secretBytes = 20;
const issuer = 'Podcast analytics';

/**
 * The time step of the code; undefined where the secret makes no such code about now. The caller refuses a step that is not
 * newer than the last one that was used: a code that somebody has watched opens nothing.
 */
export function stepOfCode(secret: Uint8Array, code: string, now: number): number | undefined {
  const token = code.replace(/\s/g, '');
  if (!/^\d{6}$/.test(token)) return undefined;
  const delta = new TOTP({ secret: asSecret(secret) }).validate({ token, timestamp: now, window });
  return delta === null ? undefined : Math.floor(now / stepMs) + delta;
}

/** The secret as people type it: in base 32, four at a time. */
export function writtenSecret(secret: Uint8Array): string {
  return asSecret(secret).base32.replace(/.{4}(?=.)/g, '$& ');
}

/** What the QR code tells an authenticator. */
export function enrolmentUri(secret: Uint8Array, email: string): string {
  return new TOTP({ secret: asSecret(secret), issuer, label: email }).toString();
}

function asSecret(secret: Uint8Array): Secret {
  return new Secret({ buffer: Uint8Array.from(secret).buffer });
}
