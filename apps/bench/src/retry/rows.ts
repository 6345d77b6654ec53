import { join } from 'node:path';
import { bundle, gzipBytes } from '../../../proof/src/bundle.ts';
import { root } from '../../../proof/src/package.ts';
import { countedRow } from '../counted-row.ts';
import type { Contestant } from '../interleave.ts';
import { interleave, loopOf } from '../interleave.ts';
import { inOwnProcess } from '../own-process.ts';
import { peersFolder } from '../peers.ts';
import type { Row } from '../row.ts';
import { timedRow } from '../timed-row.ts';
import { listenersLeft, macrotasksInDelay, macrotasksInFlight } from './abort.ts';
import { amplification } from './amplification.ts';
import type { RetryLibrary } from './libraries.ts';
import { retryLibraries } from './libraries.ts';

export async function rows(): Promise<Row[]> {
  const libraries = await retryLibraries();
  return [
    await success(libraries),
    await failOnce(libraries),
    await heap(libraries),
    await size(libraries),
    await countedRow(libraries, { id: 'amplification-3-layers', unit: 'calls/request', goal: 1.05 }, amplification),
    await countedRow(libraries, { id: 'abort-in-delay', unit: 'macrotasks', goal: 1 }, macrotasksInDelay),
    await countedRow(libraries, { id: 'abort-in-flight', unit: 'macrotasks', goal: 1 }, macrotasksInFlight),
    await countedRow(libraries, { id: 'listeners-left-1e5', unit: 'listeners', goal: 0 }, listenersLeft),
  ];
}

async function success(libraries: readonly RetryLibrary[]): Promise<Row> {
  const one = () => async (): Promise<number> => 1;
  const contestants: Contestant[] = [
    { name: 'bare', block: loopOf(one()) },
    ...libraries.map(({ name, policy }) => {
      const run = policy({ attempts: 3, delayMs: 1_000 });
      const operation = one();
      return { name, block: loopOf(() => run(operation)) };
    }),
  ];
  const timings = await interleave(contestants, { rounds: 41, iterations: 20_000, warmup: 5 });
  return timedRow({ id: 'success', timings, goal: 1.8, against: 'floor' });
}

/** A thousand in flight: one at a time would time the platform's timers. */
async function failOnce(libraries: readonly RetryLibrary[]): Promise<Row> {
  const failure = Object.assign(new Error('reset'), { code: 'ECONNRESET' });
  const failingOnce = () => {
    let failed = false;
    return async (): Promise<number> => {
      if (failed) return 1;
      failed = true;
      throw failure;
    };
  };
  const block = (run: (operation: () => Promise<number>) => Promise<number>) => async (iterations: number) => {
    const values = await Promise.all(Array.from({ length: iterations }, () => run(failingOnce())));
    return values.reduce((sum, value) => sum + value, 0);
  };
  const bare = (operation: () => Promise<number>) => operation().catch(operation);
  const contestants: Contestant[] = [
    { name: 'bare', block: block(bare) },
    ...libraries.map(({ name, policy }) => ({
      name,
      block: block(policy({ attempts: 3, delayMs: 0, budget: false })),
    })),
  ];
  const timings = await interleave(contestants, { rounds: 31, iterations: 1_000, warmup: 5 });
  return timedRow({ id: 'fail-once', timings, goal: 1, against: 'fastest peer' });
}

async function heap(libraries: readonly RetryLibrary[]): Promise<Row> {
  const program = join(import.meta.dirname, 'calls-in-flight.ts');
  const floor = Math.round(inOwnProcess(program));
  const row = { id: 'heap-per-call-in-flight', unit: 'B', goal: 450 };
  return { ...(await countedRow(libraries, row, async ({ name }) => Math.round(inOwnProcess(program, name)))), floor };
}

function size(libraries: readonly RetryLibrary[]): Promise<Row> {
  return countedRow(libraries, { id: 'gzip-core', unit: 'B', goal: 2_000 }, async ({ name }) => {
    const ours = name === '@scry/retry';
    const peer = name === 'p-retry@7.1.1' ? 'p-retry-7' : name.replace(/(?<=.)@.*$/, '');
    const entry = ours ? join(root, 'packages/retry/dist/index.js') : peer;
    const star = `export * from '${entry}';`;
    const all =
      peer.startsWith('p-retry') || peer === 'async-retry' ? `${star} export { default } from '${entry}';` : star;
    return gzipBytes(await bundle(all, peersFolder, { minify: true, platform: 'node' }));
  });
}
