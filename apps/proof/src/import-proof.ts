import type { Package } from './package.ts';
import type { Program } from './program.ts';

/** What an import of every entry shows. */
export interface Imports {
  /** The exported names of each entry, sorted. */
  readonly names: Readonly<Record<string, readonly string[]>>;
  /** Error classes that two entries export as different ones: what one throws is no instance of the other's. */
  readonly twins: readonly string[];
}

const show = `
const names = Object.fromEntries(entries.map(([entry, module]) => [entry, Object.keys(module).sort()]));
const isError = (value) => typeof value === 'function' && value.prototype instanceof Error;
const twins = entries.flatMap(([one, first], index) =>
  entries.slice(index + 1).flatMap(([other, second]) =>
    Object.keys(first).filter((name) => name in second && first[name] !== second[name] && isError(first[name])).map((name) => name + ' of ' + one + ' and ' + other)));
console.log(JSON.stringify({ names, twins }));
`;

/** A program that imports every entry, and prints an `Imports`. */
export function importProgram(each: Package, format: 'esm' | 'cjs'): Program {
  const specifiers = each.entries.map(({ specifier }) => `'${specifier}'`);
  const load =
    format === 'esm'
      ? (specifier: string) => `await import(${specifier})`
      : (specifier: string) => `require(${specifier})`;
  const entries = specifiers.map((specifier) => `[${specifier}, ${load(specifier)}]`);
  return {
    file: `import-${each.shortName}.${format === 'esm' ? 'mjs' : 'cjs'}`,
    code: `const entries = [${entries.join(', ')}];${show}`,
  };
}
