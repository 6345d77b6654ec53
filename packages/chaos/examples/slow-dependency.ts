// A dependency that gets slower and slower, and a caller that gives up after 200 ms.
import { setTimeout as sleep } from 'node:timers/promises';
import { createChaos } from '@scry/chaos';
import { serviceDegradation } from '@scry/chaos/presets';

const chaos = createChaos();
const query = chaos.point('database.query', async (_options: { readonly signal: AbortSignal }) => {
  await sleep(5);
  return 'row';
});
using _aging = chaos.enable(serviceDegradation({ multiplier: { from: 1, to: 100, overMs: 1_000 } }));

for (const wait of [0, 500]) {
  await sleep(wait);
  const answer = await query({ signal: AbortSignal.timeout(200) }).catch((error: Error) => error.name);
  console.log(`after ${wait} ms: ${answer}`);
}
