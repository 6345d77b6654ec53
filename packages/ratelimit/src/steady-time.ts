import type { Clock } from '@scry/internal/clock';

/**
 * Milliseconds since now, which never go back: when the clock does, time goes on from where it was. So no key is locked
 * until an old time comes again, and none is given tokens twice.
 *
 * In steps of 2^-10 ms: sums and multiples of such times are exact, where finer ones would be rounded.
 */
export function steadyTime(clock: Clock): () => number {
  const start = clock.now();
  // An object: its fields change in place, while a variable gets a new number on the heap for each fraction.
  const mark = { read: start, ahead: -start };
  return function elapsed() {
    const now = clock.now();
    if (now < mark.read) mark.ahead += mark.read - now;
    mark.read = now;
    return Math.floor((now + mark.ahead) * 1_024) / 1_024;
  };
}
