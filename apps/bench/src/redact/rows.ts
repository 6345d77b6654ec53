import { join } from 'node:path';
import { bundle, gzipBytes } from '../../../proof/src/bundle.ts';
import { root } from '../../../proof/src/package.ts';
import type { Contestant } from '../interleave.ts';
import { interleave } from '../interleave.ts';
import { peerName, peersFolder } from '../peers.ts';
import type { Row } from '../row.ts';
import { rowOf } from '../row.ts';
import { timedRow } from '../timed-row.ts';
import { bytesAllocated } from './allocated.ts';
import type { Redaction, Value } from './libraries.ts';
import { namesToJson, namesToObject, pathsToJson, valuesToJson } from './libraries.ts';
import { pinoLines } from './pino-lines.ts';
import { pumpRows } from './pumps.ts';
import { record } from './record.ts';

const bare: Redaction = { name: 'bare', run: (value) => JSON.stringify(value) };
const small = (): Value => ({ id: 8472, user: 'ada', path: '/v1/orders', ok: true });

export async function rows(): Promise<Row[]> {
  const names = [bare, ...(await namesToJson())];
  return [
    await timed('names-to-json-2kb', 1.25, names),
    await timed('names-to-object-2kb', 0.35, [bare, ...(await namesToObject())]),
    await timed('exact-paths-to-json-2kb', 1.1, [bare, ...(await pathsToJson())]),
    await timed('names-and-values-to-json-2kb', 1.9, [bare, ...(await valuesToJson())]),
    await timed('pino-line-2kb', 1.4, await pinoLines(false)),
    await timed('pino-line-small', 1.08, await pinoLines(false), small),
    await timed('pino-line-2kb-with-values', 1.4, await pinoLines(true)),
    allocated(names),
    ...(await pumpRows()),
    await size(),
  ];
}

async function timed(
  id: string,
  goal: number,
  redactions: readonly Redaction[],
  make: () => Value = record,
): Promise<Row> {
  const [floor = bare, ours = bare, ...peers] = redactions;
  // A peer leaves up to 600 kB a call to be collected. Whoever runs after it pays for that: so this one does, and is left out.
  const between = { ...floor, name: 'between' };
  const contestants = [floor, ours, between, ...peers].map(({ name, run }): Contestant => {
    // To each his own: a peer that changes and restores a record leaves it in a slower shape.
    const value = make();
    return { name, block: loopOf(() => run(value)) };
  });
  const timings = await interleave(contestants, { rounds: 31, iterations: 300, warmup: 12 });
  timings.delete(between.name);
  return timedRow({ id, timings, goal, against: 'floor' });
}

/** A loop of its own for each, and without promises: what is timed takes no longer than one. */
function loopOf(run: () => unknown): Contestant['block'] {
  const compile = new Function(
    'run',
    'return async function block(n) { let sum = 0; for (let i = 0; i < n; i++) if (run() !== undefined) sum++; return sum; }',
  );
  return compile(run);
}

function allocated(redactions: readonly Redaction[]): Row {
  const value = record();
  const [[, floor] = ['', 0], [, ours] = ['', 0], ...peers] = redactions.map(
    ({ name, run }) => [name, bytesAllocated(() => run(value))] as const,
  );
  const ratio = Math.round((ours / floor) * 100) / 100;
  return rowOf({
    id: 'names-to-json-2kb-allocated',
    unit: 'B',
    ours,
    floor,
    peers: Object.fromEntries(peers),
    ratio,
    goal: 2,
  });
}

async function size(): Promise<Row> {
  const gzip = async (code: string): Promise<number> =>
    gzipBytes(await bundle(code, peersFolder, { minify: true, platform: 'node' }));
  const ours = await gzip(`export * from '${join(root, 'packages/redact/dist/index.js')}';`);
  const peers: Record<string, number> = {};
  for (const name of ['fast-redact', '@pinojs/redact', '@hackylabs/deep-redact', '@logtape/redaction']) {
    const byDefault = name.endsWith('redact') ? ` export { default } from '${name}';` : '';
    peers[peerName(name)] = await gzip(`export * from '${name}';${byDefault}`);
  }
  return rowOf({ id: 'gzip-core', unit: 'B', ours, floor: null, peers, ratio: ours, goal: 6_000 });
}
