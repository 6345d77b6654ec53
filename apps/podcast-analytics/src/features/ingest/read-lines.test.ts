import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { byteStream, collect } from '../../../test/byte-stream.ts';
import { maxLineBytes } from './line.ts';
import { readLines } from './read-lines.ts';

async function linesOf(content: string | Uint8Array, pieceBytes?: number) {
  const { items } = await collect(readLines(byteStream(content, pieceBytes)));
  return items.flat();
}

const texts = async (content: string, pieceBytes?: number) =>
  (await linesOf(content, pieceBytes)).map((line) => ('text' in line ? line.text : line.fault));

describe('readLines', () => {
  test('numbers lines from 1, and needs no newline at the end', async () => {
    expect(await linesOf('a\nb')).toEqual([
      { number: 1, text: 'a' },
      { number: 2, text: 'b' },
    ]);
    expect(await texts('a\nb\n')).toEqual(['a', 'b']);
  });

  test('keeps empty lines, so that the numbers are right', async () => {
    expect(await texts('\n\na\n')).toEqual(['', '', 'a']);
  });

  test('takes CRLF for an end of line, and a byte order mark for nothing', async () => {
    expect(await texts('\uFEFFa\r\nb\r\nc\r')).toEqual(['a', 'b', 'c']);
  });

  test('reads nothing from nothing', async () => {
    expect(await texts('')).toEqual([]);
  });

  test('rejects a line that is not UTF-8, and only that line', async () => {
    const content = Buffer.concat([Buffer.from('a\nb'), Buffer.from([0xff, 0xfe]), Buffer.from('\nföhn\n\nd')]);
    expect(await linesOf(content)).toEqual([
      { number: 1, text: 'a' },
      { number: 2, fault: 'expected UTF-8, got bytes that are not', raw: 'b\uFFFD\uFFFD' },
      { number: 3, text: 'föhn' },
      { number: 4, text: '' },
      { number: 5, text: 'd' },
    ]);
  });

  test('rejects a line of more than a mebibyte, keeps its beginning, and reads on', async () => {
    const allowed = 'x'.repeat(maxLineBytes);
    const lines = await linesOf(`${allowed}\n${allowed}y\nz`);
    expect(lines.map(({ number }) => number)).toEqual([1, 2, 3]);
    expect(lines[0]).toEqual({ number: 1, text: allowed });
    expect(lines[1]).toEqual({ number: 2, fault: 'line longer than 1,048,576 bytes', raw: 'x'.repeat(2048) });
    expect(lines[2]).toEqual({ number: 3, text: 'z' });
  });

  test('gives the lines that split gives, however the stream is cut', async () => {
    const content = fc
      .array(fc.constantFrom('a', 'é', '漢', '🎧', '\n', '\n\n', 'long text '), { maxLength: 40 })
      .map((parts) => parts.join(''));
    await fc.assert(
      fc.asyncProperty(content, fc.integer({ min: 1, max: 9 }), async (text, pieceBytes) => {
        const expected = text.split('\n');
        if (expected.at(-1) === '') expected.pop();
        expect(await texts(text, pieceBytes)).toEqual(expected);
      }),
    );
  });
});
