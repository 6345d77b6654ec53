/** Days as `2026-02-03`, in UTC, where each has 24 hours: nothing here knows of daylight saving time. */
const dayMs = 86_400_000;

export function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

export function addDays(day: string, days: number): string {
  return dayOf(Date.parse(day) + days * dayMs);
}

/** How many days after `from` the day `to` is. */
export function daysFrom(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / dayMs;
}

/** Each day from the first to the last, both included. */
export function daysOf({ from, to }: { readonly from: string; readonly to: string }): readonly string[] {
  return Array.from({ length: Math.max(0, daysFrom(from, to) + 1) }, (_, n) => addDays(from, n));
}

/** 0 is Sunday. */
export function weekdayOf(day: string): number {
  return new Date(day).getUTCDay();
}

export function isDay(text: string): boolean {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  return !Number.isNaN(time) && dayOf(time) === text; // not 30 February
}
