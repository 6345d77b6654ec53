// SHA-256 here rather than the platform's: that of Node is not everywhere, and that of the web answers later.

interface Tables {
  readonly initial: Int32Array;
  readonly rounds: Int32Array;
}

let tables: Tables | undefined;

/**
 * The first 128 bits of the SHA-256 (FIPS 180-4) of a text, as 32 hexadecimal digits. The same on every machine, so that
 * those that share a store agree, and of no use for finding the text.
 */
export function digest(text: string): string {
  tables ??= { rounds: rootFractions(64, 1 / 3), initial: rootFractions(8, 1 / 2) };
  const state = tables.initial.slice();
  const words = paddedWords(new TextEncoder().encode(text));
  const schedule = new Int32Array(64);
  for (let block = 0; block < words.length; block += 16) {
    for (let t = 0; t < 16; t++) schedule[t] = at(words, block + t);
    extend(schedule);
    compress(state, schedule, tables.rounds);
  }
  let digits = '';
  for (let i = 0; i < 4; i++) digits += (at(state, i) >>> 0).toString(16).padStart(8, '0');
  return digits;
}

/** Section 5.1.1: a 1 bit, zeros, and the length in bits. */
function paddedWords(bytes: Uint8Array): Int32Array {
  const words = new Int32Array(((bytes.length + 72) >> 6) << 4);
  for (let i = 0; i <= bytes.length; i++) {
    const byte = bytes[i] ?? 0x80;
    words[i >> 2] = at(words, i >> 2) | (byte << (24 - 8 * (i & 3)));
  }
  words[words.length - 1] = bytes.length * 8;
  return words;
}

/** Section 6.2.2, step 1. */
function extend(w: Int32Array): void {
  for (let t = 16; t < 64; t++) {
    const x = at(w, t - 15);
    const y = at(w, t - 2);
    const s0 = rotated(x, 7) ^ rotated(x, 18) ^ (x >>> 3);
    const s1 = rotated(y, 17) ^ rotated(y, 19) ^ (y >>> 10);
    w[t] = s1 + at(w, t - 7) + s0 + at(w, t - 16);
  }
}

/** Section 6.2.2, steps 2 to 4. */
function compress(state: Int32Array, w: Int32Array, k: Int32Array): void {
  // Not by destructuring, which takes half as long again.
  let a = at(state, 0);
  let b = at(state, 1);
  let c = at(state, 2);
  let d = at(state, 3);
  let e = at(state, 4);
  let f = at(state, 5);
  let g = at(state, 6);
  let h = at(state, 7);
  for (let t = 0; t < 64; t++) {
    const s1 = rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25);
    const s0 = rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22);
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + at(k, t) + at(w, t)) | 0;
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + t2) | 0;
  }
  const added = Int32Array.of(a, b, c, d, e, f, g, h);
  for (let i = 0; i < 8; i++) state[i] = at(state, i) + at(added, i);
}

/** An element that is there: the indices above stay within their arrays. */
function at(words: Int32Array, index: number): number {
  return words[index] as number;
}

function rotated(word: number, bits: number): number {
  return (word >>> bits) | (word << (32 - bits));
}

/** Sections 4.2.2 and 5.3.3: the first 32 bits of the fractional parts of the roots of the first primes. */
function rootFractions(count: number, exponent: number): Int32Array {
  const fractions: number[] = [];
  for (let n = 2; fractions.length < count; n++) {
    if (isPrime(n)) fractions.push((n ** exponent % 1) * 2 ** 32);
  }
  return Int32Array.from(fractions, (fraction) => fraction | 0);
}

function isPrime(n: number): boolean {
  for (let divisor = 2; divisor * divisor <= n; divisor++) if (n % divisor === 0) return false;
  return true;
}
