// Where the cores promise to run besides Node, as far as it can be run here: Bun and Deno. Nobody here runs a Worker of a cloud.
import { join } from 'node:path';
import { root } from './package.ts';

export interface Runtime {
  readonly name: string;
  readonly path: string;
  /** Its arguments that run the sandbox before the program. */
  readonly load: (sandbox: string) => readonly string[];
}

/** Pinned, and installed on demand, apart from the workspace. */
export const runtimesFolder = join(root, 'apps/proof/runtimes');

export const runtimes: readonly Runtime[] = [
  { name: 'Bun', path: binary('@oven/bun-linux-x64/bin/bun'), load: (sandbox) => ['--preload', sandbox] },
  {
    name: 'Deno',
    path: binary('@deno/linux-x64-glibc/deno'),
    load: (sandbox) => [
      'run',
      '--quiet',
      '--allow-all',
      '--no-remote',
      '--node-modules-dir=manual',
      '--preload',
      sandbox,
    ],
  },
];

function binary(path: string): string {
  return join(runtimesFolder, 'node_modules', path);
}
