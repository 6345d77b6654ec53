// What Python spells otherwise, because tolerances come from documents that were written for Python's `re.search`.
const spellings: readonly (readonly [python: RegExp, here: string])[] = [
  [/\(\?P</g, '(?<'],
  [/\(\?P=(\w+)\)/g, '\\k<$1>'],
  [/\\A/g, '(?<![\\s\\S])'],
  [/\\Z/g, '(?![\\s\\S])'],
];
const leadingFlags = /^\(\?([ims]+)\)/;

/**
 * A regular expression as Python has it, for a search.
 *
 * @throws TypeError or SyntaxError for what is none.
 */
export function searchPattern(pattern: string): RegExp {
  if (typeof pattern !== 'string') throw new TypeError('must have a pattern');
  const [prefix = '', flags = ''] = leadingFlags.exec(pattern) ?? [];
  const source = spellings.reduce((text, [python, here]) => text.replace(python, here), pattern.slice(prefix.length));
  return new RegExp(source, flags);
}
