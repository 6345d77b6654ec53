import { defineConfig } from 'vitest/config';
import suites from './vitest.config.ts';

// What `npm run proof` adds to the Nodes: it needs compilers, runtimes and tools that `npm test` does without.
export default defineConfig({ test: { ...suites.test, include: ['test/**/*.proof.ts'] } });
