import type { PatternsFile } from '../patterns-file.ts';

/** A line of one of our lists: a name, what its agents look like, and a category where the list has them. */
export type ListLine = readonly [name: string, pattern: RegExp, category?: string];

export function listOf(lines: readonly ListLine[]): PatternsFile {
  return { entries: lines.map(entryOf) };
}

function entryOf([name, pattern, category]: ListLine): PatternsFile['entries'][number] {
  // The schema has no place for flags: one would be lost without a word.
  if (pattern.flags !== '')
    throw new TypeError(`agent list: ${name}: expected a pattern without flags, got ${pattern}`);
  return { name, pattern: pattern.source, ...(category !== undefined && { category }) };
}
