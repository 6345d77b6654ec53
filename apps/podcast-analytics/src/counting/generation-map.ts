/** A map that holds the most recent entries: at most twice its capacity, dropped a generation at a time. */
export interface GenerationMap<K, V> {
  get(key: K): V | undefined;
  set(key: K, value: V): void;
}

/**
 * Two plain maps in place of a linked list: a hit costs one look-up, and what is not asked for again falls out.
 * @param keep what is held in place of a key, and equal to it
 */
export function createGenerationMap<K, V>(capacity: number, keep = (key: K): K => key): GenerationMap<K, V> {
  if (!Number.isInteger(capacity) || capacity < 1) {
    throw new RangeError(`createGenerationMap: capacity must be an integer >= 1, got ${capacity}`);
  }
  let young = new Map<K, V>();
  let old = new Map<K, V>();

  function set(key: K, value: V): void {
    if (young.size >= capacity && !young.has(key)) {
      old = young;
      young = new Map();
    }
    young.set(keep(key), value);
  }

  function get(key: K): V | undefined {
    const value = young.get(key);
    if (value !== undefined) return value;
    const older = old.get(key);
    if (older !== undefined) set(key, older);
    return older;
  }

  return { get, set };
}
