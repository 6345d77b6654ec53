import { defineConfig } from 'tsup';

export default defineConfig({
  entry: [
    'src/index.ts',
    'src/build.ts',
    'src/cli.ts',
    'src/experiments.ts',
    'src/http.ts',
    'src/node.ts',
    'src/openfeature.ts',
    'src/prometheus.ts',
    'src/testing.ts',
    'src/unleash.ts',
  ],
  format: ['esm', 'cjs'],
  target: 'node20',
  dts: { resolve: [/^@scry\/internal/] }, // private: its types are copied in, like its code
  sourcemap: true,
  clean: true,
  removeNodeProtocol: false, // `node:fs` says that no package of that name is meant
  splitting: true, // one copy of what the entries share, in CJS too
});
