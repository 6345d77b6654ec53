// An experiment: orders are taken although the cache is away. Without the fallback the same experiment deviates.
import { createChaos } from '@scry/chaos';
import { defineExperiment, runExperiment } from '@scry/chaos/experiment';
import { redisFailure } from '@scry/chaos/presets';

const chaos = createChaos({ seed: 42 });
const price = chaos.point('redis.get', async (_article: string) => 12);
const order = async (article: string): Promise<string> => `${article} for ${await price(article)}`;
const orderWithFallback = (article: string): Promise<string> => order(article).catch(() => `${article}, priced later`);

for (const [name, ask] of Object.entries({ 'without a fallback': order, 'with a fallback': orderWithFallback })) {
  const experiment = defineExperiment({
    name,
    hypothesis: 'orders are taken',
    steadyState: [{ name: 'an order is taken', run: () => ask('tea'), tolerance: { type: 'regex', pattern: '^tea' } }],
    faults: [redisFailure()],
    method: [{ name: 'ten orders', run: () => Promise.allSettled(Array.from({ length: 10 }, () => ask('tea'))) }],
  });
  const { outcome, injections } = await runExperiment(experiment, { chaos });
  console.log(`${name}: ${outcome}, ${injections.length} calls were disturbed`);
}
