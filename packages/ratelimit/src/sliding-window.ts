import { cell } from './cell.ts';
import type { Quota } from './quota.ts';
import type { StorePolicy } from './store.ts';

/**
 * Counts in sub-windows, and takes the oldest one in full for as long as any part of it lies in the window: so no window
 * ever has more than `limit`. A key's numbers: the newest sub-window, the sum, and a ring of `precision + 1` counts.
 */
export function slidingWindow({ limit, windowMs, precision }: StorePolicy): Quota {
  const ring = precision + 1;
  const place = (at: number, subWindow: number): number => at + 2 + (subWindow % ring);

  /** Forgets what has left the window. Returns the newest sub-window. */
  function advance(cells: Float64Array, at: number, now: number): number {
    const newest = Math.floor((now * precision) / windowMs);
    const before = cell(cells, at);
    for (let old = Math.max(before + 1, newest - precision); old <= newest; old++) {
      cells[at + 1] = cell(cells, at + 1) - cell(cells, place(at, old));
      cells[place(at, old)] = 0;
    }
    cells[at] = newest;
    return newest;
  }

  function left(cells: Float64Array, at: number, now: number): number {
    advance(cells, at, now);
    return limit - cell(cells, at + 1);
  }

  return {
    size: 2 + ring,
    left,
    waitFor(cells, at, now, tokens) {
      let short = tokens - left(cells, at, now);
      let oldest = cell(cells, at) - precision;
      if (short <= 0) return 0;
      while (short > 0) short -= cell(cells, place(at, oldest++ + ring));
      return ((oldest + precision) * windowMs) / precision - now;
    },
    take(cells, at, now, tokens) {
      let subWindow = advance(cells, at, now);
      const change = Math.max(tokens, -cell(cells, at + 1));
      cells[at + 1] = cell(cells, at + 1) + change;
      let rest = change;
      // What is given back was taken last.
      while (rest !== 0) {
        const count = cell(cells, place(at, subWindow + ring));
        cells[place(at, subWindow-- + ring)] = Math.max(0, count + rest);
        rest = Math.min(0, count + rest);
      }
    },
  };
}
