// Three layers that each retry three times would multiply an outage by 27. Their budgets do not let them.
import { createRetry } from '@scry/retry';

const refused = Object.assign(new Error('connection refused'), { code: 'ECONNREFUSED' });

async function requestsAtBackend(calls: number, budget: boolean): Promise<number> {
  let requests = 0;
  const backend = async (): Promise<never> => {
    requests++;
    throw refused;
  };
  const layers = [1, 2, 3].map(() => createRetry({ attempts: 3, minDelayMs: 0, budget }));
  const call = layers.reduce<() => Promise<never>>((inner, layer) => () => layer.run(inner), backend);
  await Promise.allSettled(Array.from({ length: calls }, call));
  return requests;
}

for (const budget of [false, true]) {
  const calls = 10_000;
  const requests = await requestsAtBackend(calls, budget);
  console.log(`${budget ? 'with' : 'without'} a budget: ${(requests / calls).toFixed(2)} requests a call`);
}
