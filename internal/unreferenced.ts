import type { Clock } from './clock.ts';

/** The clock, with timers that do not keep the process alive. */
export function unreferenced(clock: Clock): Clock {
  return {
    now: () => clock.now(),
    setTimeout(fn, ms) {
      const handle = clock.setTimeout(fn, ms);
      // Node's timers have it; a browser's are numbers.
      (handle as { unref?(): void }).unref?.();
      return handle;
    },
    clearTimeout: (handle) => clock.clearTimeout(handle),
  };
}
