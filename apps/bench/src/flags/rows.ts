import { join } from 'node:path';
import { bundle, gzipBytes } from '../../../proof/src/bundle.ts';
import { root } from '../../../proof/src/package.ts';
import { inOwnProcess } from '../own-process.ts';
import { peerName, peersFolder } from '../peers.ts';
import type { Row, Value } from '../row.ts';
import { rowOf } from '../row.ts';
import { isFair, userCount } from './users.ts';

const program = join(import.meta.dirname, 'contestant.ts');
const ours = '@scry/flags';
const peers = [
  '@openfeature/flagd-core',
  '@growthbook/growthbook',
  'unleash-client',
  '@configcat/sdk',
  '@launchdarkly/node-server-sdk',
  '@openfeature/server-sdk',
];

export async function rows(): Promise<Row[]> {
  for (const library of [ours, ...peers]) {
    const on = inOwnProcess(program, 'count', library);
    if (!isFair(on)) throw new Error(`${library} has the flag on for ${on} of ${userCount}, which is not the question`);
  }
  const times = new Map([ours, ...peers].map((library) => [library, inOwnProcess(program, 'time', library)]));
  const own = times.get(ours) ?? Number.NaN;
  const against = (peer: string) => Math.round((own / (times.get(peer) ?? Number.NaN)) * 10_000) / 10_000;
  const evaluation = {
    unit: 'ns',
    ours: rounded(own),
    floor: null,
    peers: named((peer) => rounded(times.get(peer) ?? Number.NaN)),
  };
  return [
    rowOf({ ...evaluation, id: 'rule-and-rollout', ratio: rounded(own), goal: 120 }),
    rowOf({ ...evaluation, id: 'against-flagd-core', ratio: against('@openfeature/flagd-core'), goal: 0.25 }),
    rowOf({ ...evaluation, id: 'against-growthbook', ratio: against('@growthbook/growthbook'), goal: 0.1 }),
    rowOf({ ...evaluation, id: 'against-openfeature-server', ratio: against('@openfeature/server-sdk'), goal: 0.01 }),
    counted('heap-of-an-evaluation', 'B', 'bytes', 16, peers),
    counted('load-1000-flags', 'ms', 'load', 30, ['@openfeature/flagd-core']),
    await size(),
  ];
}

function counted(id: string, unit: string, scenario: string, goal: number, compared: readonly string[]): Row {
  const value = rounded(inOwnProcess(program, scenario, ours));
  const others = compared.map((peer): [string, Value] => [
    peerName(peer),
    rounded(inOwnProcess(program, scenario, peer)),
  ]);
  return rowOf({ id, unit, ours: value, floor: null, peers: Object.fromEntries(others), ratio: value, goal });
}

async function size(): Promise<Row> {
  const gzipOf = async (entry: string) =>
    gzipBytes(await bundle(`export * from '${entry}';`, peersFolder, { minify: true, platform: 'node' }));
  const own = await gzipOf(join(root, 'packages/flags/dist/index.js'));
  const sizes: [string, Value][] = [];
  for (const peer of peers) sizes.push([peerName(peer), await gzipOf(peer)]);
  return rowOf({
    id: 'gzip-core',
    unit: 'B',
    ours: own,
    floor: null,
    peers: Object.fromEntries(sizes),
    ratio: own,
    goal: 6_000,
  });
}

function named(value: (peer: string) => number): Record<string, Value> {
  return Object.fromEntries(peers.map((peer) => [peerName(peer), value(peer)]));
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}
