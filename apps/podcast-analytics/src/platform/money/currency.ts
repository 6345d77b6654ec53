/**
 * Currencies in circulation and how many digits their minor unit has, after ISO 4217 list one. `Intl` is no source for it: its
 * digits are those of CLDR, which writes several currencies without the cents they have.
 */
const codesByDigits = {
  0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF',
  2: `AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC CUP CVE
    CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW
    KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK
    PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS
    UAH USD UYU UZS VES WST XCD YER ZAR ZMW`,
  3: 'BHD IQD JOD KWD LYD OMR TND',
} as const;

export type CurrencyDigits = 0 | 2 | 3;

const digitsByCode: ReadonlyMap<string, CurrencyDigits> = new Map([
  ...entries(codesByDigits[0], 0),
  ...entries(codesByDigits[2], 2),
  ...entries(codesByDigits[3], 3),
]);

function entries(codes: string, digits: CurrencyDigits): [string, CurrencyDigits][] {
  return codes.split(/\s+/).map((code) => [code, digits]);
}

/** Whether a text is the code of a currency in circulation, in capital letters. */
export function isCurrency(code: string): boolean {
  return digitsByCode.has(code);
}

/** How many digits stand after the decimal point. @throws {RangeError} for what is no currency. */
export function currencyDigits(code: string): CurrencyDigits {
  const digits = digitsByCode.get(code);
  if (digits === undefined) throw new RangeError(`expected the ISO 4217 code of a currency such as EUR, got "${code}"`);
  return digits;
}
