import { join } from 'node:path';
import { run } from './command.ts';
import { compilersFolder } from './compiler-faults.ts';
import { installApart } from './install-apart.ts';
import { hasPinnedBinaries } from './node-binaries.ts';
import { root } from './package.ts';
import { referenceFolder } from './reference.ts';
import { runtimesFolder } from './runtimes.ts';

/** Runs `test/*.proof.ts`, once what they need is installed. */
export function proveApart(): void {
  installApart(compilersFolder);
  installApart(referenceFolder);
  const suites = ['types', 'reference'];
  if (hasPinnedBinaries()) {
    installApart(runtimesFolder);
    suites.push('runtimes');
  } else {
    console.log('Not run in Bun, Deno and Chromium: binaries are pinned for Linux on x64 only.');
  }
  run('pnpm', ['exec', 'vitest', 'run', '--config', 'proof.vitest.config.ts', ...suites], join(root, 'apps/proof'));
}
