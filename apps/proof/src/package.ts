// A folder with a package.json and what its `exports` promise: in the workspace, or unpacked from a tarball.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export interface Manifest {
  readonly name: string;
  readonly version?: string;
  readonly exports?: Readonly<Record<string, unknown>>;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, unknown>>;
  readonly [field: string]: unknown;
}

export interface Entry {
  readonly subpath: string;
  /** What its files are called: `index` for `.`, `fetch` for `./fetch`. */
  readonly name: string;
  /** What a consumer imports. */
  readonly specifier: string;
}

export interface Package {
  readonly name: string;
  /** The name without its scope. */
  readonly shortName: string;
  readonly directory: string;
  readonly manifest: Manifest;
  readonly entries: readonly Entry[];
}

export const root = resolve(import.meta.dirname, '../../..');

export function readPackages(directory: string = join(root, 'packages')): Package[] {
  return readdirSync(directory)
    .sort()
    .filter((name) => existsSync(join(directory, name, 'package.json')))
    .map((name) => readPackage(join(directory, name)));
}

export function readPackage(directory: string): Package {
  const manifest: Manifest = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'));
  const subpaths = Object.keys(manifest.exports ?? {}).filter((subpath) => subpath !== './package.json');
  return {
    name: manifest.name,
    shortName: manifest.name.replace(/^@[^/]+\//, ''),
    directory,
    manifest,
    entries: subpaths.map((subpath) => ({
      subpath,
      name: subpath === '.' ? 'index' : subpath.slice(2),
      specifier: manifest.name + subpath.slice(1),
    })),
  };
}
