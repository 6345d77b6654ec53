/** Where the numbers of each key are. */
export interface KeyTable {
  /** Of all keys; another array when the table has grown. */
  readonly cells: Float64Array;
  /** Keys that are there. */
  readonly size: number;
  /** Keys that there is room for: a sweep of so many has come to each. */
  readonly places: number;
  /** The index of the key's first number, or -1. */
  find(key: string): number;
  /** Makes room for a key that is not there, all numbers 0. Returns the index of the first. */
  add(key: string): number;
  delete(key: string): void;
  /** Looks at the next few keys and forgets those that are idle. Returns how many it forgot. */
  sweep(keys: number): number;
  clear(): void;
}

/** Whether the numbers at an index say no more than those of a new key. */
export type IsIdle = (cells: Float64Array, at: number) => boolean;
