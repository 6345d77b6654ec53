// A drill whose faults can be had again: the same seed brings the same history, whatever the order of the calls.
import { createChaos } from '@scry/chaos';
import { fullDegradation } from '@scry/chaos/presets';

async function drill(seed: number, order: readonly string[]): Promise<string> {
  const chaos = createChaos({ seed });
  const publish = chaos.point('kafka.publish', async () => 'sent');
  const read = chaos.point('redis.get', async () => 'cached');
  using _drill = chaos.enable(fullDegradation({ times: 3 }).filter(({ name }) => name.endsWith('kafka')));
  await Promise.allSettled(order.map((point) => (point === 'publish' ? publish() : read())));
  return chaos
    .history()
    .map(({ point, call, fault }) => `${point} #${call} ${fault}`)
    .join(', ');
}

const calls = Array.from({ length: 12 }, (_, index) => (index % 2 === 0 ? 'publish' : 'read'));
const first = await drill(42, calls);
const again = await drill(42, calls.toReversed());
console.log(first);
console.log(first === again ? 'the same again' : 'not the same');
