import { defineConfig } from 'tsup';

export default defineConfig({
  entry: [
    'src/index.ts',
    'src/cli.ts',
    'src/experiment.ts',
    'src/fetch.ts',
    'src/net.ts',
    'src/presets.ts',
    'src/prometheus.ts',
    'src/proxy.ts',
  ],
  format: ['esm', 'cjs'],
  target: 'node20',
  dts: { resolve: [/^@scry\/internal/] }, // private: its types are copied in, like its code
  sourcemap: true,
  clean: true,
  removeNodeProtocol: false, // Deno and Workers know these modules only by it
  splitting: true, // one copy of each error class for all entries, in CJS too
});
