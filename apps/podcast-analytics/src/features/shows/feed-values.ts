/** Texts of feeds as values. Undefined for what is none: a feed is not refused for one odd field. */

/** RFC 822 as RSS 2.0 asks for it, and ISO 8601, which some write. Epoch milliseconds. */
export function publicationTime(text: string): number | undefined {
  if (!/\d{4}/.test(text)) return undefined; // Date.parse() takes "0" for the year 2000
  // Without a zone, Date.parse() would take the time for that of this machine.
  const zoned = /(?:[a-z]{1,5}|[+-]\d\d:?\d\d)$/i.test(text) || /^\d{4}-\d\d-\d\d$/.test(text) ? text : `${text} GMT`;
  const time = Date.parse(zoned);
  return time >= earliest && time < latest ? time : undefined;
}

/** itunes:duration: seconds, or `MM:SS`, or `HH:MM:SS`. */
export function durationSeconds(text: string): number | undefined {
  if (!/^\d{1,6}(?:\.\d+)?$|^(?:\d{1,3}:)?\d{1,3}:\d\d(?:\.\d+)?$/.test(text)) return undefined;
  const seconds = text.split(':').reduce((sum, part) => sum * 60 + Math.trunc(Number(part)), 0);
  return seconds > 0 ? seconds : undefined;
}

/** The length of an enclosure. Many write 0 or 1 for one that they do not know. */
export function enclosureBytes(text: string): number | undefined {
  const bytes = /^\d{1,15}$/.test(text) ? Number(text) : 0;
  return bytes > 1 ? bytes : undefined;
}

export function httpUrl(text: string): string | undefined {
  return /^https?:\/\/[^\s\p{Cc}]+$/iu.test(text) && text.length <= 2048 && URL.canParse(text) ? text : undefined;
}

const earliest = Date.UTC(1970, 0, 2);
const latest = Date.UTC(2200, 0, 1);
