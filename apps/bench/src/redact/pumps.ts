import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as ScryDetectors from '../../../../packages/redact/src/detectors.ts';
import { megabyteOf, pumps } from '../../../../packages/redact/test/pumps.ts';
import { root } from '../../../proof/src/package.ts';
import { median } from '../interleave.ts';
import type { Row } from '../row.ts';
import { rowOf } from '../row.ts';
import { scryRedact } from './libraries.ts';

const goalMs = 20;

/** Every detector alone against every megabyte that is made to be slow: the slowest pair, and how many miss the goal. */
export async function pumpRows(): Promise<Row[]> {
  const { createRedactor } = await scryRedact();
  const file = pathToFileURL(join(root, 'packages/redact/dist/detectors.js')).href;
  const { detectors }: typeof ScryDetectors = await import(file);
  const times = detectors.flatMap((detector) => {
    const redact = createRedactor({ keys: [], values: [detector], maxStringLength: 2 ** 21 });
    return pumps.map((pump) => millisecondsOf(() => redact(megabyteOf(pump))));
  });
  const counted = (id: string, unit: string, ours: number, goal: number) =>
    rowOf({ id, unit, ours, floor: null, peers: {}, ratio: ours, goal });
  return [
    counted('pump-1mb-slowest', 'ms', Math.round(Math.max(...times)), goalMs),
    counted('pump-1mb-slow', `of ${times.length}`, times.filter((each) => each > goalMs).length, 0),
  ];
}

function millisecondsOf(run: () => unknown): number {
  const samples = Array.from({ length: 3 }, () => {
    const started = performance.now();
    run();
    return performance.now() - started;
  });
  return median(samples);
}
