import { join } from 'node:path';
import { run } from './command.ts';
import { allMajors, hasPinnedBinaries, installPinnedNodes } from './node-binaries.ts';
import { root } from './package.ts';

/** Runs the suite of consumers on the given Node, or on every promised one. */
export function proveOnNodes(settings: { readonly nodes?: string | undefined; readonly consumer?: string } = {}): void {
  const nodes = settings.nodes ?? allMajors();
  const env: Record<string, string> = {};
  if (settings.consumer !== undefined) env['SCRY_PROOF_CONSUMER'] = settings.consumer;
  if (hasPinnedBinaries()) {
    installPinnedNodes();
    env['SCRY_PROOF_NODES'] = nodes;
  } else {
    console.log(`Not run on Node ${nodes}: binaries are pinned for Linux on x64 only. Proving on ${process.version}.`);
  }
  run('pnpm', ['exec', 'vitest', 'run', 'consumers'], join(root, 'apps/proof'), env);
}
