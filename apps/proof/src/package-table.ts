// The table of packages in the README of the house. Every number in it was measured: nobody types one.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Result, Row } from '../../bench/src/row.ts';
import { entryBytes, placeIn } from './bundle-rules.ts';
import type { Package } from './package.ts';
import { readPackages, root } from './package.ts';

const head = ['package', 'what it does', 'gzip of the core', 'dependencies', 'against the fastest peer'];
const begin = '<!-- packages: npm run readme writes this table -->\n';
const end = '<!-- end of packages -->';

/** @param consumer the folder in which the packed packages are installed */
export async function packageTable(consumer: string): Promise<string> {
  const rows: string[][] = [];
  for (const each of readPackages()) {
    const link = `[${each.name}](packages/${each.shortName}/README.md)`;
    const size = await coreSize(each, consumer);
    rows.push([link, String(each.manifest['description']), size, dependencies(each), standing(resultOf(each))]);
  }
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |\n`).join('');
}

export function tableIn(readme: string): string {
  const [from, to] = boundsOf(readme);
  return readme.slice(from, to);
}

export function withTable(readme: string, table: string): string {
  const [from, to] = boundsOf(readme);
  return readme.slice(0, from) + table + readme.slice(to);
}

function boundsOf(readme: string): [number, number] {
  const [from, to] = [readme.indexOf(begin), readme.indexOf(end)];
  if (from === -1 || to < from) throw new Error(`the README wants its table between ${begin.trim()} and ${end}`);
  return [from + begin.length, to];
}

/** In tenths of a kilobyte: a byte more or less makes no table stale, and tells nobody anything. */
async function coreSize(each: Package, consumer: string): Promise<string> {
  const core = each.entries.find(({ subpath }) => subpath === '.');
  if (core === undefined) throw new Error(`${each.name} has no core entry`);
  return `${((await entryBytes(core, placeIn(consumer, each))) / 1000).toFixed(1)} kB`;
}

/** What an install brings along: npm installs a peer that is not optional. */
function dependencies({ manifest }: Package): string {
  const optional = Object.keys(manifest.peerDependenciesMeta ?? {});
  const peers = Object.keys(manifest.peerDependencies ?? {}).filter((name) => !optional.includes(name));
  return [...Object.keys(manifest.dependencies ?? {}), ...peers].join(', ') || 'none';
}

function resultOf({ shortName }: Package): Result {
  return JSON.parse(readFileSync(join(root, 'apps/bench/results', `${shortName}.json`), 'utf8'));
}

/** Of the first row, the operation that a package is there for: a choice of rows would be a choice of winners. */
export function standing({ package: name, rows: [row] }: Result): string {
  const [fastest] = peersOf(row).sort(([, one], [, other]) => one - other);
  if (row?.unit !== 'ns' || fastest === undefined) {
    throw new Error(`the first row of ${name} must be a time with a peer, got ${row?.id ?? 'none'}`);
  }
  const [peer, time] = fastest;
  return time < row.ours
    ? `${peer} is ${times(row.ours / time)} as fast (${row.id})`
    : `${times(time / row.ours)} as fast as ${peer} (${row.id})`;
}

function peersOf(row: Row | undefined): [string, number][] {
  return Object.entries(row?.peers ?? {}).flatMap(([peer, value]) => (value === null ? [] : [[peer, value]]));
}

function times(ratio: number): string {
  return `${ratio < 10 ? ratio.toFixed(1) : Math.round(ratio)} times`;
}
