import type { Hit } from '../../../counting/hit.ts';
import { isoTime } from './iso-time.ts';
import type { LogFormat } from './log-format.ts';
import { optional } from './quoted.ts';

const required = ['date', 'time', 'c-ip', 'cs-method', 'cs-uri-stem', 'sc-status', 'sc-bytes'];

/** CloudFront standard log: W3C extended log file format, tab-separated, its columns named by `#Fields`. */
export const cloudfront: LogFormat = {
  name: 'cloudfront',
  title: 'CloudFront standard log',
  unit: 'line',
  recognises: (line) => line.startsWith('#Fields:') && line.includes('cs-uri-stem'),
  createParser() {
    let columns: ReadonlyMap<string, number> | undefined;
    return function parseCloudfront(line) {
      if (line.startsWith('#Fields:')) {
        columns = new Map(
          line
            .slice(8)
            .trim()
            .split(/\s+/)
            .map((name, index) => [name, index] as const),
        );
        const missing = required.filter((name) => !columns?.has(name));
        return missing.length > 0
          ? { fault: `expected the fields ${required.join(', ')}, missing ${missing.join(', ')}` }
          : undefined;
      }
      if (line.startsWith('#')) return undefined;
      if (!columns) return { fault: 'expected a line "#Fields: …" before the first request, got none' };
      const values = line.split('\t');
      if (values.length !== columns.size) return { fault: `expected ${columns.size} fields, got ${values.length}` };
      return { hit: hitOf(columns, values) };
    };
  },
};

function hitOf(columns: ReadonlyMap<string, number>, values: readonly string[]): Hit {
  const value = (name: string) => optional(values[columns.get(name) ?? -1]);
  const userAgent = value('cs(User-Agent)');
  const referer = value('cs(Referer)');
  const uuid = value('x-edge-request-id');
  const start = value('sc-range-start');
  const end = value('sc-range-end');
  const address = value('c-ip');
  const query = value('cs-uri-query');
  const host = value('x-host-header') ?? value('cs(Host)') ?? '';
  return {
    time: isoTime(`${value('date')}T${value('time')}Z`),
    method: value('cs-method') ?? '',
    url: `${host && 'https://'}${host}${value('cs-uri-stem') ?? '/'}${query === undefined ? '' : `?${query}`}`,
    status: Number(value('sc-status') ?? Number.NaN),
    bytesSent: Number(value('sc-bytes') ?? 0),
    ...(start !== undefined && { range: `bytes=${start}-${end ?? ''}` }),
    ...(userAgent !== undefined && { userAgent: decoded(userAgent) }),
    ...(referer !== undefined && { referer: decoded(referer) }),
    ...(address !== undefined && { address }),
    ...(uuid !== undefined && { uuid }),
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
