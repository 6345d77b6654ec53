/** Random numbers in [0, 1) that are the same for the same seed: mulberry32, 32 bits of state. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return function random() {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** An entry, each as likely as its weight is large. */
export function pickWeighted<T>(entries: readonly (readonly [weight: number, value: T])[], random: () => number): T {
  const total = entries.reduce((sum, [weight]) => sum + weight, 0);
  let rest = random() * total;
  for (const [weight, value] of entries) {
    rest -= weight;
    if (rest < 0) return value;
  }
  throw new RangeError('pickWeighted: expected at least one entry with a weight above 0');
}
