import type { Database } from '../src/platform/db/database.ts';

/** What a killed process can no longer do. */
export class Killed extends Error {
  override readonly name = 'Killed';
}

export interface MortalProcess {
  /** Passes every step before the last: at that one it dies, and does nothing ever after. */
  step(): void;
  readonly steps: () => number;
  /** The call, with a chance to die before and after it. */
  mortal<Args extends readonly unknown[], T>(call: (...args: Args) => Promise<T>): (...args: Args) => Promise<T>;
  database(database: Database): Database;
}

/** Stands for kill -9 at any await: what was committed stays, what was not is gone, and no handler of an error runs to any effect. */
export function createMortalProcess(diesAt = Number.POSITIVE_INFINITY): MortalProcess {
  let steps = 0;
  const step = () => {
    if (++steps >= diesAt) throw new Killed(`killed at step ${diesAt}`);
  };
  const mortal: MortalProcess['mortal'] =
    (call) =>
    async (...args) => {
      step();
      const result = await call(...args);
      step();
      return result;
    };
  return {
    step,
    steps: () => steps,
    mortal,
    database: (database) => ({
      ...database,
      query: mortal((text, params) => database.query(text, params)) as Database['query'], // the row stays the caller's
      transaction: async (work, options) => {
        step();
        const result = await database.transaction(work, options);
        step();
        return result;
      },
    }),
  };
}
