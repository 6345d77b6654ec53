// What belongs to a person: cards, accounts, social security numbers, addresses of mail and network, phone numbers.
import type { Detector } from './detector.ts';
import { maskCard, maskEmail, maskIban, maskIp, maskPhone, maskSsn } from './masks.ts';
import { ibanLength, isLuhn, isSsn } from './validators.ts';

/**
 * 12 to 19 digits, bare or in the groups that are printed on cards, of an issuer's range (ISO/IEC 7812), with a right
 * check digit. Not within a longer word, a float, a UUID or a phone number with its plus.
 */
export const card: Detector = {
  id: 'card',
  triggers: [],
  pattern:
    /(?<![\w.+-])(?:\d{12,19}|\d{4}(?: \d{4}){2,3}(?: \d{1,3})?|\d{4}(?:-\d{4}){2,3}(?:-\d{1,3})?|\d{4} \d{6} \d{4,5}|\d{4}-\d{6}-\d{4,5})(?!\w|[.-]\w)/,
  validate: cardLength,
  mask: maskCard,
};

/** A US social security number: hyphenated, or in any form right after its name. */
export const ssn: Detector = {
  id: 'ssn',
  triggers: [],
  pattern:
    /(?<![\w.-])(\d{3}-\d\d-\d{4})(?!\w|[.-]\w)|(?<!\w)(?:SSN|ssn|[Ss]ocial [Ss]ecurity)(?: [Nn]umber| [Nn]o\.?)?[^\w\n]{1,8}(?:is )?(\d{3}[ -]?\d\d[ -]?\d{4})(?!\d)/,
  validate: isSsn,
  mask: maskSsn,
};

/** An account number of a country of the IBAN registry, as electronic systems or as people write it. */
export const iban: Detector = {
  id: 'iban',
  triggers: [],
  pattern: /(?<!\w)[A-Z]{2}\d\d(?:[ -]?[A-Z\d]){11,30}(?!\w)/,
  validate: ibanLength,
  mask: maskIban,
};

/** The dotted form of RFC 5321 §4.1.2, letters of any script included. Not the host of a URL, nor `git@` of a repository. */
export const email: Detector = {
  id: 'email',
  triggers: ['@'],
  pattern:
    /(?<![\w.%+\x80-\uffff-])(?!git@)[\w.%+\x80-\uffff-]{1,64}@(?<!:\/\/[^\s/@]{0,64}@)[A-Za-z\d.\x80-\uffff-]{4,253}/,
  validate: emailLength,
  mask: maskEmail,
};

/** An international number of 8 to 15 digits (ITU-T E.164 §6.2.1) with its plus, or a North American one in its groups. */
export const phone: Detector = {
  id: 'phone',
  triggers: [],
  pattern: /(?<![\w.+-])(?:\+\d(?:[ .()-]{0,2}\d){7,14}|(?:\(\d{3}\) ?|\d{3}[ .-])\d{3}[ .-]\d{4})(?!\w|[.-]\w)/,
  mask: maskPhone,
};

/** An address of IPv4, or of IPv6 as RFC 5952 writes it. */
export const ip: Detector = {
  id: 'ip',
  triggers: [],
  pattern: /(?<![\w.:-])(?:\d{1,3}(?:\.\d{1,3}){3}|(?:[\da-fA-F]{0,4}:){2,7}[\da-fA-F]{0,4}(?!:))(?!\w|[.-]\w)/,
  validate: isIp,
  mask: maskIp,
};

// Mastercard and other 16s; Amex; Visa; Diners; JCB, Discover, UnionPay, RuPay and Mir; Maestro; JCB's old 15s.
const issuers =
  /^(?:(?=\d{16}$)(?:5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720|50(?:19|6[01]|8)|63[7-9]|9792)|3[47]\d{13}$|4(?:\d{12}|\d{15}|\d{18})$|(?=\d{14,19}$)3(?:0[0-59]|[689])|(?=\d{16,19}$)(?:35|6[025]|8[12]|220[0-4]|64[4-9])|(?=\d{12,19}$)(?:50[23]8|5018|5893|6304|6759|676[1-3])|(?:1800|2131)\d{11}$)/;

/** What follows a card in groups of its own, such as a date of expiry, is no part of it. */
function cardLength(found: string): number {
  if (isLuhn(found) && issuers.test(found.replace(/[ -]/g, ''))) return found.length;
  const lastGroup = found.search(/[ -]\d+$/);
  return lastGroup < 0 ? 0 : cardLength(found.slice(0, lastGroup));
}

/** Its host has a name at the top, unlike a version after a package's name. The full stop of a sentence is no part of it. */
function emailLength(found: string): number {
  const [address = ''] =
    /^[^@]+@(?!\d+\.\d)(?:[^.]+\.)+(?:[A-Za-z\x80-\uffff]{2,24}|xn--[\w-]{1,59})(?![\w-])/.exec(found) ?? [];
  return address.length;
}

function isIp(found: string): boolean {
  if (found.includes('.')) return found.split('.').every((octet) => Number(octet) < 256);
  // RFC 4291 §2.2: eight groups, or fewer around one run of zeros that is left out.
  if (/(?:[\da-f]+:){7}[\da-f]/i.test(found)) return true;
  return found.split('::').length === 2 && !found.includes(':::') && /[\da-f]/i.test(found);
}
