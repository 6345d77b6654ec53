/** A currency without decimals by ISO 4217, which Stripe still counts in hundredths. */
const countedInHundredths = new Set(['ISK', 'UGX']);

/** Three decimals by ISO 4217; card networks settle two of them. */
const threeDecimals = new Set(['BHD', 'JOD', 'KWD', 'OMR', 'TND']);

/** Stripe takes eight digits at most. */
const mostUnits = 99_999_999;

/**
 * The amount as Stripe writes it: the minor units of ISO 4217, but for two currencies.
 * @throws {RangeError} where it is no amount that can be charged.
 */
export function stripeAmount(amountMinor: number, currency: string): number {
  if (!/^[A-Z]{3}$/.test(currency)) throw new RangeError(`currency: expected three capitals, got "${currency}"`);
  if (!Number.isSafeInteger(amountMinor) || amountMinor < 1) {
    throw new RangeError(`amountMinor: expected an integer of at least 1, got ${amountMinor}`);
  }
  const units = countedInHundredths.has(currency) ? amountMinor * 100 : amountMinor;
  if (threeDecimals.has(currency) && units % 10 !== 0) {
    throw new RangeError(`amountMinor: expected a multiple of 10 in ${currency}, got ${amountMinor}`);
  }
  if (units > mostUnits) throw new RangeError(`amountMinor: expected at most ${mostUnits} units, got ${units}`);
  return units;
}

/** The way back, for what Stripe answers and tells by webhook. */
export function amountOfStripe(units: number, currency: string): number {
  return countedInHundredths.has(currency.toUpperCase()) ? units / 100 : units;
}
