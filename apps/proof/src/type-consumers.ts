import type { Package } from './package.ts';

/** Files that import every entry, as ES module and as CommonJS, and touch what they import. */
export function typeConsumers(each: Package): Record<string, string> {
  const touch = each.entries.map((_, index) => `e${index}`).join(', ');
  const esm = each.entries.map(({ specifier }, index) => `import * as e${index} from '${specifier}';`);
  const cjs = each.entries.map(({ specifier }, index) => `import e${index} = require('${specifier}');`);
  return {
    [`types-${each.shortName}.mts`]: `${esm.join('\n')}\nexport const all = [${touch}];\n`,
    [`types-${each.shortName}.cts`]: `${cjs.join('\n')}\nexport const all = [${touch}];\n`,
  };
}

/** A bundler knows no `import = require`. */
export function forBundler(files: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(files).filter(([name]) => name.endsWith('.mts')));
}
