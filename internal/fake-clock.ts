import type { Clock } from './clock.ts';

/** A clock that stands still until a test moves it. */
export interface FakeClock extends Clock {
  /** Moves on by `ms`, firing each timer at its time, and lets promises settle in between. */
  advance(ms: number): Promise<void>;
  /** How many timers are set. */
  readonly pending: number;
}

/** Creates a clock for tests, at 0 ms. */
export function createFakeClock(): FakeClock {
  const timers = new Map<object, { at: number; fn: () => void }>();
  let time = 0;
  return {
    now: () => time,
    setTimeout(fn, ms) {
      const handle = {};
      timers.set(handle, { at: time + ms, fn });
      return handle;
    },
    clearTimeout(handle) {
      // Handles are the objects that setTimeout above made.
      timers.delete(handle as object);
    },
    async advance(ms) {
      const end = time + ms;
      await settled();
      for (;;) {
        const [handle, timer] = [...timers].sort(([, a], [, b]) => a.at - b.at)[0] ?? [];
        if (!handle || !timer || timer.at > end) break;
        timers.delete(handle);
        time = Math.max(time, timer.at);
        timer.fn();
        await settled();
      }
      time = end;
    },
    get pending() {
      return timers.size;
    },
  };
}

/** All promise callbacks that are due run before the next macrotask. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
