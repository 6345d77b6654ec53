import { hkdfSync } from 'node:crypto';

const secretBytes = 32;

/** What backups are encrypted under. Each file has a key of its own, derived from this one and a salt. */
export interface BackupKey {
  /** Eight bytes that tell keys apart, and nothing of the key. */
  readonly id: Buffer;
  fileKey(salt: Uint8Array): Buffer;
}

/** `secret`: 32 random bytes. */
export function createBackupKey(secret: Uint8Array): BackupKey {
  if (secret.length !== secretBytes) throw new RangeError(`expected ${secretBytes} bytes, got ${secret.length}`);
  const derive = (salt: Uint8Array, purpose: string, length: number) =>
    Buffer.from(hkdfSync('sha256', secret, salt, `podcast-analytics backup v1: ${purpose}`, length));
  return {
    id: derive(new Uint8Array(), 'key id', 8),
    fileKey: (salt) => derive(salt, 'file key', 32),
  };
}

/** The keys of a setting: 32 bytes each, in Base64 or hexadecimal; the newest first, separated by commas. */
export function parseBackupKeys(text: string): BackupKey[] {
  return text.split(',').map((part) => createBackupKey(decode(part.trim())));
}

function decode(text: string): Buffer {
  return /^[0-9a-f]{64}$/i.test(text) ? Buffer.from(text, 'hex') : Buffer.from(text, 'base64');
}
