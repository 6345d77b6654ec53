/** Monotonic time in milliseconds, and timers that run on it. */
export interface Clock {
  now(): number;
  setTimeout(fn: () => void, ms: number): unknown;
  clearTimeout(handle: unknown): void;
}

/** The platform's own clock. Reads the globals at call time, so that any test framework's fake timers are seen. */
export const systemClock: Clock = {
  now: () => performance.now(),
  setTimeout: (fn, ms) => setTimeout(fn, ms),
  // A handle is whatever this clock's own setTimeout returned.
  clearTimeout: (handle) => clearTimeout(handle as number),
};

// The HTML and Node timers keep the delay in 32 bits: a longer one fires at once.
const longestTimeoutMs = 2 ** 31 - 1;

/** Calls `fn` once `ms` have passed, never before. Returns the function that cancels it. */
export function startTimer(clock: Clock, ms: number, fn: () => void): () => void {
  const end = clock.now() + ms;
  let left = ms;
  let handle: unknown;
  const arm = (): void => {
    const wait = Math.min(Math.ceil(left), longestTimeoutMs);
    left -= wait;
    handle = clock.setTimeout(onTimer, wait);
  };
  const onTimer = (): void => {
    // Node counts in whole milliseconds and may fire a fraction of one early. A larger gap means that the timers
    // are faked and the clock is not (node:test does so): then the timer is right.
    const early = end - clock.now();
    if (left <= 0 && early > 0 && early < 1) left = early;
    if (left > 0) arm();
    else fn();
  };
  arm();
  return () => clock.clearTimeout(handle);
}
