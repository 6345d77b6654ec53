/** A currency without decimals by ISO 4217, which Stripe still counts in hundredths. */
const countedInHundredths = new Set(['ISK', 'UGX']);

/** Two decimals by ISO 4217, which nobody pays with; Stripe counts whole ones. */
const countedWhole = 'MGA';

/** Three decimals by ISO 4217; card networks settle two of them. */
const threeDecimals = new Set(['BHD', 'JOD', 'KWD', 'OMR', 'TND']);

/** Stripe takes eight digits at most. */
const mostUnits = 99_999_999;

/**
 * The amount as Stripe writes it: the minor units of ISO 4217, but for three currencies.
 * @throws {RangeError} where it is no amount that can be charged.
 */
export function stripeAmount(amountMinor: number, currency: string): number {
  if (!/^[A-Z]{3}$/.test(currency)) throw new RangeError(`currency: expected three capitals, got "${currency}"`);
  if (!Number.isSafeInteger(amountMinor) || amountMinor < 1) {
    throw new RangeError(`amountMinor: expected an integer of at least 1, got ${amountMinor}`);
  }
  const step = currency === countedWhole ? 100 : threeDecimals.has(currency) ? 10 : 1;
  if (amountMinor % step !== 0) {
    throw new RangeError(`amountMinor: expected a multiple of ${step} in ${currency}, got ${amountMinor}`);
  }
  const units = unitsOf(amountMinor, currency);
  if (units > mostUnits) throw new RangeError(`amountMinor: expected at most ${mostUnits} units, got ${units}`);
  return units;
}

/** The way back, for what Stripe answers and tells by webhook. */
export function amountOfStripe(units: number, currency: string): number {
  const code = currency.toUpperCase();
  if (code === countedWhole) return units * 100;
  return countedInHundredths.has(code) ? units / 100 : units;
}

function unitsOf(amountMinor: number, currency: string): number {
  if (currency === countedWhole) return amountMinor / 100;
  return countedInHundredths.has(currency) ? amountMinor * 100 : amountMinor;
}
