import type { ReportCommand } from '@scry/internal/run-report-command';
import type { FlagDefinition } from '../flag-document.ts';
import type { Json } from '../json.ts';
import { readDocumentFile } from './read-input.ts';

export const typesCommand: ReportCommand = {
  name: 'types',
  summary: 'Prints the definitions of all flags as TypeScript, for defineFlags.',
  operands: ['flags.json'],
  options: {},
  run(_, file) {
    const { flags } = readDocumentFile(file);
    const declarations = Object.entries(flags).map(([key, definition]) => ({ key, code: declarationOf(definition) }));
    return {
      data: Object.fromEntries(declarations.map(({ key, code }) => [key, code])),
      lines: [
        "import { defineFlags, flag } from '@scry/flags';",
        '',
        'export const definitions = defineFlags({',
        // A computed name is an own property even where it is `__proto__`.
        ...declarations.map(({ key, code }) => `  ${key === '__proto__' ? `['${key}']` : nameOf(key)}: ${code},`),
        '});',
      ],
    };
  },
};

function nameOf(key: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : quoted(key);
}

function declarationOf({ variants, defaultVariant }: FlagDefinition): string {
  const values = Object.values(variants);
  // A document without a variant, or with a default that is none, is refused.
  const fallback = (defaultVariant == null ? values[0] : variants[defaultVariant]) as Json;
  if (typeof fallback === 'boolean' || typeof fallback === 'number') return `flag.${typeof fallback}(${fallback})`;
  if (typeof fallback !== 'string') return `flag.json(${JSON.stringify(fallback)})`;
  return `flag.string(${quoted(fallback)}, [${[...new Set(values)].map((value) => quoted(String(value))).join(', ')}])`;
}

/** In single quotes, with JSON's escapes: a key may hold anything, and must not end the string. */
function quoted(text: string): string {
  const inner = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'");
  return `'${inner}'`;
}
