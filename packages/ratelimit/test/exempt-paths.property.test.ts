import fc from 'fast-check';
import { expect, test } from 'vitest';
import { exemptPathTest } from '../src/exempt-paths.ts';

test('exemptPathTest finds what a glob says, with any number of stars', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '.', '*') });
  fc.assert(
    fc.property(text, text, (glob, path) => {
      const meant = new RegExp(`^${glob.replaceAll('.', '\\.').replaceAll('*', '.*')}$`);
      expect(exemptPathTest([`/x${glob}`])?.(`/x${path}`)).toBe(meant.test(path));
    }),
  );
});
