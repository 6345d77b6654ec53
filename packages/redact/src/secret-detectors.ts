// What lets its holder in: tokens, keys and passwords in the forms that their issuers publish.
import type { Detector } from './detector.ts';
import { bitsPerCharacter } from './entropy.ts';
import { maskFull } from './masks.ts';
import { decoded, isJwt } from './validators.ts';

/** A signed or encrypted JSON Web Token (RFC 7519) whose header is JSON. */
export const jwt: Detector = {
  id: 'jwt',
  triggers: ['eyJ'],
  pattern: /(?<![\w-])eyJ[\w-]{10,}(?:\.[\w-]*){2,4}/,
  validate: isJwt,
  mask: maskFull,
};

/** The token of an `Authorization: Bearer` header (RFC 6750 §2.1). A word of prose has no digit. */
export const bearer: Detector = {
  id: 'bearer',
  triggers: ['earer ', 'EARER '],
  pattern: /(?<!\w)(?:[Bb]earer|BEARER) +([\w.~+/-]{8,}=*)/,
  validate: (found) => /\d/.test(found),
  mask: maskFull,
};

/** The user and password of an `Authorization: Basic` header (RFC 7617). */
export const basicAuth: Detector = {
  id: 'basic-auth',
  triggers: ['asic ', 'ASIC '],
  pattern: /(?<!\w)(?:[Bb]asic|BASIC) +([\w+/-]{4,}=*)/,
  validate: isUserAndPassword,
  mask: maskFull,
};

/** A private key in PEM (RFC 7468) or of PGP (RFC 9580 §6.2). One whose end is cut off is hidden as far as it looks like one. */
export const privateKey: Detector = {
  id: 'private-key',
  triggers: ['PRIVATE KEY'],
  pattern:
    /-----BEGIN [A-Z\d ]{0,30}PRIVATE KEY(?: BLOCK)?-----(?:[^-]*(?:-{1,4}[^-]+){0,40}-----END [A-Z\d ]{0,30}PRIVATE KEY(?: BLOCK)?-----|(?:\r?\n[A-Z][A-Za-z-]{2,40}: [^\r\n]{0,200}){1,5}[\r\n][\w+/=\\\r\n]*|[\w+/=\\\r\n]*)/,
  mask: maskFull,
};

/** The password in the authority of a URL (RFC 3986 §3.2.1), or in a connection string of `name=value` pairs. */
export const connectionString: Detector = {
  id: 'connection-string',
  triggers: ['://', 'assword=', 'PASSWORD=', 'wd=', 'PWD=', 'AccountKey=', 'AccessKey='],
  pattern:
    /:\/\/[^\s:/@?#"'`<>]{0,100}:([^\s/?#"'`<>]{1,200})@|(?:[Pp]assword|PASSWORD|[Pp]wd|PWD|AccountKey|AccessKey)=(?!\$[\d{(]|%[s(]|:\w|[<{[*?])([^\s;&"'`,]{3,200})/,
  mask: maskFull,
};

/** The id of an access key, or a secret one after its name, as IAM issues them. */
export const aws: Detector = {
  id: 'aws-access-key',
  triggers: ['AKIA', 'ASIA', 'ABIA', 'ACCA', 'ecretAccessKey', 'ecret_access_key', 'ECRET_ACCESS_KEY'],
  pattern:
    /(?<![A-Za-z\d+/])(A(?:KIA|SIA|BIA|CCA)[A-Z2-7]{16})(?![\w+/])|(?:ecret(?:AccessKey|_access_key)|ECRET_ACCESS_KEY)["']?[:= ]{1,3}["']?([A-Za-z\d+/]{40})(?![\w+/])/,
  mask: maskFull,
};

/** Tokens of users, apps, refreshes and servers, and fine-grained ones. */
export const github: Detector = {
  id: 'github-token',
  triggers: ['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_', 'github_pat_'],
  pattern: /(?<![A-Za-z\d])(?:gh[pousr]_[A-Za-z\d]{36,255}|github_pat_[A-Za-z\d]{22}_[A-Za-z\d]{59})(?!\w)/,
  mask: maskFull,
};

/** Tokens of bots, users, apps and workflows, and the path of an incoming webhook. */
export const slack: Detector = {
  id: 'slack-token',
  triggers: ['xox', 'xapp-', 'hooks.slack.com'],
  pattern:
    /(?<![\w-])(?:xox[a-z]|xoxe\.xox[bp]|xapp)-\d[\w-]{12,255}|hooks\.slack\.com\/(?:services|workflows|triggers)\/([\w/]{20,100})/,
  mask: maskFull,
};

/** Secret and restricted keys, live or of the sandbox, and secrets of webhooks; a publishable key is no secret. */
export const stripe: Detector = {
  id: 'stripe-key',
  triggers: ['k_live_', 'k_test_', 'whsec_'],
  pattern: /(?<![A-Za-z\d])(?:[rs]k_(?:live|test)_[A-Za-z\d]{16,255}|whsec_[A-Za-z\d+/]{24,255}={0,2})(?!\w)/,
  mask: maskFull,
};

/** Keys of APIs, secrets of OAuth clients, and access tokens. */
export const google: Detector = {
  id: 'google-api-key',
  triggers: ['AIza', 'GOCSPX-', 'ya29.'],
  pattern: /(?<![\w-])(?:AIza[\w-]{35}|GOCSPX-[\w-]{28}|ya29\.[\w-]{30,512})(?![\w-])/,
  mask: maskFull,
};

/** Whatever looks drawn at random: 20 characters or more of all three kinds, with at least 3.5 bits of entropy each. */
export const entropy: Detector = {
  id: 'entropy',
  triggers: [],
  pattern: /(?<![\w+/=-])[\w+/-]{20,}={0,2}/,
  validate: isRandom,
  mask: maskFull,
};

function isUserAndPassword(found: string): boolean {
  return /^[ -9;-~\x80-\xff]*:[ -~\x80-\xff]+$/.test(decoded(found));
}

function isRandom(found: string): boolean {
  return /\d/.test(found) && /[a-z]/.test(found) && /[A-Z]/.test(found) && bitsPerCharacter(found) >= 3.5;
}
