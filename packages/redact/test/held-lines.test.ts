// What is held back, and for how long, to the character.
import { describe, expect, test } from 'vitest';
import { HeldLines } from '../src/held-lines.ts';
import { createRedactor } from '../src/redactor.ts';

const begin = '-----BEGIN PRIVATE KEY-----';
const end = '-----END PRIVATE KEY-----';

/** What comes out after each piece, and at the end. */
function out(pieces: readonly string[], maxStringLength = 65_536): string[] {
  const held = new HeldLines(createRedactor({ maxStringLength }).text, maxStringLength);
  return [...pieces.map((piece) => held.add(piece)), held.end()];
}

describe('a line', () => {
  test('ends where the first character of a piece says so', () => {
    expect(out(['\n{"id":1}\n{"pin":1}\n'])).toEqual(['\n{"id":1}\n{"pin":"[REDACTED]"}\n', '']);
  });

  test('that is as long as it may be and goes on in the next piece is too long', () => {
    expect(out(['x'.repeat(20)], 20)).toEqual(['', 'x'.repeat(20)]);
    expect(out(['x'.repeat(20), 'y'], 20)).toEqual(['', '', '[REDACTED]']);
    expect(out(['x'.repeat(30), 'y', 'z\nnext'], 20)).toEqual(['', '', '[REDACTED]\n', 'next']);
  });

  test('that ends with JSON is a text like any other', () => {
    const line = 'saw {"to":"ada.l@example.com","pin":1}';
    expect(out([line])).toEqual(['', createRedactor().text(line)]);
    expect(out(['saw  [1,  {"pin":1}]'])).toEqual(['', 'saw  [1,  {"pin":1}]']);
  });

  test('keeps a carriage return that is not at its end', () => {
    expect(out(['a\rb c\r\n'])).toEqual(['a\rb c\r\n', '']);
  });
});

describe('a private key', () => {
  test('is held up to 16,384 characters', () => {
    const longest = 16_384 - begin.length - 1;
    expect(out([`${begin}\n`, `${'- '.repeat(longest).slice(0, longest - 1)}\n`, 'x'])[1]).toBe('');
    expect(out([`${begin}\n`, `${'- '.repeat(longest).slice(0, longest)}\n`, 'x'])[1]).not.toBe('');
  });

  test('is hidden to its end where a line with its mark is as long as a line may be', () => {
    const body = Array.from({ length: 6 }, (_, i) => `${i}+${'kEy/'.repeat(4)}`).join('\n');
    const text = out([`${begin}\n${body}\n${end}\nb c\n`], begin.length).join('');
    expect(text).toMatch(/^(?:\[REDACTED\]\n?)+b c\n$/);
  });
});
