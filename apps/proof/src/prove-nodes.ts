// `npm run proof`: what the tarballs are, and how they run, on every promised Node; `npm run proof -- 20` on one.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { allMajors, hasPinnedNodes, installPinnedNodes } from './node-binaries.ts';
import { root } from './package.ts';

const asked = process.argv[2] ?? allMajors();
const env = { ...process.env };
if (hasPinnedNodes()) {
  installPinnedNodes();
  env['SCRY_PROOF_NODES'] = asked;
} else {
  console.log(`Node ${asked} not run: binaries are pinned for Linux on x64 only. Proving on ${process.version}.`);
}
const { status } = spawnSync('pnpm', ['exec', 'vitest', 'run', 'consumers', 'tarballs'], {
  cwd: join(root, 'apps/proof'),
  env,
  stdio: 'inherit',
});
process.exitCode = status ?? 1;
