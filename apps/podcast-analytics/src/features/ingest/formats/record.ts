import type { Hit } from '../../../counting/hit.ts';
import type { Parsed } from './log-format.ts';

const isoTime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/;

/** A hit from named values: the names are those of `Hit`, or those of OP3's rows where they differ. */
export function hitFromRecord(record: Readonly<Record<string, unknown>>): Parsed {
  const faults: string[] = [];

  function text(name: string): string | undefined {
    const value = Object.hasOwn(record, name) ? record[name] : undefined;
    if (value === undefined || value === null || value === '') return undefined;
    if (typeof value === 'string') return value;
    faults.push(`${name}: expected a string, got ${shown(value)}`);
    return undefined;
  }

  function integer(name: string): number | undefined {
    const value = Object.hasOwn(record, name) ? record[name] : undefined;
    if (value === undefined || value === null || value === '') return undefined;
    const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
    if (typeof number === 'number' && Number.isSafeInteger(number) && number >= 0) return number;
    faults.push(`${name}: expected an integer >= 0, got ${shown(value)}`);
    return undefined;
  }

  const optional = {
    status: integer('status'),
    bytesSent: integer('bytesSent'),
    range: text('range'),
    userAgent: text('userAgent'),
    referer: text('referer'),
    address: text('address'),
    hashedAddress: text('hashedAddress') ?? text('hashedIpAddress'),
    country: text('country')?.toUpperCase(),
    asn: integer('asn'),
    uuid: text('uuid'),
  };
  const hit = { time: timeOf(record['time']), method: text('method') ?? '', url: text('url') ?? '', ...optional };
  return faults.length > 0 ? { fault: faults.join('; ') } : { hit: withoutAbsent(hit) };
}

function timeOf(value: unknown): number {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string') return Number.NaN;
  if (/^\d{1,16}$/.test(value)) return Number(value);
  return isoTime.test(value) ? Date.parse(value) : Number.NaN;
}

function withoutAbsent(hit: { [Name in keyof Hit]: Hit[Name] | undefined }): Hit {
  // The cast: with undefined taken out of the optional fields, what is left is a Hit; the compiler cannot see that.
  return Object.fromEntries(Object.entries(hit).filter(([, value]) => value !== undefined)) as unknown as Hit;
}

function shown(value: unknown): string {
  return JSON.stringify(value).slice(0, 80);
}
