import { createHmac } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createMonthKey } from './month-key.ts';

describe('monthKey', () => {
  test.each([
    { section: '4.2', key: Buffer.alloc(20, 0x0b), text: 'Hi There', digest: 'b0344c61d8db38535ca8afceaf0bf12b' },
    {
      section: '4.3',
      key: Buffer.from('Jefe'),
      text: 'what do ya want for nothing?',
      digest: '5bdcc146bf60754e6a042426089575c7',
    },
    {
      section: '4.7, a key longer than a block',
      key: Buffer.alloc(131, 0xaa),
      text: 'Test Using Larger Than Block-Size Key - Hash Key First',
      digest: '60e431591ee0b67f0d8a26aacbf5b77f',
    },
  ])('gives the digest of RFC 4231 section $section', ({ key, text, digest }) => {
    expect(createMonthKey(key)(text)).toBe(digest);
  });

  test('is the HMAC of Node for any key and any texts, short after long', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.string({ unit: 'binary', minLength: 5000, maxLength: 6000 }),
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), fc.array(text, { maxLength: 5 }), (secret, texts) => {
        const monthKey = createMonthKey(secret);
        for (const one of texts) {
          expect(monthKey(one)).toBe(createHmac('sha256', secret).update(one).digest('hex').slice(0, 32));
        }
      }),
      { seed: 4231, numRuns: 50 },
    );
  });

  test('does not change with the bytes that it was made of', () => {
    const secret = Buffer.alloc(32, 1);
    const monthKey = createMonthKey(secret);
    const before = monthKey('a');
    secret.fill(2);
    expect(monthKey('a')).toBe(before);
  });
});
