/**
 * Encrypts a stream in chunks, each of which proves itself, its place and whether it is the last: so that a backup is read
 * without holding it, and no byte that was changed, moved, cut off or added is ever used. It is the STREAM construction of
 * Hoang, Reyhanitabar, Rogaway and Vizár (Online Authenticated-Encryption and its Nonce-Reuse Misuse-Resistance, CRYPTO 2015)
 * over AES-256-GCM, with a key a file.
 *
 * File: magic (8 bytes), key id (8), salt (32), then chunks of 64 KiB with a tag of 16 bytes each; the last may be shorter.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { BackupDamagedError, BackupError } from './backup-error.ts';
import type { BackupKey } from './backup-key.ts';

const magic = Buffer.from('PABACK01', 'latin1');
const saltAt = magic.length + 8;
const headerBytes = saltAt + 32;
const chunkBytes = 64 * 1024;
const tagBytes = 16;
const algorithm = 'aes-256-gcm';

type Bytes = AsyncIterable<Uint8Array>;

export function seal(key: BackupKey): (source: Bytes) => AsyncGenerator<Buffer> {
  return async function* sealChunks(source) {
    const salt = randomBytes(32);
    const header = Buffer.concat([magic, key.id, salt]);
    const fileKey = key.fileKey(salt);
    yield header;
    for await (const { bytes, number, isLast } of chunksOf(source, chunkBytes)) {
      const cipher = createCipheriv(algorithm, fileKey, nonce(number, isLast)).setAAD(header);
      yield Buffer.concat([cipher.update(bytes), cipher.final(), cipher.getAuthTag()]);
    }
  };
}

/** The opposite of {@link seal}, with whichever of the keys the file was sealed with. */
export function unseal(keys: readonly BackupKey[]): (source: Bytes) => AsyncGenerator<Buffer> {
  return async function* unsealChunks(source) {
    const rest = source[Symbol.asyncIterator]();
    const begin = await readHeader(rest);
    const header = begin.subarray(0, headerBytes);
    const fileKey = keyOf(header, keys).fileKey(header.subarray(saltAt));
    const body = prepend(begin.subarray(headerBytes), rest);
    for await (const { bytes, number, isLast } of chunksOf(body, chunkBytes + tagBytes)) {
      const split = Math.max(0, bytes.length - tagBytes);
      try {
        const decipher = createDecipheriv(algorithm, fileKey, nonce(number, isLast), { authTagLength: tagBytes });
        decipher.setAAD(header).setAuthTag(bytes.subarray(split));
        yield Buffer.concat([decipher.update(bytes.subarray(0, split)), decipher.final()]);
      } catch (cause) {
        throw new BackupDamagedError(damage(number, isLast), { cause });
      }
    }
  };
}

function damage(number: number, isLast: boolean): string {
  const from = headerBytes + number * (chunkBytes + tagBytes);
  return isLast
    ? `The backup is damaged or was cut off after byte ${from}: what stands there is not its end.`
    : `The backup is damaged in the 64 KiB after byte ${from}.`;
}

function keyOf(header: Buffer, keys: readonly BackupKey[]): BackupKey {
  if (!header.subarray(0, magic.length).equals(magic)) throw new BackupDamagedError('This is no backup.');
  const id = header.subarray(magic.length, saltAt);
  const key = keys.find((candidate) => candidate.id.equals(id));
  if (key) return key;
  const known = keys.map((candidate) => candidate.id.toString('hex')).join(', ');
  throw new BackupError(`The backup needs the key ${id.toString('hex')}, and BACKUP_KEY holds ${known || 'none'}.`);
}

/** 11 bytes of the chunk's number, and one that marks the last. */
function nonce(number: number, isLast: boolean): Buffer {
  const bytes = Buffer.alloc(12);
  bytes.writeUIntBE(number, 5, 6);
  bytes[11] = isLast ? 1 : 0;
  return bytes;
}

async function readHeader(source: AsyncIterator<Uint8Array>): Promise<Buffer> {
  let begin = Buffer.alloc(0);
  while (begin.length < headerBytes) {
    const { value, done } = await source.next();
    if (done) throw new BackupDamagedError(`This is no backup: it ends after ${begin.length} bytes.`);
    begin = Buffer.concat([begin, value]);
  }
  return begin;
}

async function* prepend(first: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield first;
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
}

interface Chunk {
  readonly bytes: Buffer;
  readonly number: number;
  readonly isLast: boolean;
}

/** Chunks of one size; only the last, of which there is always one, may be shorter. */
async function* chunksOf(source: Bytes, size: number): AsyncGenerator<Chunk> {
  let number = 0;
  let held: Uint8Array[] = [];
  let length = 0;
  for await (const bytes of source) {
    held.push(bytes);
    length += bytes.length;
    if (length <= size) continue; // a full chunk may be the last
    let all = Buffer.concat(held);
    for (; all.length > size; all = all.subarray(size)) {
      yield { bytes: all.subarray(0, size), number: number++, isLast: false };
    }
    held = [all];
    length = all.length;
  }
  yield { bytes: Buffer.concat(held), number, isLast: true };
}
