import type { Period } from './invoice.ts';

const monthPattern = /^(\d{4})-(0[1-9]|1[0-2])$/;

/** Whether a text is a month such as `2026-02`. */
export function isMonth(text: string): boolean {
  return monthPattern.test(text);
}

/** The days of a month such as `2026-02`, in UTC. */
export function periodOf(month: string): Period {
  const [, year, number] = monthPattern.exec(month) ?? [];
  if (year === undefined) throw new RangeError(`expected a month such as 2026-02, got "${month}"`);
  return { from: `${month}-01`, to: new Date(Date.UTC(Number(year), Number(number), 0)).toISOString().slice(0, 10) };
}

/** The month that a day is in. */
export function monthOf(day: string): string {
  return day.slice(0, 7);
}

/** The last month that is over at a time. */
export function monthBefore(time: number): string {
  const date = new Date(time);
  return new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 0)).toISOString().slice(0, 7);
}

/** The day that many days after another. */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}
