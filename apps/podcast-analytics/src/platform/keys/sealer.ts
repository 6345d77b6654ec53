import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';

/** Encrypts what the database must hold and whoever has a copy of it must not read. */
export interface Sealer {
  /** `context` says what it is and whose, such as `mfa:<user id>`: it cannot be opened as anything else. */
  seal(content: Uint8Array | string, context: string): string;
  /** @throws {SealError} where it was sealed with another key or for another context, or was changed. */
  open(sealed: string, context: string): Buffer;
  /** Whether a key that is on its way out sealed it: then it wants to be sealed anew. */
  isStale(sealed: string): boolean;
}

export class SealError extends Error {
  override readonly name = 'SealError';
}

const cipher = 'aes-256-gcm';
const ivBytes = 12;
const tagBytes = 16;

/**
 * AES-256-GCM (NIST SP 800-38D) with a random nonce, under keys derived with HKDF (RFC 5869). The first of the secrets seals,
 * all of them open: so that one can be replaced while its work is still around.
 */
export function createSealer(secrets: readonly [string, ...string[]]): Sealer {
  const [current, ...older] = secrets.map(keyOf) as [SealingKey, ...SealingKey[]]; // as many as there are secrets
  const keys = new Map([...older, current].map((key) => [key.id, key]));
  return {
    seal(content, context) {
      const iv = randomBytes(ivBytes);
      const encrypt = createCipheriv(cipher, current.bytes, iv).setAAD(Buffer.from(context));
      const body = Buffer.concat([iv, encrypt.update(content), encrypt.final(), encrypt.getAuthTag()]);
      return `${current.id}.${body.toString('base64url')}`;
    },
    open(sealed, context) {
      const [id = '', text = ''] = sealed.split('.');
      const key = keys.get(id);
      if (!key)
        throw new SealError(`expected a seal of one of the keys ${[...keys.keys()].join(', ')}, got one of "${id}"`);
      const body = Buffer.from(text, 'base64url');
      if (body.length < ivBytes + tagBytes) throw new SealError('expected a nonce and a tag, got less');
      const decrypt = createDecipheriv(cipher, key.bytes, body.subarray(0, ivBytes), { authTagLength: tagBytes });
      decrypt.setAAD(Buffer.from(context)).setAuthTag(body.subarray(-tagBytes));
      try {
        return Buffer.concat([decrypt.update(body.subarray(ivBytes, -tagBytes)), decrypt.final()]);
      } catch (error) {
        throw new SealError('what is sealed was changed, or is of another context', { cause: error });
      }
    },
    isStale: (sealed) => !sealed.startsWith(`${current.id}.`),
  };
}

interface SealingKey {
  /** Tells the keys apart, and nothing about them. */
  readonly id: string;
  readonly bytes: Uint8Array;
}

function keyOf(secret: string): SealingKey {
  const derive = (info: string) => Buffer.from(hkdfSync('sha256', secret, '', `podcast-analytics ${info}`, 32));
  const id = createHash('sha256').update(derive('key id')).digest('hex').slice(0, 8);
  return { id, bytes: derive('sealing') };
}
