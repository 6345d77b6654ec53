/** A keyed hash of 64 bits: who does not know the seed cannot choose keys that collide. */
export interface KeyHash {
  /** Hashes a key into `low` and `high`. */
  read(key: string): void;
  low: number;
  high: number;
}

/** HalfSipHash-1-3 with an output of 64 bits, over 16-bit units, after Aumasson and Bernstein (SipHash, 2012). */
export function createKeyHash(seed: Uint32Array = crypto.getRandomValues(new Uint32Array(2))): KeyHash {
  const [k0 = 0, k1 = 0] = seed;

  function read(key: string): void {
    const whole = key.length >> 1;
    let [v0, v1, v2, v3] = [k0, k1 ^ 0xee, 0x6c796765 ^ k0, 0x74656462 ^ k1];
    // One loop with one round in it: a pair of units each, the odd unit with the length, three rounds for each half.
    for (let step = 0; step <= whole + 6; step++) {
      let word = 0;
      if (step < whole) word = key.charCodeAt(2 * step) | (key.charCodeAt(2 * step + 1) << 16);
      else if (step === whole) word = (key.length & 1 ? key.charCodeAt(key.length - 1) : 0) | (key.length << 16);
      else if (step === whole + 1) v2 ^= 0xee;
      else if (step === whole + 4) {
        hash.low = v1 ^ v3;
        v1 ^= 0xdd;
      }
      v3 ^= word;
      v0 = (v0 + v1) | 0;
      v1 = ((v1 << 5) | (v1 >>> 27)) ^ v0;
      v0 = (v0 << 16) | (v0 >>> 16);
      v2 = (v2 + v3) | 0;
      v3 = ((v3 << 8) | (v3 >>> 24)) ^ v2;
      v0 = (v0 + v3) | 0;
      v3 = ((v3 << 7) | (v3 >>> 25)) ^ v0;
      v2 = (v2 + v1) | 0;
      v1 = ((v1 << 13) | (v1 >>> 19)) ^ v2;
      v2 = (v2 << 16) | (v2 >>> 16);
      v0 ^= word;
    }
    hash.high = v1 ^ v3;
  }

  const hash = { read, low: 0, high: 0 };
  return hash;
}
