import { hash } from 'node:crypto';

/** What a month's listeners and hits are named with: the first 32 hexadecimal digits of the HMAC-SHA-256 of a text. */
export type MonthKey = (text: string) => string;

const blockBytes = 64;
const utf8BytesPerUnit = 3;

/**
 * HMAC by RFC 2104 over one-shot digests: `createHmac` makes two objects a text, at twice the CPU.
 * @param secret of the calendar month; with it destroyed, nobody can link a name to what it was made of.
 */
export function createMonthKey(secret: Uint8Array): MonthKey {
  const key = secret.length > blockBytes ? Buffer.from(hash('sha256', secret, 'hex'), 'hex') : secret;
  const outer = Buffer.concat([padded(key, 0x5c)], blockBytes + 32);
  let inner = Buffer.concat([padded(key, 0x36)], 4096);

  return function monthKey(text) {
    const room = blockBytes + text.length * utf8BytesPerUnit;
    if (inner.length < room) inner = Buffer.concat([inner.subarray(0, blockBytes)], room);
    const end = blockBytes + inner.write(text, blockBytes);
    outer.write(hash('sha256', inner.subarray(0, end), 'hex'), blockBytes, 'hex');
    return hash('sha256', outer, 'hex').slice(0, 32);
  };
}

function padded(key: Uint8Array, pad: number): Buffer {
  return Buffer.from(Uint8Array.from({ length: blockBytes }, (_, i) => (key[i] ?? 0) ^ pad));
}
