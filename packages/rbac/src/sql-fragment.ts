// SQL with its parameters, put together without being read again: a parameter is U+0000 until the end.
import type { WhereClause } from './where-options.ts';

export type Param = WhereClause['params'][number];

export interface Fragment {
  readonly text: string;
  readonly params: readonly Param[];
}

export const TRUE: Fragment = { text: 'TRUE', params: [] };
export const FALSE: Fragment = { text: 'FALSE', params: [] };

// A database nests a chain of operators as deep as it is long: SQLite refuses more than 1000.
const longestChain = 100;

/** `sql('a = ', fragment, ' OR b')`: texts and fragments in turn. */
export function sql(...parts: readonly (string | Fragment)[]): Fragment {
  const fragments = parts.map((part) => (typeof part === 'string' ? { text: part, params: [] } : part));
  return { text: fragments.map(({ text }) => text).join(''), params: fragments.flatMap(({ params }) => params) };
}

export function param(value: Param, cast = ''): Fragment {
  return { text: `\0${cast}`, params: [value] };
}

export function allOf(parts: readonly Fragment[]): Fragment {
  return chain(parts, TRUE, FALSE, ' AND ');
}

export function anyOf(parts: readonly Fragment[]): Fragment {
  return chain(parts, FALSE, TRUE, ' OR ');
}

function chain(parts: readonly Fragment[], neutral: Fragment, deciding: Fragment, operator: string): Fragment {
  if (parts.includes(deciding)) return deciding;
  const left = parts.filter((part) => part !== neutral);
  if (left.length > longestChain) {
    const chunks = Array.from({ length: Math.ceil(left.length / longestChain) }, (_, i) =>
      chain(left.slice(i * longestChain, (i + 1) * longestChain), neutral, deciding, operator),
    );
    return chain(chunks, neutral, deciding, operator);
  }
  const [first = neutral, ...others] = left;
  return others.length === 0 ? first : sql('(', first, ...others.flatMap((part) => [operator, part]), ')');
}

/** An identifier in quotes, whatever it holds. */
export function identifier(name: string): string {
  if (name === '' || name.includes('\0')) throw new RangeError('where: a name of a table or column must not be empty');
  return `"${name.replaceAll('"', '""')}"`;
}
