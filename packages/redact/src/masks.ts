/** Turns what was found into what may be shown. */
export type Mask = (found: string) => string;

/**
 * What may stand instead of a value. A value too short to show a part of is masked whole.
 *
 * @example
 * createRedactor({ masks: { email: masks.full, card: masks.keepLast(2) } });
 */
export const masks = {
  /** `joh***@example.com` */
  email: maskEmail,
  /** `****-****-****-1234` */
  card: maskCard,
  /** `***-**-6789` */
  ssn: maskSsn,
  /** `GB****************6819`: the country and the last four. */
  iban: maskIban,
  /** `*******1234`: the last four digits. */
  phone: maskPhone,
  /** `203.0.*.*`: the first half of the address. */
  ip: maskIp,
  /** `[REDACTED]`, or what the redactor's `censor` says. */
  full: maskFull,
  /** Shows the last `count` characters. */
  keepLast,
  /** Shows the first `count` characters. */
  keepFirst,
  /** Always the same text. */
  fixed,
} as const;

export function maskFull(): string {
  return '[REDACTED]';
}

/** At most half of a value is shown. */
function hasRoom(found: string, shown: number): boolean {
  return found.length >= 2 * shown;
}

function keepLast(count: number): Mask {
  return function maskAllButLast(found) {
    if (!hasRoom(found, count)) return '*'.repeat(found.length);
    return '*'.repeat(found.length - count) + found.slice(found.length - count);
  };
}

function keepFirst(count: number): Mask {
  return function maskAllButFirst(found) {
    if (!hasRoom(found, count)) return '*'.repeat(found.length);
    return found.slice(0, count) + '*'.repeat(found.length - count);
  };
}

function fixed(text: string): Mask {
  return function maskFixed() {
    return text;
  };
}

export function maskEmail(found: string): string {
  const at = found.lastIndexOf('@');
  return `${at > 3 ? found.slice(0, 3) : ''}***${at < 0 ? '' : found.slice(at)}`;
}

export function maskCard(found: string): string {
  const digits = digitsOf(found);
  return `****-****-****-${hasRoom(digits, 4) ? digits.slice(-4) : '****'}`;
}

export function maskSsn(found: string): string {
  const digits = digitsOf(found);
  return `***-**-${hasRoom(digits, 4) ? digits.slice(-4) : '****'}`;
}

export function maskIban(found: string): string {
  const compact = found.replace(/[^A-Za-z0-9]/g, '');
  if (compact.length < 15) return '*'.repeat(compact.length);
  return compact.slice(0, 2) + '*'.repeat(compact.length - 6) + compact.slice(-4);
}

export function maskPhone(found: string): string {
  return keepLast(4)(digitsOf(found));
}

export function maskIp(found: string): string {
  const separator = found.includes(':') ? ':' : '.';
  const parts = found.split(separator);
  const shown = parts.length >> 1;
  return parts.map((part, i) => (i < shown ? part : '*')).join(separator);
}

function digitsOf(found: string): string {
  return found.replace(/\D/g, '');
}
