import { currencyDigits } from './currency.ts';

/**
 * Amounts are integers of the currency's minor unit, up to 2^53 - 1: cents of EUR, yen of JPY, fils of KWD. No float is ever
 * between a text and an amount.
 */

/** Reads `1234.5` as 123450 cents. @throws {RangeError} for anything else than digits, or more decimals than the currency has. */
export function parseAmount(text: string, currency: string): number {
  const digits = currencyDigits(currency);
  const [, sign = '', whole, decimals = ''] = /^(-?)(\d{1,16})(?:\.(\d{1,3}))?$/.exec(text.trim()) ?? [];
  if (whole === undefined || decimals.length > digits) {
    throw new RangeError(
      `expected an amount in ${currency} such as ${decimalAmount(123_456, currency)}, got "${text}"`,
    );
  }
  return checkAmount(Number(BigInt(sign + whole + decimals.padEnd(digits, '0'))));
}

/** Writes 123450 cents as `1234.50`: what a program and a spreadsheet read. */
export function decimalAmount(amountMinor: number, currency: string): string {
  const digits = currencyDigits(currency);
  const sign = amountMinor < 0 ? '-' : '';
  const text = String(Math.abs(checkAmount(amountMinor))).padStart(digits + 1, '0');
  return digits === 0 ? sign + text : `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

/** Writes 123450 cents as `1,234.50 EUR`: what a person reads. */
export function formatMoney(amountMinor: number, currency: string): string {
  const [whole = '', decimals] = decimalAmount(amountMinor, currency).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return `${grouped}${decimals === undefined ? '' : `.${decimals}`} ${currency}`;
}

/** @throws {RangeError} for what no integer holds exactly. */
export function checkAmount(amountMinor: number): number {
  if (!Number.isSafeInteger(amountMinor)) {
    throw new RangeError(`expected an amount in whole minor units up to 2^53 - 1, got ${amountMinor}`);
  }
  return amountMinor === 0 ? 0 : amountMinor; // no -0
}
