import { cell } from './cell.ts';
import type { IsIdle, KeyTable } from './key-table.ts';

const fewest = 16;

/** Keeps keys as they are, in a Map to the index of their numbers: a key costs one entry of it and no object. */
export class MapTable implements KeyTable {
  readonly #width: number;
  readonly #isIdle: IsIdle;
  readonly #places = new Map<string, number>();
  #sweeping = this.#places.entries();
  #used = 0;
  /** The first of the places that were given up; each of them holds the next one. */
  #free = -1;
  cells: Float64Array;

  constructor(width: number, isIdle: IsIdle) {
    this.#width = width;
    this.#isIdle = isIdle;
    this.cells = new Float64Array(fewest * width);
  }

  get size(): number {
    return this.#places.size;
  }

  get places(): number {
    return this.cells.length / this.#width;
  }

  find(key: string): number {
    return this.#places.get(key) ?? -1;
  }

  add(key: string): number {
    let at = this.#free;
    if (at >= 0) {
      this.#free = cell(this.cells, at);
      this.cells.fill(0, at, at + this.#width);
    } else {
      at = this.#used;
      this.#used += this.#width;
      if (this.#used > this.cells.length) this.#grow();
    }
    this.#places.set(key, at);
    return at;
  }

  delete(key: string): void {
    const at = this.find(key);
    if (at >= 0) this.#forget(key, at);
  }

  sweep(keys: number): number {
    const before = this.size;
    for (let looked = 0; looked < keys; looked++) {
      const next = this.#sweeping.next();
      if (next.done) {
        // The iterator has followed every change of the Map up to here; the next sweep begins anew.
        this.#sweeping = this.#places.entries();
        break;
      }
      const [key, at] = next.value;
      if (this.#isIdle(this.cells, at)) this.#forget(key, at);
    }
    return before - this.size;
  }

  clear(): void {
    this.#places.clear();
    this.cells = new Float64Array(fewest * this.#width);
    this.#used = 0;
    this.#free = -1;
  }

  #forget(key: string, at: number): void {
    this.#places.delete(key);
    this.cells[at] = this.#free;
    this.#free = at;
  }

  #grow(): void {
    const more = new Float64Array(this.cells.length * 2);
    more.set(this.cells);
    this.cells = more;
  }
}
