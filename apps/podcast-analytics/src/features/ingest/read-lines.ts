import { isUtf8 } from 'node:buffer';
import { type Line, lineFrom, maxLineBytes, tooLong } from './line.ts';

const newline = 10;

/** Small enough that no line within a piece is too long. */
const pieceBytes = 64 * 1024;

/** The lines of a byte stream, as many at once as have come. A line that is too long is skipped without being held. */
export async function* readLines(source: AsyncIterable<Uint8Array>): AsyncGenerator<readonly Line[]> {
  const open = openLine();
  let number = 1;

  function linesOf(bytes: Buffer): Line[] {
    const first = bytes.indexOf(newline);
    if (first < 0) {
      open.add(bytes);
      return [];
    }
    open.add(bytes.subarray(0, first));
    const lines = [open.close(number++)];
    const last = bytes.lastIndexOf(newline);
    if (last > first) {
      const whole = splitLines(bytes.subarray(first + 1, last), number);
      number += whole.length;
      lines.push(...whole);
    }
    open.add(bytes.subarray(last + 1));
    return lines;
  }

  for await (const chunk of source) {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
    for (let start = 0; start < bytes.length; start += pieceBytes) {
      const lines = linesOf(bytes.subarray(start, start + pieceBytes));
      if (lines.length > 0) yield lines;
    }
  }
  if (!open.isEmpty()) yield [open.close(number)];
}

/** Decoding many lines at once is four times as fast as one by one; only a piece with a fault in it is taken apart. */
function splitLines(bytes: Buffer, firstNumber: number): Line[] {
  if (isUtf8(bytes)) {
    const texts = bytes.toString('utf8').split('\n');
    return texts.map((text, index) => ({ number: firstNumber + index, text: withoutReturn(text) }));
  }
  const lines: Line[] = [];
  for (let start = 0; start <= bytes.length; ) {
    const found = bytes.indexOf(newline, start);
    const end = found < 0 ? bytes.length : found;
    lines.push(cleanLine(firstNumber + lines.length, bytes.subarray(start, end)));
    start = end + 1;
  }
  return lines;
}

/** The line whose end has not come yet. */
function openLine() {
  let parts: Buffer[] = [];
  let length = 0;

  function add(bytes: Buffer): void {
    if (length <= maxLineBytes && bytes.length > 0) parts.push(bytes);
    length += bytes.length;
  }

  function close(number: number): Line {
    const bytes = Buffer.concat(parts);
    const line = length > maxLineBytes ? tooLong(number, bytes) : cleanLine(number, bytes);
    parts = [];
    length = 0;
    return line;
  }

  return { add, close, isEmpty: () => length === 0 };
}

function cleanLine(number: number, bytes: Buffer): Line {
  const line = lineFrom(number, bytes);
  if ('fault' in line) return line;
  const text = number === 1 ? line.text.replace(/^\uFEFF/, '') : line.text;
  return { number, text: withoutReturn(text) };
}

function withoutReturn(text: string): string {
  return text.endsWith('\r') ? text.slice(0, -1) : text;
}
