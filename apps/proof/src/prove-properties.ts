import { run } from './command.ts';
import type { Package } from './package.ts';

/** Enough for a million commands of a state machine, where each run takes a hundred or more. */
const runs = 10_000;

/** Runs a package's `*.property.test.ts`, which take the number of their runs from SCRY_PROOF_RUNS. */
export function proveProperties({ directory }: Package): void {
  const quick = ['--coverage.enabled=false', '--typecheck.enabled=false', '--testTimeout=1800000'];
  run('pnpm', ['exec', 'vitest', 'run', 'property', '--reporter=verbose', ...quick], directory, {
    SCRY_PROOF_RUNS: String(runs),
  });
}
