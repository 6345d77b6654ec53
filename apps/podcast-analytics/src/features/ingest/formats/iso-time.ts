const pattern = /^(\d{4})-(\d{2})-(\d{2})T([01]\d|2[0-3]):\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/;

/** The time of an RFC 3339 date-time in epoch milliseconds; NaN where it is none. */
export function isoTime(text: string): number {
  const [, year, month, day] = pattern.exec(text) ?? [];
  // Date.parse carries 31 February over into March.
  if (year === undefined || Number(day) > daysInMonth(Number(year), Number(month))) return Number.NaN;
  return Date.parse(text);
}

function daysInMonth(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}
