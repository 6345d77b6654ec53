import { defineConfig } from 'tsup';

export default defineConfig({
  entry: [
    'src/index.ts',
    'src/authzen.ts',
    'src/cli.ts',
    'src/conditions.ts',
    'src/express.ts',
    'src/fastify.ts',
    'src/hono.ts',
    'src/prometheus.ts',
    'src/schema.ts',
    'src/testing.ts',
  ],
  format: ['esm', 'cjs'],
  target: 'node20',
  dts: { resolve: [/^@scry\/internal/] }, // private: its types are copied in, like its code
  sourcemap: true,
  clean: true,
  removeNodeProtocol: false, // `node:fs` says that no package of that name is meant
  splitting: true, // one copy of each error class for all entries, in CJS too
});
