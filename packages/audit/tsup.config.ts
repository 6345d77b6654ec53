import { defineConfig } from 'tsup';

export default defineConfig({
  entry: ['src/index.ts'],
  format: ['esm', 'cjs'],
  target: 'node20',
  dts: { resolve: [/^@scry\/internal/] }, // private: its types are copied in, like its code
  sourcemap: true,
  clean: true,
  removeNodeProtocol: false, // `node:fs` says that no package of that name is meant
  splitting: true, // one copy of each error class for all entries, in CJS too
});
