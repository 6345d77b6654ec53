// c2sp.org/signed-note and c2sp.org/tlog-checkpoint: a text, an empty line, and lines with signatures.
import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import type { SignedCheckpoint, Signer } from './checkpoint.ts';
import { base64Of } from './merkle-tree.ts';
import { sha256 } from './sha256.ts';

/** The byte by which the format knows Ed25519. */
export const ed25519 = 1;
/** What stands before the 32 bytes of an Ed25519 key in DER (RFC 8410). */
const spki = Buffer.from('302a300506032b6570032100', 'hex');

/** Says how many events there are, and what the root of their tree is; signs it where there is a signer. */
export async function writeCheckpoint(
  stream: string,
  size: number,
  root: string,
  signer: Signer | undefined,
): Promise<SignedCheckpoint> {
  const origin = signer?.name ?? stream;
  const rootHash = base64Of(root);
  const text = `${origin}\n${size}\n${rootHash}\n`;
  const note = signer === undefined ? text : `${text}\n— ${signer.name} ${await signer.sign(text)}\n`;
  return { origin, size, rootHash, note };
}

/** Reads a checkpoint; undefined when the text is none. */
export function readCheckpoint(note: string): SignedCheckpoint | undefined {
  const [origin = '', size = '', rootHash = ''] = note.split('\n', 3);
  const sound = /^[1-9]\d{0,15}$|^0$/.test(size) && Buffer.from(rootHash, 'base64').length === 32;
  return origin !== '' && sound ? { origin, size: Number(size), rootHash, note } : undefined;
}

/** A public key as text: `name+id+key`. */
export function verifierKey(name: string, key: Uint8Array): string {
  const bytes = Buffer.concat([Buffer.of(ed25519), key]);
  return `${name}+${keyId(name, bytes).toString('hex')}+${bytes.toString('base64')}`;
}

/** The first four bytes of SHA-256(name ‖ 0x0A ‖ algorithm ‖ key). */
export function keyId(name: string, bytes: Uint8Array): Buffer {
  return sha256(Buffer.concat([Buffer.from(`${name}\n`), bytes])).subarray(0, 4);
}

/**
 * Makes a check of notes from a public key.
 *
 * @throws TypeError when the text is no key of this form.
 */
export function noteVerifier(publicKey: string): (note: string) => boolean {
  const { name, id, key } = readVerifierKey(publicKey);
  return function isSigned(note) {
    const body = note.indexOf('\n\n');
    const text = note.slice(0, body + 1);
    return note
      .slice(body + 2)
      .split('\n')
      .filter((line) => body >= 0 && line.startsWith(`— ${name} `))
      .map((line) => Buffer.from(line.slice(name.length + 3), 'base64'))
      .some((bytes) => bytes.subarray(0, 4).equals(id) && verify(null, Buffer.from(text), key, bytes.subarray(4)));
  };
}

function readVerifierKey(publicKey: string): { name: string; id: Buffer; key: KeyObject } {
  // A name holds no plus sign, but Base64 may.
  const [, name = '', id = '', key = ''] = /^([^+\s]+)\+([0-9a-f]{8})\+(\S+)$/.exec(publicKey.trim()) ?? [];
  const bytes = Buffer.from(key, 'base64');
  if (bytes.length !== 33 || bytes[0] !== ed25519 || keyId(name, bytes).toString('hex') !== id) {
    throw new TypeError('verify: publicKey must be an Ed25519 key in the form name+id+key of c2sp.org/signed-note');
  }
  const der = Buffer.concat([spki, bytes.subarray(1)]);
  return { name, id: Buffer.from(id, 'hex'), key: createPublicKey({ key: der, format: 'der', type: 'spki' }) };
}
