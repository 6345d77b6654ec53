// One replica is slow now and then: after 20 ms the read is begun once more, and the first answer counts.
import { setTimeout as sleep } from 'node:timers/promises';
import { hedge } from '@scry/retry/hedge';

const latencies = [500, 5];
const read = async (signal: AbortSignal): Promise<string> => {
  const ms = latencies.shift() ?? 5;
  await sleep(ms, undefined, { signal });
  return `answer after ${ms} ms`;
};

console.log(await hedge(({ signal }) => read(signal), { delayMs: 20 }));
