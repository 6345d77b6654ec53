import { join } from 'node:path';
import { bundle, gzipBytes } from '../../../proof/src/bundle.ts';
import { root } from '../../../proof/src/package.ts';
import { inOwnProcess } from '../own-process.ts';
import { peerName, peersFolder } from '../peers.ts';
import type { Row, Value } from '../row.ts';
import { rowOf } from '../row.ts';
import { faults } from './faults.ts';
import { libraries } from './libraries.ts';

const peers = ['@casl/ability', 'casbin', 'accesscontrol', '@cedar-policy/cedar-wasm', 'easy-rbac'];
const program = join(import.meta.dirname, 'contestant.ts');

export async function rows(): Promise<Row[]> {
  return [
    timed('role-check-handle', 'roles', '@scry/rbac', 20),
    timed('role-check-roles-array', 'roles', '@scry/rbac, roles array', 45),
    timed('owner-team-tenant', 'conditions', '@scry/rbac', 110),
    timed('role-check-1e5-rules', 'rules', '@scry/rbac', 150),
    timed('instance-check-1e5-rules', 'instances', '@scry/rbac', 200),
    inMilliseconds(timed('compile-1e5-rules', 'compile', '@scry/rbac', 300e6)),
    againstBare(inMilliseconds(timed('filter-1e5-items', 'filter', '@scry/rbac', Infinity)), 1.5),
    await size(),
    ...(await faultRows()),
  ];
}

/** The goal speaks of our own nanoseconds. */
function timed(id: string, scenario: string, ours: string, goal: number): Row {
  agree(scenario);
  const value = measured(scenario, ours);
  if (value === null) throw new Error(`${id}: ours has no way to answer`);
  return rowOf({
    id,
    unit: 'ns',
    ours: value,
    floor: measured(scenario, 'bare'),
    peers: Object.fromEntries(peers.map((peer) => [peerName(peer), measured(scenario, peer)])),
    ratio: value,
    goal,
  });
}

function measured(scenario: string, library: string): Value {
  const ns = inOwnProcess(program, scenario, library, 'time');
  return ns < 0 ? null : Math.round(ns * 10) / 10;
}

/** Whoever answers otherwise has another policy: its time would say nothing. */
function agree(scenario: string): void {
  if (scenario === 'compile') return;
  const counts = Object.keys(libraries).map((name) => [name, inOwnProcess(program, scenario, name, 'count')] as const);
  const answering = counts.filter(([, count]) => count >= 0);
  const [, expected] = answering[0] ?? [];
  const other = answering.find(([, count]) => count !== expected);
  if (other) throw new Error(`${scenario}: ${other[0]} allows ${other[1]}, and the others ${expected}`);
}

function inMilliseconds(row: Row): Row {
  const ms = (value: Value): Value => (value === null ? null : Math.round(value / 1e4) / 100);
  return {
    ...row,
    unit: 'ms',
    ours: row.ours / 1e6,
    floor: ms(row.floor),
    peers: Object.fromEntries(Object.entries(row.peers).map(([peer, value]) => [peer, ms(value)])),
    ratio: row.ratio / 1e6,
    goal: row.goal / 1e6,
  };
}

function againstBare(row: Row, goal: number): Row {
  return rowOf({ ...row, ratio: Math.round((row.ours / (row.floor ?? Number.NaN)) * 100) / 100, goal });
}

async function size(): Promise<Row> {
  const gzipOf = async (entry: string) =>
    gzipBytes(await bundle(`export * from '${entry}';`, peersFolder, { minify: true, platform: 'node' }));
  const ours = await gzipOf(join(root, 'packages/rbac/dist/index.js'));
  const others = ['@casl/ability', 'casbin', 'accesscontrol', 'easy-rbac'];
  const sizes: [string, Value][] = [];
  for (const peer of others) sizes.push([peerName(peer), await gzipOf(peer)]);
  return rowOf({
    id: 'gzip-core',
    unit: 'B',
    ours,
    floor: null,
    peers: Object.fromEntries(sizes),
    ratio: ours,
    goal: 6_500,
  });
}

/** 1 where the answer is yes, and ought to be no. */
async function faultRows(): Promise<Row[]> {
  const found: Row[] = [];
  for (const { id, peer, ours, theirs } of faults) {
    const [own, other] = [Number(await ours()), Number(await theirs())];
    found.push(
      rowOf({ id, unit: 'allows', ours: own, floor: null, peers: { [peerName(peer)]: other }, ratio: own, goal: 0 }),
    );
  }
  return found;
}
