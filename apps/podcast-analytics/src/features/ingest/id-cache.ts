import { createTextCache } from '../../counting/text-cache.ts';

/** An id, and the place of its key among those that were asked for, from 1. */
export interface FoundId<Id> {
  readonly place: number;
  readonly id: Id;
}

/** Finds the ids of rows by their keys, creating the rows that are missing. */
type Load<Id> = (keys: readonly string[]) => Promise<readonly FoundId<Id>[]>;

/** How many keys are remembered, so that a batch asks the database only for what is new. */
const capacity = 50_000;

/** Looks up ids by key, and remembers them: what an id names never changes. */
export function createIdCache<Id>(load: Load<Id>): (keys: readonly string[]) => Promise<(key: string) => Id> {
  const known = createTextCache<Id>(capacity);

  return async function idsOf(keys) {
    const ids = new Map<string, Id | undefined>();
    for (const key of keys) if (!ids.has(key)) ids.set(key, known.get(key));
    // Sorted: two writers that create the same rows in the same order cannot wait for each other.
    const missing = [...ids.keys()].filter((key) => ids.get(key) === undefined).sort();
    for (const { place, id } of missing.length > 0 ? await load(missing) : []) {
      const key = missing[place - 1] ?? '';
      ids.set(key, id);
      known.set(key, id);
    }
    return (key) => {
      const id = ids.get(key);
      if (id === undefined) throw new Error(`no row was found or created for the key ${JSON.stringify(key)}`);
      return id;
    };
  };
}
