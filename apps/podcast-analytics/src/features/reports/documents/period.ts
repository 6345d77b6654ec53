export const intervals = ['weekly', 'monthly'] as const;
export type Every = (typeof intervals)[number];

const dayMs = 86_400_000;
/** After midnight UTC, so that the logs of the last day have had time to come. */
const hourOfDay = 6;

/** Mondays and firsts of the month, 06:00 UTC: the first one after `now`. */
export function nextRun(every: Every, now: number): number {
  const date = new Date(now);
  const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()];
  if (every === 'monthly') {
    const first = Date.UTC(year, month, 1, hourOfDay);
    return first > now ? first : Date.UTC(year, month + 1, 1, hourOfDay);
  }
  const monday = Date.UTC(year, month, day - ((date.getUTCDay() + 6) % 7), hourOfDay);
  return monday > now ? monday : monday + 7 * dayMs;
}

/** The seven days, or the calendar month, before the day of a run: both ends are UTC days and included. */
export function periodBefore(every: Every, run: number): { readonly from: string; readonly to: string } {
  const today = Math.floor(run / dayMs) * dayMs;
  const to = today - dayMs;
  const last = new Date(to);
  const from = every === 'weekly' ? today - 7 * dayMs : Date.UTC(last.getUTCFullYear(), last.getUTCMonth(), 1);
  return { from: isoDay(from), to: isoDay(to) };
}

function isoDay(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
