import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Mask, masks } from '../src/masks.ts';

test.each<[string, Mask, string, string]>([
  ['email', masks.email, 'john.doe@example.com', 'joh***@example.com'],
  ['email of a short name', masks.email, 'ada@example.com', '***@example.com'],
  ['email without a host', masks.email, 'somebody', '***'],
  ['card', masks.card, '4111 1111 1111 1234', '****-****-****-1234'],
  ['card without separators', masks.card, '378282246310005', '****-****-****-0005'],
  ['ssn', masks.ssn, '078-05-6789', '***-**-6789'],
  ['iban', masks.iban, 'GB29 NWBK 6016 1331 9268 19', 'GB****************6819'],
  ['phone', masks.phone, '+1 (415) 555-2671', '*******2671'],
  ['ip', masks.ip, '203.0.113.7', '203.0.*.*'],
  ['ip of version 6', masks.ip, '2001:db8:0:0:1:2:3:4', '2001:db8:0:0:*:*:*:*'],
  ['full', masks.full, 'hunter2', '[REDACTED]'],
  ['keepLast', masks.keepLast(4), 'abcdefgh', '****efgh'],
  ['keepFirst', masks.keepFirst(2), 'abcdefgh', 'ab******'],
  ['keepFirst of as much as may be shown', masks.keepFirst(4), 'abcdefgh', 'abcd****'],
  ['keepLast of an odd value', masks.keepLast(2), 'abcde', '***de'],
  ['email of four letters', masks.email, 'abcd@x.io', 'abc***@x.io'],
  ['card of eight digits', masks.card, '1234-5678', '****-****-****-5678'],
  ['iban of fifteen characters', masks.iban, 'NO9386011117947', 'NO*********7947'],
  ['ip of two groups', masks.ip, '::1', ':*:*'],
  ['keepLast of nothing', masks.keepLast(0), 'abc', '***'],
  ['fixed', masks.fixed('<token>'), 'abc', '<token>'],
])('%s shows no more than it says', (_, mask, found, shown) => {
  expect(mask(found)).toBe(shown);
});

test.each<[string, Mask, string, string]>([
  ['email', masks.email, 'abc@x.io', '***@x.io'],
  ['card', masks.card, '1234567', '****-****-****-****'],
  ['ssn', masks.ssn, '1234', '***-**-****'],
  ['iban', masks.iban, 'GB29-NWBK-6016-13', '*'.repeat(14)],
  ['phone', masks.phone, '+1234567', '*******'],
  ['keepLast', masks.keepLast(4), '1234567', '*******'],
  ['keepFirst', masks.keepFirst(4), 'abcdefg', '*******'],
])('%s masks a value whole that is too short to show a part of', (_, mask, found, shown) => {
  expect(mask(found)).toBe(shown);
});

test('a mask takes any text', () => {
  fc.assert(
    fc.property(fc.string(), fc.nat(40), (text, count) => {
      const all = [...Object.values(masks).slice(0, 7), masks.keepLast(count), masks.keepFirst(count)] as Mask[];
      for (const mask of all) expect(typeof mask(text)).toBe('string');
    }),
  );
});
