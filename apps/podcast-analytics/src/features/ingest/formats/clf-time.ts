const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
// A second of 60 is a leap second (RFC 3339, section 5.6).
const pattern =
  /^(\d{2})\/([A-Z][a-z]{2})\/(\d{4}):([01]\d|2[0-3]):([0-5]\d):([0-5]\d|60) ([+-])([01]\d|2[0-3])([0-5]\d)$/;

/** The time of the common log format, `25/May/2024:18:11:30 +0200`, in epoch milliseconds; NaN where it is none. */
export function clfTime(text: string): number {
  const [, day, month = '', year, hour, minute, second, sign, offsetHours, offsetMinutes] = pattern.exec(text) ?? [];
  const monthIndex = months.indexOf(month);
  if (monthIndex < 0) return Number.NaN;
  const local = Date.UTC(Number(year), monthIndex, Number(day), Number(hour), Number(minute), Number(second));
  // Date.UTC carries 31 February over into March.
  if (new Date(local).getUTCDate() !== Number(day)) return Number.NaN;
  const offsetMs = (Number(offsetHours) * 60 + Number(offsetMinutes)) * 60_000;
  return sign === '-' ? local + offsetMs : local - offsetMs;
}
