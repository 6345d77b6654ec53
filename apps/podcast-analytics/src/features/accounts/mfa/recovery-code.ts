import { createHash, randomBytes } from 'node:crypto';

export const recoveryCodeCount = 10;

/** Crockford's alphabet: nothing in it is taken for something else. */
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
const symbols = 16;

/** 80 random bits: `4k7x-90ab-…`. */
export function createRecoveryCode(): string {
  const code = Array.from(randomBytes(symbols), (byte) => alphabet[byte % alphabet.length]).join('');
  return code.replace(/.{4}(?=.)/g, '$&-');
}

/** What is stored: with 80 bits nobody finds the code again. Undefined where the text cannot be one. */
export function hashRecoveryCode(given: string): Uint8Array | undefined {
  const code = given.toLowerCase().replace(/[\s-]/g, '').replaceAll('o', '0').replace(/[il]/g, '1');
  if (code.length !== symbols || [...code].some((symbol) => !alphabet.includes(symbol))) return undefined;
  return createHash('sha256').update(code).digest();
}
