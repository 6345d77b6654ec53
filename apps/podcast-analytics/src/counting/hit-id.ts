import { createGenerationMap } from './generation-map.ts';
import type { Hit } from './hit.ts';
import type { MonthKey } from './month-key.ts';

/** Identical lines of one second stand close together; further apart than this many other lines they are taken as one. */
const defaultCapacity = 100_000;

/**
 * Gives each hit of one file its identity, as 32 hexadecimal digits: the same line has the same one in every file and on
 * every import, while identical lines within a file are told apart by their order. The key is that of `listenerOf`.
 */
export function createHitIds(capacity = defaultCapacity): (hit: Hit, key: MonthKey) => string {
  const seen = createGenerationMap<string, number>(capacity);

  return function hitId(hit, key) {
    const content = canonical(hit);
    const first = key(content);
    // A log that names its requests repeats one only where its pages overlap: that is the same hit.
    if (hit.uuid !== undefined) return first;
    const ordinal = seen.get(first) ?? 0;
    seen.set(first, ordinal + 1);
    return ordinal === 0 ? first : key(`${content}\0${ordinal}`);
  };
}

/** What the log says of the request. Where the address lies may be looked up later, so it is no part of it. */
function canonical(hit: Hit): string {
  const { time, method, url, status = '', bytesSent = '', range = '', userAgent = '', referer = '', uuid = '' } = hit;
  const address = hit.address ?? hit.hashedAddress ?? '';
  return [time, uuid, method, url, status, bytesSent, range, userAgent, referer, address].join('\0');
}
