import { InputError } from './input-error.ts';
import { type Line, lineFrom, maxLineBytes, tooLong } from './line.ts';

const quote = 0x22;
const comma = 0x2c;
const backslash = 0x5c;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;

/** As much of a key as is needed to tell it from "rows". */
const maxKeyLength = 8;

/**
 * The rows of `{"rows": [ … ]}`, each as its JSON text, of a document of any size: only the structure is read here, and
 * JSON.parse judges the rows.
 * @throws {InputError} where the document is no such thing, or ends too early; the rows before were delivered.
 */
export async function* readJsonRows(source: AsyncIterable<Uint8Array>): AsyncGenerator<readonly Line[]> {
  const cutter = new RowCutter();
  for await (const chunk of source) {
    const rows = cutter.push(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length));
    if (rows.length > 0) yield rows;
    if (cutter.fault !== undefined) throw new InputError(`op3-json: ${cutter.fault}`);
  }
  const missing = cutter.missing();
  if (missing !== undefined) throw new InputError(`op3-json: ${missing}`);
}

/** Whether an odd number of backslashes stands before the position. */
function endsEscaped(chunk: Buffer, start: number, position: number): boolean {
  let first = position;
  while (first > start && chunk[first - 1] === backslash) first--;
  return (position - first) % 2 === 1;
}

/** One pass over the bytes: in UTF-8 no byte of a longer character looks like a quote, brace or bracket. */
class RowCutter {
  fault: string | undefined;
  #depth = 0;
  #inString = false;
  #escaped = false;
  /** The latest string of the outer object, which names what follows. */
  #key = '';
  #rows: 'ahead' | 'inside' | 'behind' = 'ahead';
  #number = 0;
  /** The row that is being read: its parts from earlier chunks, and where it begins in this one. */
  #parts: Buffer[] = [];
  #length = 0;
  #start = -1;

  push(chunk: Buffer): readonly Line[] {
    const lines: Line[] = [];
    for (let index = 0; index < chunk.length && this.fault === undefined; index++) {
      if (this.#inString) index = this.#endOfString(chunk, index);
      else if (this.#readStructure(chunk[index] ?? 0, index)) lines.push(this.#closeRow(chunk, index + 1));
    }
    if (this.#start >= 0) {
      this.#keep(chunk.subarray(this.#start));
      this.#start = 0;
    }
    return lines;
  }

  missing(): string | undefined {
    if (this.#depth > 0) return `the document ends too early, after row ${this.#number.toLocaleString('en')}`;
    return this.#rows === 'ahead' ? 'expected an object with an array "rows", got none' : undefined;
  }

  /** Strings are most of a document: the buffer's own search finds their end ten times as fast as a loop. */
  #endOfString(chunk: Buffer, start: number): number {
    let from = this.#escaped ? start + 1 : start;
    this.#escaped = false;
    for (;;) {
      const end = chunk.indexOf(quote, from);
      const stop = end < 0 ? chunk.length : end;
      const escaped = endsEscaped(chunk, from, stop);
      if (end < 0) this.#escaped = escaped;
      if (end < 0 || !escaped) {
        if (this.#depth === 1) this.#key = (this.#key + chunk.toString('latin1', start, stop)).slice(0, maxKeyLength);
        if (end >= 0) this.#inString = false;
        return stop;
      }
      from = end + 1;
    }
  }

  /** True when a row ends with this byte. */
  #readStructure(byte: number, index: number): boolean {
    const betweenRows = this.#rows === 'inside' && this.#depth === 2;
    if (byte === quote) {
      if (betweenRows) return this.#refuse('a string');
      this.#inString = true;
      if (this.#depth === 1) this.#key = '';
      return false;
    }
    if (byte === openBrace || byte === openBracket) {
      if (betweenRows) this.#start = index;
      if (this.#depth === 1 && byte === openBracket && this.#key === 'rows') this.#rows = 'inside';
      this.#depth++;
      return false;
    }
    if (byte === closeBrace || byte === closeBracket) {
      this.#depth--;
      if (this.#depth < 0) this.fault = 'expected a JSON document, got a bracket that closes nothing';
      if (this.#rows === 'inside' && this.#depth === 1) this.#rows = 'behind';
      return this.#rows === 'inside' && this.#depth === 2;
    }
    return betweenRows && byte !== comma && byte > 0x20 ? this.#refuse(`"${String.fromCharCode(byte)}"`) : false;
  }

  #refuse(got: string): false {
    this.fault = `expected an object as row ${(this.#number + 1).toLocaleString('en')}, got ${got}`;
    return false;
  }

  #keep(bytes: Buffer): void {
    if (this.#length <= maxLineBytes) this.#parts.push(bytes);
    this.#length += bytes.length;
  }

  #closeRow(chunk: Buffer, end: number): Line {
    this.#keep(chunk.subarray(this.#start, end));
    const bytes = this.#parts.length === 1 ? (this.#parts[0] ?? Buffer.alloc(0)) : Buffer.concat(this.#parts);
    const line = this.#length > maxLineBytes ? tooLong(++this.#number, bytes) : lineFrom(++this.#number, bytes);
    this.#parts = [];
    this.#length = 0;
    this.#start = -1;
    return line;
  }
}
