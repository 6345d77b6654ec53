/** A character that a pattern consumes: the automaton of these is Glushkov's (1961). */
export interface Position {
  takes(character: string): boolean;
  /** The positions that can come next. */
  readonly follow: Set<number>;
  /** A match begins here only where each of these is true. */
  readonly guards: Guard[];
}

export interface PositionAutomaton {
  readonly positions: readonly Position[];
  /** Those that a match can begin with. */
  readonly starts: readonly number[];
  /** Those that a match can end with, whatever comes next. */
  readonly ends: readonly number[];
}

type Guard = (before: string, character: string) => boolean;

/** A part of the pattern: the positions that it can begin and end with, and whether it can be empty. */
interface Part {
  readonly first: readonly number[];
  readonly last: readonly number[];
  readonly nullable: boolean;
  readonly asserts?: true;
  readonly guard?: Guard;
}

const empty: Part = { first: [], last: [], nullable: true };
const assertion: Part = { ...empty, asserts: true };

const tokens =
  /\(\?(?:<?[=!]|:|<\w+>)?|\[(?:\\.|[^\]\\])*\]|\\(?:x[\da-f]{2}|u[\da-f]{4}|u\{[\da-f]+\}|c[a-z]|p\{[^}]*\}|.)|./isy;
const quantifiers = /(?:([*+?])|\{(\d+)(,?)(\d*)\})\??/y;

/** Stands for every character beyond ASCII, of which each token that speaks of any takes some. */
export const beyond = '\uffff';
const speaksOfBeyond = /[^\0-\x7f]|\\[uxp]/i;

const mostPositions = 1_000;
/** A lookaround that reads further, at each character of the text, takes as long as one without end. */
const longestLook = 1_000;

/**
 * Reads a pattern; undefined where no automaton stands for it, or where it repeats what is repeated already. A fixed
 * number of one character is written out; so is a bounded repeat of anything, with `bounded`. Other repeats are endless.
 */
export function readPattern(pattern: RegExp, bounded: boolean): PositionAutomaton | undefined {
  const reader = new PatternReader(pattern.source, pattern.flags, bounded);
  try {
    const { first, last } = reader.alternatives();
    if (!reader.readable) return undefined;
    return { positions: reader.positions, starts: first, ends: last.filter((end) => !reader.asserted.has(end)) };
  } catch {
    // A token that is no pattern by itself: syntax that is newer than this reader.
    return undefined;
  }
}

class PatternReader {
  readonly positions: Position[] = [];
  /** Positions after which something is asserted of the text. */
  readonly asserted = new Set<number>();
  readable: boolean;
  readonly #source: string;
  readonly #flags: string;
  readonly #bounded: boolean;
  #at = 0;
  #endless = 0;

  constructor(source: string, flags: string, bounded: boolean) {
    this.#source = source;
    this.#flags = flags;
    this.#bounded = bounded;
    this.readable = !flags.includes('v');
  }

  alternatives(): Part {
    let part = this.#sequence();
    while (this.#source[this.#at] === '|') {
      this.#at++;
      const other = this.#sequence();
      part = {
        first: [...part.first, ...other.first],
        last: [...part.last, ...other.last],
        nullable: part.nullable || other.nullable,
      };
    }
    this.#at++;
    return part;
  }

