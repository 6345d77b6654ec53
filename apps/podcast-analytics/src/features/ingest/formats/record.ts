import type { Hit } from '../../../counting/hit.ts';
import { isoTime } from './iso-time.ts';
import type { Parsed } from './log-format.ts';

type Draft = { -readonly [Name in keyof Hit]: Hit[Name] };

/** A hit from named values: the names are those of `Hit`, or those of OP3's rows where they differ. */
export function hitFromRecord(record: Readonly<Record<string, unknown>>): Exclude<Parsed, undefined> {
  const faults: string[] = [];

  function given(name: string): unknown {
    const value = Object.hasOwn(record, name) ? record[name] : undefined;
    return value === null || value === '' ? undefined : value;
  }

  function text(name: string): string | undefined {
    const value = given(name);
    if (value === undefined || typeof value === 'string') return value;
    faults.push(`${name}: expected a string, got ${shown(value)}`);
    return undefined;
  }

  function integer(name: string): number | undefined {
    const value = given(name);
    const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
    if (number === undefined) return undefined;
    if (typeof number === 'number' && Number.isSafeInteger(number) && number >= 0) return number;
    faults.push(`${name}: expected an integer >= 0, got ${shown(value)}`);
    return undefined;
  }

  const hit: Draft = { time: timeOf(given('time')), method: text('method') ?? '', url: text('url') ?? '' };
  // Field by field: building it from a list of entries took half of the time of an import.
  const status = integer('status');
  if (status !== undefined) hit.status = status;
  const bytesSent = integer('bytesSent');
  if (bytesSent !== undefined) hit.bytesSent = bytesSent;
  const range = text('range');
  if (range !== undefined) hit.range = range;
  const userAgent = text('userAgent');
  if (userAgent !== undefined) hit.userAgent = userAgent;
  const referer = text('referer');
  if (referer !== undefined) hit.referer = referer;
  const address = text('address');
  if (address !== undefined) hit.address = address;
  const hashedAddress = text('hashedAddress') ?? text('hashedIpAddress');
  if (hashedAddress !== undefined) hit.hashedAddress = hashedAddress;
  const country = text('country');
  if (country !== undefined) hit.country = country.toUpperCase();
  const asn = integer('asn');
  if (asn !== undefined) hit.asn = asn;
  const uuid = text('uuid');
  if (uuid !== undefined) hit.uuid = uuid;
  return faults.length > 0 ? { fault: faults.join('; ') } : { hit };
}

function timeOf(value: unknown): number {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string') return Number.NaN;
  if (/^\d{1,16}$/.test(value)) return Number(value);
  return isoTime(value);
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : JSON.stringify(value).slice(0, 80);
}
