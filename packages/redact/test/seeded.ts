/** Random choices that are the same each time (mulberry32). */
export interface Seeded {
  /** In [0, 1). */
  next(): number;
  integer(min: number, max: number): number;
  pick<T>(items: readonly T[]): T;
  /** So many characters of `alphabet`. */
  text(alphabet: string, length: number): string;
}

export function seeded(seed: number): Seeded {
  let state = seed;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const integer = (min: number, max: number): number => min + Math.floor(next() * (max - min + 1));
  return {
    next,
    integer,
    pick(items) {
      const item = items[integer(0, items.length - 1)];
      if (item === undefined) throw new RangeError('pick: items must not be empty');
      return item;
    },
    text(alphabet, length) {
      return Array.from({ length }, () => alphabet[integer(0, alphabet.length - 1)]).join('');
    },
  };
}
