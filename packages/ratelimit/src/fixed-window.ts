import { cell } from './cell.ts';
import type { Quota } from './quota.ts';
import type { StorePolicy } from './store.ts';

/** Counts in windows that begin with a key's first call: when its window ends, and what was taken in it. */
export function fixedWindow({ limit, windowMs }: StorePolicy): Quota {
  const taken = (cells: Float64Array, at: number, now: number): number =>
    now < cell(cells, at) ? cell(cells, at + 1) : 0;
  const left = (cells: Float64Array, at: number, now: number): number => limit - taken(cells, at, now);
  return {
    size: 2,
    left,
    waitFor: (cells, at, now, tokens) => (tokens > left(cells, at, now) ? cell(cells, at) - now : 0),
    take(cells, at, now, tokens) {
      cells[at + 1] = Math.max(0, taken(cells, at, now) + tokens);
      // Neither a cost of 0 nor what is given back begins a window.
      if (tokens > 0 && now >= cell(cells, at)) cells[at] = now + windowMs;
    },
  };
}
