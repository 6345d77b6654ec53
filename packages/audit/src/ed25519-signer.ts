import { createPrivateKey, createPublicKey, KeyObject, sign } from 'node:crypto';
import { checkOptions, checkValue, type OptionRules } from '@scry/internal/check-options';
import type { Signer } from './checkpoint.ts';
import { ed25519, keyId, verifierKey } from './signed-note.ts';

/** What is looked at of a KeyObject of `node:crypto`: where the types of Node are missing, ours compile all the same. */
export interface PrivateKeyObject {
  readonly type: string;
  readonly asymmetricKeyType?: string | undefined;
}

/** The name that stands in signatures, and the key that makes them. */
export interface Ed25519SignerOptions {
  /** The name of the key, without spaces and plus signs: by convention a URL without scheme. */
  readonly name: string;
  /** The private key: PKCS #8 as PEM, or a KeyObject. */
  readonly privateKey: string | PrivateKeyObject;
}

const rules: OptionRules<Ed25519SignerOptions> = {
  name: ['string', 'a name without spaces and plus signs', (name: string) => /^[^+\s]+$/.test(name)],
  privateKey: ['string or object', 'an Ed25519 key as PEM or KeyObject'],
};

/**
 * Signs checkpoints with an Ed25519 key (RFC 8032).
 *
 * @throws TypeError or RangeError when an option is missing or wrong.
 * @example
 * const { privateKey } = generateKeyPairSync('ed25519');
 * const signer = ed25519Signer({ name: 'example.com/audit', privateKey });
 * fileSink({ directory: 'audit', signer });
 */
export function ed25519Signer(options: Ed25519SignerOptions): Signer {
  const { name, privateKey } = checkOptions('ed25519Signer', options, rules);
  checkValue('ed25519Signer: name', name, rules.name);
  const key = privateKeyOf(privateKey);
  // In DER the 32 bytes of the key come last (RFC 8410).
  const publicBytes = createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-32);
  const id = keyId(name, Buffer.concat([Buffer.of(ed25519), publicBytes]));
  return {
    name,
    publicKey: verifierKey(name, publicBytes),
    sign: (text) => Buffer.concat([id, sign(null, Buffer.from(text), key)]).toString('base64'),
  };
}

function privateKeyOf(given: string | PrivateKeyObject): KeyObject {
  try {
    const key = typeof given === 'string' ? createPrivateKey(given) : given;
    if (key instanceof KeyObject && key.type === 'private' && key.asymmetricKeyType === 'ed25519') return key;
  } catch {
    // What OpenSSL says of a key that it cannot read helps nobody.
  }
  // The key itself must not stand in the message.
  throw new TypeError('ed25519Signer: privateKey must be an Ed25519 private key in PKCS #8, as PEM or KeyObject');
}
