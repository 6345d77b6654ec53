export { population, type Unit } from './testing/population.ts';
export { type TestFlags, testFlags } from './testing/test-flags.ts';
