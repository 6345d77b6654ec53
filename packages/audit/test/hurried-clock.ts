import { type Clock, systemClock } from '@scry/internal/clock';

/** A clock whose timers all fire at once, but for those of a given length; it remembers how long each was to be. */
export function hurriedClock(except: readonly number[] = []): Clock & { readonly waits: number[] } {
  const waits: number[] = [];
  let ahead = 0;
  return {
    waits,
    now: () => systemClock.now() + ahead,
    setTimeout(fn, ms) {
      if (except.includes(ms)) return systemClock.setTimeout(fn, ms);
      waits.push(ms);
      return systemClock.setTimeout(() => {
        ahead += ms;
        fn();
      }, 0);
    },
    clearTimeout: (handle) => systemClock.clearTimeout(handle),
  };
}
