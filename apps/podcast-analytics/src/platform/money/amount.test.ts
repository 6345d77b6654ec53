import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decimalAmount, formatMoney, parseAmount } from './amount.ts';
import { currencyDigits, isCurrency } from './currency.ts';

describe('an amount', () => {
  test.each([
    ['12.34', 'EUR', 1234],
    ['12.3', 'EUR', 1230],
    ['12', 'EUR', 1200],
    [' 0.05 ', 'USD', 5],
    ['-0.05', 'USD', -5],
    ['-0', 'USD', 0],
    ['1234', 'JPY', 1234],
    ['1.234', 'KWD', 1234],
    ['90071992547409.91', 'EUR', Number.MAX_SAFE_INTEGER],
  ])('of %j %s is %d minor units', (text, currency, amount) => {
    expect(parseAmount(text, currency)).toBe(amount);
  });

  test.each([
    ['', 'EUR'],
    ['1,50', 'EUR'],
    ['1.', 'EUR'],
    ['.5', 'EUR'],
    ['1e3', 'EUR'],
    ['+1', 'EUR'],
    ['1 000', 'EUR'],
    ['0x10', 'EUR'],
    ['Infinity', 'EUR'],
    ['1.005', 'EUR'],
    ['1.5', 'JPY'],
    ['1.2345', 'KWD'],
    ['90071992547409.92', 'EUR'],
    ['١٢', 'EUR'],
  ])('of %j %s is refused', (text, currency) => {
    expect(() => parseAmount(text, currency)).toThrow(RangeError);
  });

  test('says what it expected and what came', () => {
    expect(() => parseAmount('1,50', 'EUR')).toThrow('expected an amount in EUR such as 1234.56, got "1,50"');
    expect(() => parseAmount('1', 'EURO')).toThrow('expected the ISO 4217 code of a currency such as EUR, got "EURO"');
  });

  test.each([
    [123_456_789, 'EUR', '1,234,567.89 EUR'],
    [-5, 'EUR', '-0.05 EUR'],
    [0, 'EUR', '0.00 EUR'],
    [123_456, 'JPY', '123,456 JPY'],
    [1, 'KWD', '0.001 KWD'],
    [-100_000, 'EUR', '-1,000.00 EUR'],
  ])('of %d in %s is shown as %s', (amount, currency, text) => {
    expect(formatMoney(amount, currency)).toBe(text);
  });

  test.each([0.1, Number.NaN, 2 ** 53, Number.POSITIVE_INFINITY])('of %d minor units is none', (amount) => {
    expect(() => decimalAmount(amount, 'EUR')).toThrow(RangeError);
  });

  test('is the same after it was written and read', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.constantFrom('EUR', 'JPY', 'KWD'), (amount, currency) => {
        expect(parseAmount(decimalAmount(amount, currency), currency)).toBe(amount);
      }),
      { seed: 4217 },
    );
  });
});

describe('a currency', () => {
  test.each([
    ['EUR', 2],
    ['HUF', 2],
    ['AFN', 2],
    ['ISK', 0],
    ['JPY', 0],
    ['TND', 3],
  ])('%s has %d digits', (code, digits) => {
    expect(currencyDigits(code)).toBe(digits);
  });

  test.each(['eur', 'DEM', 'BTC', 'XXX', '', 'constructor', '__proto__'])('%j is none', (code) => {
    expect(isCurrency(code)).toBe(false);
  });
});
