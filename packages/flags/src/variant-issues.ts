import type { CompiledFlag } from './compile-flag.ts';
import type { Issue } from './issue.ts';
import type { Json } from './json.ts';

/** The answers that stand in a rule and are no variant of the flag: whoever gets one gets an error. */
export function variantIssues({ key, definition, faults }: CompiledFlag): Issue[] {
  const { targeting, variants } = definition;
  if (targeting === undefined || faults.length > 0) return [];
  const names = Object.keys(variants).join(', ');
  return answers(targeting, `flags.${key}.targeting`)
    .filter(({ answer }) => !Object.hasOwn(variants, answer))
    .map(({ path, answer }) => ({ path, message: `answers ${answer}, which is none of the variants ${names}` }));
}

interface Answer {
  readonly path: string;
  readonly answer: string;
}

/** Only `if` and `fractional` hand their own arguments on; what another operator makes of them is not known before. */
function answers(json: Json, path: string): Answer[] {
  if (json === null || Array.isArray(json)) return [];
  if (typeof json !== 'object') return [{ path, answer: String(json) }];
  const [[name, args] = ['', null]] = Object.entries(json);
  if (!Array.isArray(args)) return [];
  const list: readonly Json[] = args;
  return list.flatMap((arg, i) => {
    const at = `${path}.${name}[${i}]`;
    // The results of an `if` are the second of each pair, and what is left over.
    if (name === 'if' && (i % 2 === 1 || i === list.length - 1)) return answers(arg, at);
    if (name === 'fractional' && Array.isArray(arg)) return answers(arg[0] ?? null, `${at}[0]`);
    return [];
  });
}
