import { defineConfig } from 'tsup';

export default defineConfig({
  entry: [
    'src/index.ts',
    'src/express.ts',
    'src/fastify.ts',
    'src/fetch.ts',
    'src/headers.ts',
    'src/hono.ts',
    'src/ip.ts',
    'src/postgres.ts',
    'src/prometheus.ts',
    'src/redis.ts',
    'src/testing.ts',
  ],
  format: ['esm', 'cjs'],
  target: 'node20',
  dts: { resolve: [/^@scry\/internal/] }, // private: its types are copied in, like its code
  sourcemap: true,
  clean: true,
  splitting: true, // one copy of each error class for all entries, in CJS too
});
