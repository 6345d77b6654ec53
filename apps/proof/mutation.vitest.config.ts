import { join } from 'node:path';
import { defineConfig, mergeConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { shared } from '../../vitest.shared.ts';

/** The first test that fails is the last that runs: most mutants fall to one that takes no time. */
class QuickestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const slowestFirst = await super.sort(files);
    return slowestFirst.reverse();
  }
}

export default mergeConfig(
  shared,
  defineConfig({
    test: {
      exclude: ['**/type-cost.test.ts'], // compiles the sources, which a compiler does not take with mutants in them
      isolate: false, // a worker for each mutant, and not for each file of tests
      sequence: { sequencer: QuickestFirst },
      setupFiles: [join(import.meta.dirname, 'mutation.setup.ts')],
      testTimeout: 10_000, // instrumented code is slow, and many a mutant makes a test wait for what never comes
      // Type tests cannot notice what a mutant does, and cost a compiler run each time.
      typecheck: { enabled: false },
      coverage: { enabled: false },
    },
  }),
);
