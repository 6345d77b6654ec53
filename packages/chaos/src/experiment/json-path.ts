import type { Comparison, Filter, Operand } from './json-path-filter.ts';

/** One step of a path: which of the children, or of all that is below. */
export interface Segment {
  readonly selectors: readonly Selector[];
  readonly deep: boolean;
}

export type JsonPath = readonly Segment[];

export type Selector =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'wildcard' }
  | { readonly kind: 'index'; readonly index: number }
  | {
      readonly kind: 'slice';
      readonly start: number | undefined;
      readonly end: number | undefined;
      readonly step: number;
    }
  | { readonly kind: 'filter'; readonly filter: Filter };

const longest = 1_000;
const nameToken = /[\p{L}_][\p{L}\p{N}_-]*/uy;
const integerToken = /-?\d+/y;
const numberToken = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const stringToken = /'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"/y;
const spaceToken = /\s*/y;
// One = is how jsonpath2 spells it.
const comparisonToken = /==|!=|<=|>=|=|<|>/y;
const sliceToken = /(-?\d+)?\s*:\s*(-?\d+)?\s*(?::\s*(-?\d+)?)?/y;
const literals: Readonly<Record<string, unknown>> = { true: true, false: false, null: null };

/**
 * Reads a JSONPath: that of Goessner and RFC 9535 without functions, and what documents of the Chaos Toolkit have besides: a path
 * without `$`, and `=` for `==`.
 *
 * @throws SyntaxError that says where it went wrong.
 */
export function parseJsonPath(text: string): JsonPath {
  if (text.length > longest)
    throw new SyntaxError(`a JSONPath may have ${longest} characters, this one has ${text.length}`);
  return new Parser(text.trim()).whole();
}

class Parser {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  whole(): JsonPath {
    const hasRoot = this.#eat('$');
    const first = hasRoot || '.['.includes(this.#text.charAt(0)) ? [] : [this.#segment([this.#name()])];
    const path = [...first, ...this.#segments()];
    if (this.#at < this.#text.length || this.#text === '') this.#fail('a segment');
    return path;
  }

  #segments(): Segment[] {
    const found: Segment[] = [];
    for (;;) {
      if (this.#eat('..')) found.push(this.#segment(this.#eat('[') ? this.#selectors() : [this.#name()], true));
      else if (this.#eat('.')) found.push(this.#segment(this.#eat('[') ? this.#selectors() : [this.#name()]));
      else if (this.#eat('[')) found.push(this.#segment(this.#selectors()));
      else return found;
    }
  }

  #segment(selectors: readonly Selector[], deep = false): Segment {
    return { selectors, deep };
  }

  #name(): Selector {
    if (this.#eat('*')) return { kind: 'wildcard' };
    const name = this.#take(nameToken);
    return name === undefined ? this.#fail('a name') : { kind: 'name', name };
  }

  #selectors(): Selector[] {
    const found: Selector[] = [];
    do {
      found.push(this.#selector());
    } while (this.#eat(','));
    if (!this.#eat(']')) this.#fail(']');
    return found;
  }

  #selector(): Selector {
    if (this.#eat('*')) return { kind: 'wildcard' };
    if (this.#eat('?')) return { kind: 'filter', filter: this.#or() };
    const name = this.#take(stringToken);
    if (name !== undefined) return { kind: 'name', name: unquoted(name) };
    const parts = this.#match(sliceToken);
    if (parts) {
      const [start, end, step] = parts.slice(1).map((part) => (part === undefined ? undefined : Number(part)));
      return { kind: 'slice', start, end, step: step ?? 1 };
    }
    const index = this.#take(integerToken);
    return index === undefined
      ? this.#fail('a name, an index, *, a slice or a filter')
      : { kind: 'index', index: Number(index) };
  }

  #or(): Filter {
    let left = this.#and();
    while (this.#eat('||') || this.#eat('or ')) left = { op: 'or', left, right: this.#and() };
    return left;
  }

  #and(): Filter {
    let left = this.#test();
    while (this.#eat('&&') || this.#eat('and ')) left = { op: 'and', left, right: this.#test() };
    return left;
  }

  #test(): Filter {
    if (this.#eat('!') || this.#eat('not ')) return { op: 'not', filter: this.#test() };
    if (this.#eat('(')) {
      const filter = this.#or();
      return this.#eat(')') ? filter : this.#fail(')');
    }
    const left = this.#operand();
    const op = this.#take(comparisonToken);
    if (op === undefined) return { op: 'exists', operand: left };
    // The token has no other spellings.
    return { op: (op === '=' ? '==' : op) as Comparison, left, right: this.#operand() };
  }

  #operand(): Operand {
    if (this.#eat('@')) return { from: 'item', path: this.#segments() };
    if (this.#eat('$')) return { from: 'root', path: this.#segments() };
    const string = this.#take(stringToken);
    if (string !== undefined) return { value: unquoted(string) };
    const number = this.#take(numberToken);
    if (number !== undefined) return { value: Number(number) };
    const word = this.#take(nameToken);
    return word !== undefined && Object.hasOwn(literals, word)
      ? { value: literals[word] }
      : this.#fail('a value, @ or $');
  }

  /** Takes a token that stands here, after any space. */
  #eat(token: string): boolean {
    const start = this.#afterSpace();
    if (!this.#text.startsWith(token, start)) return false;
    this.#at = start + token.length;
    return true;
  }

  #take(token: RegExp): string | undefined {
    return this.#match(token)?.[0];
  }

  #match(token: RegExp): RegExpExecArray | undefined {
    token.lastIndex = this.#afterSpace();
    const found = token.exec(this.#text);
    if (!found) return undefined;
    this.#at = token.lastIndex;
    return found;
  }

  #afterSpace(): number {
    spaceToken.lastIndex = this.#at;
    spaceToken.test(this.#text);
    return spaceToken.lastIndex;
  }

  #fail(expected: string): never {
    const found = this.#text.slice(this.#at, this.#at + 20);
    throw new SyntaxError(
      `the JSONPath ${JSON.stringify(this.#text)} must have ${expected} at ${this.#at}, got ${found === '' ? 'its end' : found}`,
    );
  }
}

/** Quotes of either kind; a backslash takes the next character as it is, or as JSON has it. */
function unquoted(quoted: string): string {
  const inner = quoted.slice(1, -1);
  return inner.replace(/\\(?:u([0-9a-fA-F]{4})|(.))/g, (_, code: string | undefined, character: string) =>
    code === undefined ? (escapes[character] ?? character) : String.fromCharCode(Number.parseInt(code, 16)),
  );
}

const escapes: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };
