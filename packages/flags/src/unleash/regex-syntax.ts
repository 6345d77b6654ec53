// The syntax of RE2 (https://github.com/google/re2/wiki/Syntax) that has a meaning without captures: no backreferences, no
// looking around, so that any text is searched in linear time.

export type Pattern =
  | { readonly type: 'character'; readonly test: (character: string) => boolean }
  | { readonly type: 'assertion'; readonly test: (before: string | undefined, after: string | undefined) => boolean }
  | { readonly type: 'sequence' | 'choice'; readonly parts: readonly Pattern[] }
  | { readonly type: 'repeat'; readonly part: Pattern; readonly min: number; readonly max: number };

interface Modes {
  readonly i: boolean;
  readonly m: boolean;
  readonly s: boolean;
}

const longest = 1_000;
const mostRepeats = 1_000;
const posix: Readonly<Record<string, string>> = {
  alnum: 'a-zA-Z0-9',
  alpha: 'a-zA-Z',
  ascii: '\\x00-\\x7f',
  blank: '\\t ',
  cntrl: '\\x00-\\x1f\\x7f',
  digit: '0-9',
  graph: '!-~',
  lower: 'a-z',
  print: ' -~',
  punct: '!-\\/:-@\\[-`{-~',
  space: '\\t\\n\\v\\f\\r ',
  upper: 'A-Z',
  word: '\\w',
  xdigit: '\\da-fA-F',
};

/** @throws SyntaxError for what RE2 refuses. */
export function parsePattern(source: string, caseInsensitive: boolean): Pattern {
  if (source.length > longest) throw new SyntaxError(`a pattern must not be longer than ${longest} characters`);
  return new PatternParser(source, { i: caseInsensitive, m: false, s: false }).parse();
}

class PatternParser {
  readonly #source: string;
  #modes: Modes;
  #at = 0;

  constructor(source: string, modes: Modes) {
    this.#source = source;
    this.#modes = modes;
  }

  parse(): Pattern {
    const pattern = this.#choice();
    if (this.#at < this.#source.length) throw this.#fault('an unexpected )');
    return pattern;
  }

  #choice(): Pattern {
    const outer = this.#modes;
    const parts = [this.#sequence()];
    while (this.#take(/\|/y)) parts.push(this.#sequence());
    this.#modes = outer; // (?i) holds to the end of its group
    return { type: 'choice', parts };
  }

  #sequence(): Pattern {
    const parts: Pattern[] = [];
    while (this.#at < this.#source.length && !/[|)]/.test(this.#source.charAt(this.#at))) parts.push(this.#repeated());
    return { type: 'sequence', parts };
  }

  #repeated(): Pattern {
    const part = this.#atom();
    const found = this.#take(/(?:([*+?])|\{(\d+)(?:(,)(\d*))?\})\??/y);
    if (found === undefined) return part;
    const [, sign, least = '0', comma, most] = found;
    const min = sign ? Number(sign === '+') : Number(least);
    const max = sign ? (sign === '?' ? 1 : Infinity) : comma ? (most ? Number(most) : Infinity) : min;
    if (min > max || min > mostRepeats || (max > mostRepeats && max < Infinity)) throw this.#fault('a bad repetition');
    if (this.#take(/[*+?]/y)) throw this.#fault('a repetition of a repetition');
    return { type: 'repeat', part, min, max };
  }

  #atom(): Pattern {
    const { m, s } = this.#modes;
    if (this.#take(/\(/y)) return this.#group();
    if (this.#take(/\^/y)) return edge((before) => before === undefined || (m && before === '\n'));
    if (this.#take(/\$/y)) return edge((_, after) => after === undefined || (m && after === '\n'));
    if (this.#take(/\\A/y)) return edge((before) => before === undefined);
    if (this.#take(/\\z/y)) return edge((_, after) => after === undefined);
    if (this.#take(/\\b/y)) return edge((before, after) => isWord(before) !== isWord(after));
    if (this.#take(/\\B/y)) return edge((before, after) => isWord(before) === isWord(after));
    if (this.#take(/\./y)) return { type: 'character', test: (character) => s || character !== '\n' };
    if (this.#take(/[*+?]/y)) throw this.#fault('a repetition of nothing');
    return this.#set();
  }

  #group(): Pattern {
    const [all, flags, off, colon] = this.#take(/\?(?:P?<\w+>|([ims]*)(?:-([ims]+))?(:)?)/y) ?? [];
    const outer = this.#modes;
    if (flags !== undefined) this.#modes = { ...outer, ...switched(flags, true), ...switched(off ?? '', false) };
    if (all === '?') throw this.#fault('a group that RE2 does not know');
    if (flags !== undefined && colon === undefined) {
      if (!this.#take(/\)/y)) throw this.#fault('a group that RE2 does not know');
      return { type: 'sequence', parts: [] };
    }
    const pattern = this.#choice();
    this.#modes = outer;
    if (!this.#take(/\)/y)) throw this.#fault('a missing )');
    return pattern;
  }

  /** A character, a class or a set. Classes and sets are JavaScript's own, asked about one character at a time. */
  #set(): Pattern {
    const [, escaped, plain] = this.#take(/\\([^\w])|([^\\[])/uy) ?? [];
    const literal = escaped ?? plain;
    if (literal !== undefined) return this.#character(literal.replace(/[\^$\\.*+?()[\]{}|/]/, '\\$&'));
    const [known] = this.#take(/\\(?:x\{[\da-f]+\}|x[\da-f]{2}|[pP](?:\{\w+\}|\w)|[dDwWsSnrtfv])/iy) ?? [];
    if (known !== undefined) return this.#character(inUnicode(known));
    const [, not = '', members] = this.#take(/\[(\^?)(\]?(?:\[:\w+:\]|\\[\s\S]|[^\]\\])*)\]/y) ?? [];
    if (members === undefined) throw this.#fault('an escape or a set that RE2 does not know');
    const inner = members.replace(/^\]/, '\\]').replace(/\[(?::(\w+):\])?/g, (_, name?: string) => {
      if (name === undefined) return '\\[';
      const known = Object.hasOwn(posix, name) ? posix[name] : undefined;
      if (known === undefined) throw this.#fault('an unknown class');
      return known;
    });
    return this.#character(`[${not}${inUnicode(inner)}]`);
  }

  #character(source: string): Pattern {
    const pattern = new RegExp(`^${source}$`, this.#modes.i ? 'isu' : 'su');
    return { type: 'character', test: (character) => pattern.test(character) };
  }

  #take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#source);
    if (found) this.#at = pattern.lastIndex;
    return found ?? undefined;
  }

  #fault(what: string): SyntaxError {
    return new SyntaxError(`the pattern ${this.#source} has ${what} at ${this.#at}`);
  }
}

function edge(test: (before: string | undefined, after: string | undefined) => boolean): Pattern {
  return { type: 'assertion', test };
}

/** In JavaScript's Unicode mode a code point has other braces, a script its kind, and only what has a meaning may be escaped. */
function inUnicode(source: string): string {
  return source
    .replace(/\\([pP])(?:(\w)|\{(\w+)\})/g, (_, sign, short, name = short) =>
      name.length > 2 ? `\\${sign}{Script=${name}}` : `\\${sign}{${name}}`,
    )
    .replace(/\\x\{/g, '\\u{')
    .replace(/\\([^\w^$.*+?()[\]{}|/\\-])/gu, '$1');
}

function isWord(character: string | undefined): boolean {
  return character !== undefined && /^\w$/.test(character);
}

function switched(flags: string, on: boolean): Partial<Modes> {
  return Object.fromEntries([...flags].map((flag) => [flag, on]));
}
