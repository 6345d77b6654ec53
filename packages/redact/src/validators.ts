/**
 * Checks of single values, for detectors of your own. Spaces and hyphens between the characters do not matter.
 *
 * @example
 * validators.luhn('4111 1111 1111 1111'); // true
 * validators.iban('GB29 NWBK 6016 1331 9268 19'); // true
 */
export const validators = {
  /** The check digit of card numbers (ISO/IEC 7812-1, annex B). */
  luhn: isLuhn,
  /** Country, length and check digits (ISO 13616, ISO 7064 MOD 97-10). */
  iban: isIban,
  /** A US social security number of an area, group and serial that can be issued (SSA POMS RM 10201.035). */
  ssn: isSsn,
  /** A JSON Web Token in compact form (RFC 7519): its header is JSON and names an algorithm. */
  jwt: isJwt,
  /** A US bank's routing number (ABA): its range and check digit. */
  aba: isAba,
} as const;

export function isLuhn(text: string): boolean {
  let sum = 0;
  let count = 0;
  for (let i = text.length - 1; i >= 0; i--) {
    const digit = text.charCodeAt(i) - 48;
    if (digit < 0 && isSeparator(text, i)) continue;
    if (digit < 0 || digit > 9) return false;
    sum += count++ % 2 === 0 ? digit : digit * 2 - (digit > 4 ? 9 : 0);
  }
  return count > 1 && sum % 10 === 0;
}

function isIban(text: string): boolean {
  return text !== '' && ibanLength(text) === text.length;
}

// The countries of the SWIFT IBAN registry, each with the length of its IBANs.
const ibanLengths =
  'NO15BE16DK18FI18FK18FO18GL18NL18SD18MK19SI19AT20BA20EE20KZ20LT20LU20MN20XK20CH21HR21LI21LV21BG22BH22CR22' +
  'DE22GB22GE22IE22ME22RS22VA22AE23GI23IL23IQ23OM23SO23TL23AD24CZ24ES24MD24PK24RO24SA24SE24SK24TN24VG24LY25' +
  'PT25ST25IS26TR26BI27DJ27FR27GR27IT27MC27MR27SM27AL28AZ28BY28CY28DO28GT28HN28HU28LB28NI28PL28SV28BR29EG29' +
  'PS29QA29UA29JO30KW30MU30YE30MT31SC31LC32RU33';

/** How many characters at the start of `text` are an IBAN; 0 when none are. */
export function ibanLength(text: string): number {
  const country = /^[A-Z]{2}\d\d/.test(text) ? ibanLengths.indexOf(text.slice(0, 2)) : -1;
  if (country < 0) return 0;
  const length = Number(ibanLengths.slice(country + 2, country + 4));
  let characters = '';
  let end = 0;
  for (; characters.length < length && end < text.length; end++) {
    if (!isSeparator(text, end)) characters += text[end];
  }
  if (characters.length < length || !/^[A-Z\d]+$/.test(characters) || /^[A-Z\d]/.test(text.slice(end))) return 0;
  return remainder97(characters.slice(4) + characters.slice(0, 4)) === 1 ? end : 0;
}

/** A letter counts as two digits, from A = 10 to Z = 35. */
function remainder97(characters: string): number {
  let remainder = 0;
  for (const character of characters) {
    const value = Number.parseInt(character, 36);
    remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97;
  }
  return remainder;
}

export function isSsn(text: string): boolean {
  return /^(?!000|666|9)\d{3}(?!00)\d\d(?!0000)\d{4}$/.test(compact(text));
}

export function isJwt(text: string): boolean {
  // What begins so is a JSON object's first brace and quotation mark.
  const header = /^(eyJ[\w-]+)\.[\w-]*(?:\.[\w-]*){1,3}$/.exec(text)?.[1];
  return header !== undefined && /"alg" *: *"/.test(decoded(header));
}

/** The text of letters in base64 (RFC 4648 §4, §5); nothing where their number is none that base64 has. */
export function decoded(base64: string): string {
  const letters = base64.replace(/-/g, '+').replace(/_/g, '/').replace(/=+/, '');
  return letters.length % 4 === 1 ? '' : atob(letters);
}

function isAba(text: string): boolean {
  const digits = compact(text);
  if (!/^(?:0\d|1[0-2]|2[1-9]|3[0-2]|6[1-9]|7[0-2]|80)\d{7}$/.test(digits)) return false;
  const sum = Array.from(digits, Number).reduce((total, digit, i) => total + digit * Number('371'.charAt(i % 3)), 0);
  return sum > 0 && sum % 10 === 0;
}

function compact(text: string): string {
  return text.replace(/[ -]/g, '');
}

function isSeparator(text: string, at: number): boolean {
  return text[at] === ' ' || text[at] === '-';
}
