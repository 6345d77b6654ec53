// An escape and a class are taken as a whole, so that nothing within them is taken for what it looks like.
const token = /\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\(\?P<|\(\?P=(?<name>\w+)\)|\$/gs;
const leadingFlags = /^\(\?([ims]+)\)/;

/**
 * A regular expression for a search, with what Python spells otherwise: tolerances come from documents that were written for its
 * `re.search`. There `$` is also before a line break that ends the text, as the output of most programs has one.
 *
 * @throws TypeError or SyntaxError for what is none.
 */
export function searchPattern(pattern: string): RegExp {
  if (typeof pattern !== 'string') throw new TypeError('must have a pattern');
  const [prefix = '', flags = ''] = leadingFlags.exec(pattern) ?? [];
  const source = pattern.slice(prefix.length).replace(token, (found, name?: string) => {
    if (name !== undefined) return `\\k<${name}>`;
    if (found === '(?P<') return '(?<';
    if (found === '\\A') return '(?<![\\s\\S])';
    if (found === '\\Z') return '(?![\\s\\S])';
    if (found.startsWith('[')) return found.replace(/^(\[\^?)\]/, '$1\\]'); // a ] that comes first is one of the class
    return found === '$' && !flags.includes('m') ? '(?=\\n?(?![\\s\\S]))' : found;
  });
  return new RegExp(source, flags);
}
