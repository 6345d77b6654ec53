import { defineConfig } from 'tsup';

export default defineConfig({
  entry: [
    'src/index.ts',
    'src/cli.ts',
    'src/express.ts',
    'src/hono.ts',
    'src/http.ts',
    'src/kafka.ts',
    'src/opensearch.ts',
    'src/pino.ts',
    'src/postgres.ts',
    'src/prometheus.ts',
  ],
  format: ['esm', 'cjs'],
  target: 'node20',
  dts: { resolve: [/^@scry\/internal/] }, // private: its types are copied in, like its code
  sourcemap: true,
  clean: true,
  removeNodeProtocol: false, // `node:fs` says that no package of that name is meant
  splitting: true, // one copy of each error class for all entries, in CJS too
});
