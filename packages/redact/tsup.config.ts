import { defineConfig } from 'tsup';

export default defineConfig({
  entry: ['src/index.ts', 'src/detectors.ts', 'src/hmac.ts', 'src/pino.ts', 'src/stream.ts'],
  format: ['esm', 'cjs'],
  target: 'node20',
  dts: { resolve: [/^@scry\/internal/] }, // private: its types are copied in, like its code
  sourcemap: true,
  clean: true,
  removeNodeProtocol: false, // `node:crypto` is nobody's package
  splitting: true, // one copy of each error class for all entries, in CJS too
});
