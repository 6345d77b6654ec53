import { createHmac, createSecretKey } from 'node:crypto';
import { aFunction, checkOptions, checkValue, type OptionRules } from '@scry/internal/check-options';
import { maskFull } from './masks.ts';

/** The key under which tokens are made, and its name. */
export interface PseudonymizerOptions {
  /** The secret that tokens are made with: 16 bytes at least, in UTF-8 where it is text. Whoever has it can try out values. */
  readonly key: string | Uint8Array;
  /** Stands in every token, so that those of an older key can be told: up to 32 letters, digits, `_` and `-`. */
  readonly keyId: string;
  /** What is the same for two values gets the same token. @default without spaces around, in lower case */
  readonly normalize?: (value: string) => string;
}

/** Makes the same token of the same value, and finds it again. */
export interface Pseudonymizer {
  /** A mask for what detectors find, and a censor for what names and paths hide. Only texts and numbers have a token. */
  mask(value: unknown): string;
  /** The token that stands where `value` stood. */
  hashFor(value: string): string;
}

const rules: OptionRules<PseudonymizerOptions> = {
  key: [
    'string or object',
    'a string or a Uint8Array',
    (key: unknown) => typeof key === 'string' || key instanceof Uint8Array,
  ],
  keyId: ['string', 'up to 32 letters, digits, _ and -', (keyId: string) => /^[\w-]{1,32}$/.test(keyId)],
  normalize: aFunction,
};

/**
 * Makes tokens that stand for values: the same person gets the same token everywhere, `hashFor` finds it, and without the
 * key nobody can tell whose it is. A token is the id of the key and 128 bits of HMAC-SHA-256 (RFC 2104): `k1:` and 32 digits
 * in hexadecimal.
 *
 * @throws TypeError or RangeError when an option is missing or wrong.
 * @example
 * const { mask, hashFor } = pseudonymizer({ key: randomBytes(32), keyId: 'k1' });
 * const redact = createRedactor({ masks: { email: mask } });
 * redact('from ada@example.com').includes(hashFor('Ada@example.com')); // true
 */
export function pseudonymizer(options: PseudonymizerOptions): Pseudonymizer {
  const { key, keyId, normalize = inLowerCase } = checkOptions('pseudonymizer', options, rules);
  checkValue('pseudonymizer: key', key, rules.key);
  checkValue('pseudonymizer: keyId', keyId, rules.keyId);
  const bytes = typeof key === 'string' ? new TextEncoder().encode(key) : key;
  // The key itself must not stand in the message.
  if (bytes.length < 16) throw new RangeError(`pseudonymizer: key must have at least 16 bytes, got ${bytes.length}`);
  const secret = createSecretKey(bytes);

  function hashFor(value: string): string {
    const digest = createHmac('sha256', secret).update(normalize(value)).digest('hex');
    return `${keyId}:${digest.slice(0, 32)}`;
  }

  function mask(value: unknown): string {
    return typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint'
      ? hashFor(String(value))
      : maskFull();
  }

  return { mask, hashFor };
}

function inLowerCase(value: string): string {
  return value.trim().toLowerCase();
}
