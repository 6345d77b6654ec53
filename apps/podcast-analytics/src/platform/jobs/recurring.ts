import type { Queries } from '../db/database.ts';
import { insertJob } from './job-store.ts';

export interface Recurring {
  add(name: string, everyMs: number): void;
  /** Orders the job of each current slot, once among all processes. A slot that passed while none ran is left out. */
  order(db: Queries, at: number): Promise<void>;
}

/** Slots are aligned to the epoch: a day's begins at midnight UTC, whenever the process was started. */
export function createRecurring(): Recurring {
  const intervals = new Map<string, number>();
  const ordered = new Map<string, number>();
  return {
    add: (name, everyMs) => void intervals.set(name, everyMs),
    async order(db, at) {
      for (const [name, everyMs] of intervals) {
        const slot = Math.floor(at / everyMs) * everyMs;
        if (ordered.get(name) === slot) continue;
        const key = new Date(slot).toISOString();
        await insertJob(db, { name, key, payload: { slot: key } }, at);
        ordered.set(name, slot);
      }
    },
  };
}
