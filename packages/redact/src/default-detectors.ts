import type { Detector } from './detector.ts';
import { card, email, iban, ip, phone, ssn } from './personal-detectors.ts';
import {
  aws,
  basicAuth,
  bearer,
  connectionString,
  entropy,
  github,
  google,
  jwt,
  privateKey,
  slack,
  stripe,
} from './secret-detectors.ts';

/**
 * What text is searched for unless told otherwise: secrets, cards, IBANs, social security numbers and addresses of mail.
 *
 * @example
 * createRedactor({ values: defaultDetectors.filter(({ id }) => id !== 'email') });
 */
export const defaultDetectors: readonly Detector[] = [
  privateKey,
  jwt,
  bearer,
  basicAuth,
  connectionString,
  aws,
  github,
  slack,
  stripe,
  google,
  card,
  iban,
  ssn,
  email,
];

/**
 * The default ones, and phone numbers, IP addresses and whatever looks random, at the cost of false findings.
 *
 * @example
 * createRedactor({ values: [...strictDetectors, myDetector] });
 */
export const strictDetectors: readonly Detector[] = /* @__PURE__ */ defaultDetectors.concat(phone, ip, entropy);
