import { randomBytes } from 'node:crypto';

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/**
 * Makes ULIDs (github.com/ulid/spec): ten characters of time, sixteen of chance. Each is greater than the one before, also
 * within a millisecond and when the clock is set back.
 */
export function createUlids(now: () => number): () => string {
  let time = -1;
  let prefix = '';
  let count = 0;

  return function ulid() {
    const ms = now();
    if (ms > time) {
      time = ms;
      const bytes = randomBytes(10);
      prefix = base32(time, 10) + base32(bytes.readUIntBE(0, 5), 8);
      // The lower half of the range, so that counting on from it never runs over.
      count = Math.floor(bytes.readUIntBE(5, 5) / 2);
    } else {
      count++;
    }
    return prefix + base32(count, 8);
  };
}

function base32(value: number, length: number): string {
  let text = '';
  let rest = value;
  for (let i = 0; i < length; i++) {
    text = alphabet.charAt(rest % 32) + text;
    rest = Math.floor(rest / 32);
  }
  return text;
}
