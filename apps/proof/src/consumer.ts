// A folder outside the workspace with every packed package in its node_modules: what a user has after `npm install`.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Package } from './package.ts';
import { root } from './package.ts';

/** What RECIPES.md takes besides: a framework of tests, and a database. */
const ofRecipes = { vitest: 'node_modules', '@electric-sql/pglite': 'packages/audit/node_modules' };

export interface Consumer {
  readonly directory: string;
  readonly tarballs: Readonly<Record<string, string>>;
}

/** Tarballs are unpacked rather than installed by npm, so that it needs no network; peers come from the workspace. */
export function createConsumer(packages: readonly Package[]): Consumer {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), 'scry-consumer-')));
  writeFileSync(join(directory, 'package.json'), '{ "private": true }\n');
  const tarballs: Record<string, string> = {};
  for (const each of packages) {
    const tarball = pack(each, directory);
    tarballs[each.name] = tarball;
    unpack(tarball, installedAt({ directory }, each.name));
  }
  linkPeers(packages, directory);
  return { directory, tarballs };
}

/** What a user brings: the peers, in the versions that the packages are developed with, and the types of Node. */
export function linkPeers(packages: readonly Package[], directory: string): void {
  for (const { manifest, directory: home } of packages) {
    for (const peer of Object.keys(manifest.peerDependencies ?? {})) {
      link(directory, peer, join(home, 'node_modules', peer));
    }
  }
  link(directory, '@types/node', join(root, 'node_modules/@types/node'));
  for (const [name, home] of Object.entries(ofRecipes)) link(directory, name, join(root, home, name));
}

export function installedAt(consumer: Pick<Consumer, 'directory'>, name: string): string {
  return join(consumer.directory, 'node_modules', name);
}

export function removeConsumer(consumer: Consumer): void {
  rmSync(consumer.directory, { recursive: true, force: true });
}

/** Packs with pnpm, which replaces `workspace:` ranges as the release does. */
export function pack(each: Package, destination: string): string {
  if (!existsSync(join(each.directory, 'dist'))) {
    throw new Error(`${each.name} has no dist to pack: build it first (npm test and npm run proof do)`);
  }
  const tarball = join(destination, `${each.name.replace('@', '').replace('/', '-')}.tgz`);
  execFileSync('pnpm', ['pack', '--out', tarball], { cwd: each.directory, stdio: 'pipe' });
  return tarball;
}

function unpack(tarball: string, directory: string): void {
  mkdirSync(directory, { recursive: true });
  execFileSync('tar', ['-xzf', tarball, '--strip-components=1', '-C', directory]);
}

function link(directory: string, name: string, target: string): void {
  if (!existsSync(target))
    throw new Error(`${name} is wanted from ${target}, which does not exist: make it a dev dependency`);
  const place = join(directory, 'node_modules', name);
  if (existsSync(place)) return;
  mkdirSync(dirname(place), { recursive: true });
  symlinkSync(target, place, 'junction');
}
