import { maskFull } from './masks.ts';

// A private key is the only secret of several lines. It is waited for no longer than this: 16,384 bits take 12,800.
const longestKey = 16_384;
const marker = /-----(BEGIN|END) [A-Z\d ]{0,30}PRIVATE KEY(?: BLOCK)?-----/g;
/** What stands between the two: Base64, and headers such as `Proc-Type: 4,ENCRYPTED`. */
const keyLine = /^(?:[\w+/=\\]*|[A-Z][A-Za-z-]{2,40}: .*)\r?$/;

/** Cuts a text that comes in pieces into what is redacted together: a line, or all lines of a private key. */
export class HeldLines {
  readonly #redact: (text: string) => string;
  readonly #longest: number;
  /** Whole lines, from the one that a key begins in. */
  #block = '';
  /** The beginning of a line. */
  #line = '';
  /** The first line of the last key, for what of it comes after it was too long to be held. */
  #begin = '';
  /** What of the block has been given out before. */
  #again = '';

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
    this.#line += part.slice(0, this.#longest + 1 - this.#line.length);
  }

  #endLine(end: string): string {
    const line = this.#line;
    this.#line = '';
    const isJson = /^\s*[{[]/.test(line);
    const [last, kind] = (isJson || line.length > this.#longest ? [] : [...line.matchAll(marker)]).at(-1) ?? [];
    let ready = '';
    if (isJson || this.#block.length + line.length >= Math.min(longestKey, this.#longest)) {
      const goesOn = this.#block !== '' && (kind === 'END' || keyLine.test(line));
      ready = this.#endBlock();
      // Without the line that it began with, nobody would know it for a key.
      if (goesOn) this.#block = this.#again = this.#begin;
    }
    if (kind === 'BEGIN') this.#begin = `${last}\n`;
    else if (this.#block === '') return ready + this.#redactLine(line, end);
    this.#block += line + end;
    return kind === 'END' ? ready + this.#endBlock() : ready;
  }

  #endBlock(): string {
    const [block, again] = [this.#block, this.#again];
    this.#block = this.#again = '';
    const redacted = block && this.#redact(block);
    return redacted.startsWith(again) ? redacted.slice(again.length) : redacted;
  }

  #redactLine(line: string, end: string): string {
    if (line.length > this.#longest) {
      const redacted = this.#redact(line);
      // Nothing to redact for, but the rest of the line is gone.
      return (redacted === line ? maskFull() : redacted) + end;
    }
    // Spaces around JSON would be lost with the line.
    const start = Math.max(0, line.search(/(?<=^\s*)[{[]/));
    const text = line.slice(start).replace(/\r$/, '');
    return line.slice(0, start) + this.#redact(text) + line.slice(start + text.length) + end;
  }
}
