/** An item of a list with its parameters, such as `"burst";q=100;w=60`. Integers are numbers, all else is text. */
export interface StructuredItem {
  readonly value: string;
  readonly parameters: ReadonlyMap<string, string | number>;
}

const string = /"((?:[ !#-[\]-~]|\\["\\])*)"/y;
const key = / *([a-z*][a-z\d_.*-]*)/y;
const integer = /(-?\d{1,15})(?![\d.])/y;
/** Decimals, dates, booleans, tokens and byte sequences (RFC 9651 §3.3): nothing here reads them, but they may stand there. */
const other = /@?-?\d{1,12}(?:\.\d{1,3})?|\?[01]|[a-z*][!#$%&'*+.^_`|~:/\w-]*|:[a-z\d+/=]*:/iy;
const comma = /[ \t]*,[ \t]*/y;

/** Reads a list of strings with parameters (RFC 9651 §4.2.1); `undefined` when it is malformed, as a whole. */
export function parseStructuredList(text: string): readonly StructuredItem[] | undefined {
  const input = new Input(text.trim());
  const items: StructuredItem[] = [];
  do {
    const value = input.take(string);
    const parameters = value === undefined ? undefined : parseParameters(input);
    if (value === undefined || !parameters) return undefined;
    items.push({ value: unescaped(value), parameters });
  } while (input.take(comma) !== undefined);
  return input.ended ? items : undefined;
}

function parseParameters(input: Input): ReadonlyMap<string, string | number> | undefined {
  const parameters = new Map<string, string | number>();
  while (input.skip(';')) {
    const name = input.take(key);
    if (name === undefined) return undefined;
    const value = input.skip('=') ? parseBareItem(input) : '?1';
    if (value === undefined) return undefined;
    parameters.set(name, value);
  }
  return parameters;
}

function parseBareItem(input: Input): string | number | undefined {
  const number = input.take(integer);
  if (number !== undefined) return Number(number);
  const text = input.take(string);
  return text === undefined ? input.take(other) : unescaped(text);
}

function unescaped(text: string): string {
  return text.replace(/\\(.)/g, '$1');
}

class Input {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get ended(): boolean {
    return this.#at === this.#text.length;
  }

  skip(character: string): boolean {
    if (this.#text[this.#at] !== character) return false;
    this.#at++;
    return true;
  }

  /** What the group of the sticky pattern matched, or all of it where it has none. */
  take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text);
    if (!match) return undefined;
    this.#at = pattern.lastIndex;
    return match[1] ?? match[0];
  }
}
