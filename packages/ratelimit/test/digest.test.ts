import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { digest } from '../src/digest.ts';

const reference = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 32);

test('the digest of a text is the first half of its SHA-256', () => {
  expect(digest('abc')).toBe('ba7816bf8f01cfea414140de5dae2223');
  for (let length = 0; length < 200; length++) expect(digest('x'.repeat(length))).toBe(reference('x'.repeat(length)));
  fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (text) => digest(text) === reference(text)));
});
