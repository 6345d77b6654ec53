import { maskFull } from './masks.ts';

// A private key is the only secret of several lines. It is waited for no longer than this: 16,384 bits take 12,800.
const longestKey = 16_384;
const key = '[A-Z\\d ]{0,30}PRIVATE KEY(?: BLOCK)?-----';

/** Cuts a text that comes in pieces into what is redacted together: a line, or all lines of a private key. */
export class HeldLines {
  readonly #redact: (text: string) => string;
  readonly #longest: number;
  readonly #begins = new RegExp(`-----BEGIN ${key}(?!.*-----END ${key})`);
  readonly #ends = new RegExp(`-----END ${key}`);
  /** Whole lines, from the one that a key begins in. */
  #block = '';
  /** The beginning of a line. */
  #line = '';

  constructor(redact: (text: string) => string, longest: number) {
    this.#redact = redact;
    this.#longest = longest;
  }

  /** Takes a piece; returns what is ready. */
  add(piece: string): string {
    let ready = '';
    let from = 0;
    for (let end = piece.indexOf('\n'); end >= 0; end = piece.indexOf('\n', from)) {
      this.#extend(piece.slice(from, end));
      ready += this.#endLine('\n');
      from = end + 1;
    }
    this.#extend(piece.slice(from));
    return ready;
  }

  /** There is no more; returns the rest. */
  end(): string {
    return this.#endLine('') + this.#endBlock();
  }

  /** Of a line that is too long to be looked at, no more is kept than shows that it is. */
  #extend(part: string): void {
    if (this.#line.length <= this.#longest) this.#line += part.slice(0, this.#longest + 1 - this.#line.length);
  }

  #endLine(end: string): string {
    const line = this.#line;
    this.#line = '';
    const isJson = /^\s*[{[]/.test(line);
    let ready = '';
    if (isJson || this.#block.length + line.length >= Math.min(longestKey, this.#longest)) ready = this.#endBlock();
    const begins = !isJson && this.#begins.test(line) && line.length <= this.#longest;
    if (this.#block === '' && !begins) return ready + this.#redactLine(line, end);
    this.#block += line + end;
    return !begins && this.#ends.test(line) ? ready + this.#endBlock() : ready;
  }

  #endBlock(): string {
    const block = this.#block;
    this.#block = '';
    return block && this.#redact(block);
  }

  #redactLine(line: string, end: string): string {
    // Spaces around JSON would hide that it is JSON.
    const start = Math.max(0, line.search(/(?<=^\s*)[{[]/));
    const text = line.slice(start).replace(/\r$/, '');
    const redacted = this.#redact(text);
    // Nothing to redact for, but the rest of the line is gone.
    const cut = line.length > this.#longest && redacted === text;
    return line.slice(0, start) + (cut ? maskFull() : redacted) + line.slice(start + text.length) + end;
  }
}
