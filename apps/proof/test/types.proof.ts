import { describe, expect, inject, test } from 'vitest';
import { compilerFaults, compilerVersions, pinnedCompiler } from '../src/compiler-faults.ts';
import { readPackages } from '../src/package.ts';
import { typeSettings } from '../src/type-check.ts';
import { forBundler, typeConsumers } from '../src/type-consumers.ts';

const { directory } = inject('consumer');
const right = Object.assign({}, ...readPackages().map(typeConsumers));
/** One fault among all that is right: a compiler that checked nothing would not find it. */
const wrong = { 'wrong.mts': "import { retry } from '@scry/retry';\nexport const n: number = retry(() => 'text');\n" };

describe.each(compilerVersions)('TypeScript %s', (version) => {
  const compiler = pinnedCompiler(version);

  test('is the version that it is named after', () => {
    expect(compiler.version.split('.').slice(0, 2).join('.')).toBe(version);
  });

  test.each(typeSettings)('compiles every entry of every package with $name resolution', (setting) => {
    const files = { ...(setting.name === 'bundler' ? forBundler(right) : right), ...wrong };
    expect(compilerFaults(compiler, directory, files, setting)).toEqual([expect.stringMatching(/^wrong\.mts\(2,14\)/)]);
  });
});