  #sequence(): Part {
    let part = empty;
    const guards: Guard[] = [];
    while (this.#at < this.#source.length && !'|)'.includes(this.#source.charAt(this.#at))) {
      const item = this.#repeated();
      if (item.guard && part.first.length === 0) guards.push(item.guard);
      if (item.asserts) for (const position of part.last) this.asserted.add(position);
      part = this.#followed(part, item);
    }
    for (const start of part.first) this.positions[start]?.guards.push(...guards);
    return part;
  }

  #followed(part: Part, next: Part): Part {
    this.#connect(part.last, next.first);
    return {
      first: part.nullable ? [...part.first, ...next.first] : part.first,
      last: next.nullable ? [...part.last, ...next.last] : next.last,
      nullable: part.nullable && next.nullable,
    };
  }

  #connect(from: readonly number[], to: readonly number[]): void {
    for (const start of from) {
      const follow = this.positions[start]?.follow;
      for (const end of to) {
        // Two ways from one character to the next: (a+)+
        if (follow?.has(end)) this.readable = false;
        follow?.add(end);
      }
    }
  }

  #repeated(): Part {
    const from = this.#at;
    const before = this.positions.length;
    let part = this.#atom();
    const single = this.positions.length === before + 1;
    const [quantifier, sign, least, comma, most] = this.#next(quantifiers);
    if (quantifier === undefined) return part;
    const min = least === undefined ? Number(sign === '+') : Number(least);
    const max = least === undefined ? (sign === '?' ? 1 : Infinity) : Number(comma ? most || Infinity : least);
    // (a?)+: what is empty can be repeated in many ways.
    if (max > 1 && part.nullable) this.readable = false;
    if (max > 1 && !this.#isWrittenOut(min, max, single)) {
      this.#connect(part.last, part.first);
      if (max > longestLook) this.#endless++;
      return min > 0 ? part : { ...part, nullable: true };
    }
    const end = this.#at;
    for (let turn = 1; turn < max; turn++) {
      this.#at = from;
      const again = this.#atom();
      part = this.#followed(part, turn < min ? again : { ...again, nullable: true });
    }
    this.#at = end;
    return min > 0 ? part : { ...part, nullable: true };
  }

  #isWrittenOut(min: number, max: number, single: boolean): boolean {
    if (this.positions.length > mostPositions) this.readable = false;
    return this.#bounded ? max <= 64 && max - min <= 20 : single && min === max && max <= 64;
  }

  #atom(): Part {
    const token = String(this.#next(tokens)[0]);
    if (token === '(' || token === '(?:' || /^\(.+>$/.test(token)) return this.alternatives();
    if (token.startsWith('(?')) return this.#lookaround(token);
    if (/^\\[1-9k]/.test(token)) this.readable = false;
    if (token === '\\b') return { ...assertion, guard: isBoundary };
    if (token === '^') return { ...assertion, guard: this.#flags.includes('m') ? isLineEnd : never };
    if (token === '$' || token === '\\B') return assertion;
    const whole = new RegExp(`^(?:${token})$`, this.#flags.replace(/[dgmy]/g, ''));
    const id = this.positions.length;
    const takes = (character: string): boolean =>
      whole.test(character) || (character === beyond && speaksOfBeyond.test(token));
    this.positions.push({ takes, follow: new Set(), guards: [] });
    return { first: [id], last: [id], nullable: false };
  }

  /** Only a look at one character back is of use. Any other is as good as absent, but must not search itself. */
  #lookaround(token: string): Part {
    const [endless, before, from] = [this.#endless, this.positions.length, this.#at];
    if (token === '(?') this.readable = false;
    this.alternatives();
    if (this.#endless > endless) this.readable = false;
    const [seen] = this.positions.slice(before);
    tokens.lastIndex = 0;
    const isOne = tokens.exec(this.#source.slice(from, this.#at - 1))?.[0].length === this.#at - 1 - from;
    if (!seen || !isOne || !token.includes('<')) return assertion;
    return { ...assertion, guard: (previous) => seen.takes(previous) === (token === '(?<=') };
  }

  /** The match at this place and its groups; empty where there is none. */
  #next(expression: RegExp): readonly (string | undefined)[] {
    expression.lastIndex = this.#at;
    const match = expression.exec(this.#source);
    if (match) this.#at = expression.lastIndex;
    return match ?? [];
  }
}

function isBoundary(before: string, character: string): boolean {
  return /\w/.test(before) !== /\w/.test(character);
}

function isLineEnd(before: string): boolean {
  return /[\n\r\u2028\u2029]/.test(before);
}

function never(): boolean {
  return false;
}
