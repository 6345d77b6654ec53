// A backend that can serve 50 calls of 200 in each round: the throttle finds out, and spares it most of the rest.
import { createThrottle, isThrottledError } from '@scry/breaker/adaptive';

let time = 0;
const clock = { now: () => time, setTimeout, clearTimeout: () => {} };
const throttle = createThrottle({ k: 1.5, windowMs: 10_000, clock });

for (let round = 1; round <= 10; round++) {
  let [sent, spared] = [0, 0];
  const backend = async (): Promise<void> => {
    if (++sent > 50) throw new Error('overloaded');
  };
  for (let call = 0; call < 200; call++) {
    await throttle.run(backend).catch((error: unknown) => {
      if (isThrottledError(error)) spared++;
    });
  }
  if (round === 1 || round === 10) console.log(`round ${round}: ${sent} calls sent, ${spared} spared`);
  time += 1_000;
}
