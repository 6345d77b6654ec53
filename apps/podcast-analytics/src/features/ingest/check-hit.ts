import type { Hit } from '../../counting/hit.ts';

const dayMs = 86_400_000;
const year2000 = Date.UTC(2000, 0, 1);

const maxLengths = {
  method: 32,
  url: 8192,
  range: 2048,
  userAgent: 4096,
  referer: 8192,
  address: 128,
  hashedAddress: 128,
  country: 2,
  uuid: 128,
} as const satisfies Partial<Record<keyof Hit, number>>;

const texts = Object.entries(maxLengths) as [keyof typeof maxLengths, number][]; // the cast: entries forget their keys

/** What is wrong with a hit, whatever log it comes from: what was expected and what came. */
export function checkHit(hit: Hit, now: number): string | undefined {
  return checkTime(hit.time, now) ?? checkRequest(hit) ?? checkTexts(hit);
}

function checkTime(time: number, now: number): string | undefined {
  if (!Number.isInteger(time)) return 'time: expected a date and time, got none that can be read';
  if (time < year2000) return `time: expected a date from 2000 on, got ${shownTime(time)}`;
  if (time > now + dayMs) return `time: expected no date in the future, got ${shownTime(time)}`;
  return undefined;
}

function shownTime(time: number): string {
  // Beyond these, a Date has no notation.
  return Math.abs(time) <= 8.64e15 ? new Date(time).toISOString() : String(time);
}

function checkRequest({ method, url, status, bytesSent }: Hit): string | undefined {
  if (method === '') return 'method: expected one such as GET, got none';
  if (url === '') return 'url: expected one, got none';
  if (status !== undefined && !(Number.isInteger(status) && status >= 100 && status <= 999)) {
    return `status: expected 100 to 999, got ${status}`;
  }
  // A log may write more digits than a number holds, and one such line must not end an import.
  if (bytesSent !== undefined && !(Number.isSafeInteger(bytesSent) && bytesSent >= 0)) {
    return `bytesSent: expected a whole number of bytes, got ${bytesSent}`;
  }
  return undefined;
}

function checkTexts(hit: Hit): string | undefined {
  for (const [name, maxLength] of texts) {
    const value = hit[name];
    if (value === undefined) continue;
    if (value.length > maxLength) {
      return `${name}: expected at most ${maxLength.toLocaleString('en')} characters, got ${value.length.toLocaleString('en')}`;
    }
    // PostgreSQL stores no NUL in a text.
    if (value.includes('\0')) return `${name}: expected text, got a NUL character`;
  }
  if (hit.country !== undefined && !/^[A-Z][A-Z0-9]$/.test(hit.country)) {
    return `country: expected a code such as DE, got ${JSON.stringify(hit.country)}`;
  }
  return undefined;
}
