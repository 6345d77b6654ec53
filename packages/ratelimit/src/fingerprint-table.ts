import type { KeyHash } from './key-hash.ts';
import type { IsIdle, KeyTable } from './key-table.ts';

const fewest = 16;

/**
 * Keeps a fingerprint of 63 bits for each key, by open addressing with linear probing: no strings, and no object but one
 * buffer. That any two of a million keys share one has a probability of 1 in 10^7.
 *
 * A slot is the fingerprint in one cell, and the key's numbers in those after it: what a call needs of the memory is one
 * line of the processor's cache.
 */
export class FingerprintTable implements KeyTable {
  readonly #width: number;
  readonly #isIdle: IsIdle;
  readonly #hash: KeyHash;
  #mask = fewest - 1;
  #cursor = 0;
  size = 0;
  cells: Float64Array;
  /** The same memory: two for each cell. The second of a fingerprint is odd where there is a key, and 0 where there is none. */
  #prints: Int32Array;

  constructor(width: number, isIdle: IsIdle, hash: KeyHash) {
    this.#width = width + 1;
    this.#isIdle = isIdle;
    this.#hash = hash;
    this.cells = new Float64Array(fewest * this.#width);
    this.#prints = new Int32Array(this.cells.buffer);
  }

  get places(): number {
    return this.#mask + 1;
  }

  find(key: string): number {
    const place = this.#placeOf(key);
    return this.#isTaken(place) ? place + 1 : -1;
  }

  add(key: string): number {
    // At three quarters full a search looks at 2.5 slots on average.
    if (4 * ++this.size > 3 * (this.#mask + 1)) this.#grow();
    const place = this.#placeOf(key);
    this.#prints[2 * place] = this.#hash.low;
    this.#prints[2 * place + 1] = this.#hash.high | 1;
    return place + 1;
  }

  delete(key: string): void {
    const place = this.#placeOf(key);
    if (this.#isTaken(place)) this.#forget(place / this.#width);
  }

  sweep(keys: number): number {
    const before = this.size;
    for (let looked = 0; looked < keys; looked++) {
      const slot = this.#cursor & this.#mask;
      const place = slot * this.#width;
      // Another key may move into the gap: it is looked at next.
      if (this.#isTaken(place) && this.#isIdle(this.cells, place + 1)) this.#forget(slot);
      else this.#cursor = slot + 1;
    }
    return before - this.size;
  }

  clear(): void {
    this.size = 0;
    this.#allot(fewest);
  }

  #placeOf(key: string): number {
    this.#hash.read(key);
    return this.#probe(this.#hash.low, this.#hash.high | 1);
  }

  /** Where the fingerprint is, or the empty place where it belongs. */
  #probe(low: number, high: number): number {
    let slot = low & this.#mask;
    let place = slot * this.#width;
    while (this.#isTaken(place) && (this.#print(2 * place) !== low || this.#print(2 * place + 1) !== high)) {
      slot = (slot + 1) & this.#mask;
      place = slot * this.#width;
    }
    return place;
  }

  #isTaken(place: number): boolean {
    return this.#print(2 * place + 1) !== 0;
  }

  #print(index: number): number {
    // In range by construction, as in `cell`; not the same function, because one for both kinds of array would be slow.
    return this.#prints[index] as number;
  }

  /** Closes the gap with what stands behind it and may stand nearer to its own place, so there are no tombstones. */
  #forget(slot: number): void {
    const width = this.#width;
    let gap = slot;
    for (let next = (slot + 1) & this.#mask; this.#isTaken(next * width); next = (next + 1) & this.#mask) {
      const fromHome = (next - this.#print(2 * next * width)) & this.#mask;
      if (fromHome < ((next - gap) & this.#mask)) continue;
      this.cells.copyWithin(gap * width, next * width, (next + 1) * width);
      gap = next;
    }
    this.cells.fill(0, gap * width, (gap + 1) * width);
    this.size--;
  }

  #allot(slots: number): void {
    this.#mask = slots - 1;
    this.cells = new Float64Array(slots * this.#width);
    this.#prints = new Int32Array(this.cells.buffer);
  }

  #grow(): void {
    const [prints, cells] = [this.#prints, this.cells];
    const width = this.#width;
    this.#allot(2 * (this.#mask + 1));
    for (let place = 0; place < cells.length; place += width) {
      const [low = 0, high = 0] = prints.subarray(2 * place, 2 * place + 2);
      // Copied by bits: a fingerprint read as a float may be a NaN, which need not keep them.
      const to = 2 * this.#probe(low, high);
      if (high !== 0) this.#prints.set(prints.subarray(2 * place, 2 * (place + width)), to);
    }
  }
}
