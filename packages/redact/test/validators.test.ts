import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { validators } from '../src/validators.ts';

/** By the words of ISO/IEC 7812-1, annex B: double every second digit from the right, add the digits of the products. */
function naiveLuhn(digits: string): boolean {
  const products = [...digits].reverse().map((digit, i) => String(Number(digit) * (i % 2 === 0 ? 1 : 2)));
  return [...products.join('')].reduce((sum, digit) => sum + Number(digit), 0) % 10 === 0;
}

/** By the words of ISO 13616: the first four to the end, letters to numbers, one large number, modulo 97. */
function naiveCheck(iban: string): bigint {
  const moved = iban.slice(4) + iban.slice(0, 4);
  return BigInt([...moved].map((character) => Number.parseInt(character, 36)).join('')) % 97n;
}

describe('luhn', () => {
  test('agrees with the standard for any digits', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^\d{2,24}$/), (digits) => {
        expect(validators.luhn(digits)).toBe(naiveLuhn(digits));
      }),
    );
  });

  test('sees every single wrong digit', () => {
    const card = '4111111111111111';
    for (let i = 0; i < card.length; i++) {
      const wrong = (Number(card[i]) + 1) % 10;
      expect(validators.luhn(card.slice(0, i) + wrong + card.slice(i + 1))).toBe(false);
    }
  });

  test.each(['4111 1111 1111 1111', '3782-822463-10005', '79927398713', '00'])('holds for %s', (text) => {
    expect(validators.luhn(text)).toBe(true);
  });

  test.each(['', '0', '4111x1111', '4111.1111', '41/1', '79927398710', '-', '１８'])('does not hold for %s', (text) => {
    expect(validators.luhn(text)).toBe(false);
  });
});

describe('iban', () => {
  // One for each length, from the examples of the registry.
  test.each([
    'NO9386011117947',
    'BE68539007547034',
    'DK5000400440116243',
    'SI56263300012039086',
    'AT611904300234573201',
    'CH9300762011623852957',
    'GB29NWBK60161331926819',
    'AE070331234567890123456',
    'ES9121000418450200051332',
    'PT50000201231234567890154',
    'TR330006100519786457841326',
    'FR1420041010050500013M02606',
    'PL61109010140000071219812874',
    'BR1800360305000010009795493C1',
    'JO94CBJO0010000000000131000302',
    'MT84MALT011000012345MTLCAST001S',
    'LC55HEMM000100010012001200023015',
  ])('holds for %s', (text) => {
    expect(validators.iban(text)).toBe(true);
    expect(validators.iban(text.replace(/.{4}(?=.)/g, '$& '))).toBe(true);
    expect(validators.iban(`${text}0`)).toBe(false);
    expect(validators.iban(text.slice(0, -1))).toBe(false);
  });

  test('agrees with the standard for any account of a country', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^\d{2}[A-Z0-9]{18}$/), (rest) => {
        expect(validators.iban(`GB${rest}`)).toBe(naiveCheck(`GB${rest}`) === 1n);
      }),
      { numRuns: 2_000 },
    );
  });

  test.each([
    '',
    'GB',
    'XX29NWBK60161331926819',
    'GB29nwbk60161331926819',
    'GB29.NWBK60161331926819',
    'O936',
    'GB31NWBK601613319268',
    'GB3CNWBK60161331926802',
    'US64SVBKUS6S33009588',
  ])('does not hold for %s', (text) => {
    expect(validators.iban(text)).toBe(false);
  });
});

describe('ssn', () => {
  test.each(['078-05-1120', '078051120', '899 99 9999', '001-01-0001'])('holds for %s', (text) => {
    expect(validators.ssn(text)).toBe(true);
  });

  test.each([
    '000-12-3456',
    '666-12-3456',
    '900-12-3456',
    '999-99-9999',
    '123-00-4567',
    '123-45-0000',
    '12-345-678',
    '5078051120',
    '0780511205',
    '',
  ])('does not hold for %s', (text) => {
    expect(validators.ssn(text)).toBe(false);
  });
});

describe('jwt', () => {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const body = part({ sub: '1234567890' });

  test.each([
    `${part({ alg: 'HS256', typ: 'JWT' })}.${body}.c2ln`,
    `${part({ typ: 'JWT', alg: 'none' })}.${body}.`,
    `${part({ alg: 'RSA-OAEP', enc: 'A256GCM' })}.a.b.c.d`,
    // Every letter of base64url: `-` and `_` too.
    `${part({ kid: '>>>\u00be\u00bf', alg: 'HS256' })}.${body}.c2ln`,
    `${part({ kid: '???\u00fe', alg: 'HS256' })}.${body}.c2ln`,
    `${Buffer.from('{"typ" : "JWT",\n "alg"  :  "none"}').toString('base64url')}..`,
  ])('holds for %s', (text) => {
    expect(validators.jwt(text)).toBe(true);
  });

  test.each([
    '',
    'eyJ',
    `${part({ alg: 'HS256' })}`,
    `${part({ alg: 'HS256' })}.${body}`,
    `${part({ typ: 'JWT' })}.${body}.c2ln`,
    `${part({ alg: 5 })}.${body}.c2ln`,
    'eyJhb.eyJ.x',
    `${part({ alg: 'HS256' })}.${body}.c2ln!`,
    `${part({ alg: 'HS256' })}.a.b.c.d.e`,
    `x${part({ alg: 'HS256' })}.${body}.c2ln`,
  ])('does not hold for %s', (text) => {
    expect(validators.jwt(text)).toBe(false);
  });
});

describe('aba', () => {
  test.each(['021000021', '011401533', '091000019', '8000-0000-6'])('holds for %s', (text) => {
    expect(validators.aba(text)).toBe(true);
  });

  test('holds for the ranges of routing numbers that are issued, and for no other', () => {
    const held = Array.from({ length: 100 }, (_, i) => String(i).padStart(2, '0')).filter((range) => {
      const [first, second] = [Number(range[0]), Number(range[1])];
      const check = (10 - ((3 * first + 7 * second + 1) % 10)) % 10;
      return validators.aba(`${range}100000${check}`);
    });
    const between = (from: number, to: number): string[] =>
      Array.from({ length: to - from + 1 }, (_, i) => String(from + i).padStart(2, '0'));
    expect(held).toEqual([...between(0, 12), ...between(21, 32), ...between(61, 72), '80']);
  });

  test.each(['', '021000020', '000000000', '131000006', '900000007', '02100002', '0210000210', '9210111315'])(
    'does not hold for %s',
    (text) => {
      expect(validators.aba(text)).toBe(false);
    },
  );
});
