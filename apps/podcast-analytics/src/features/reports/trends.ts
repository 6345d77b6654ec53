import type { DownloadCount } from './downloads-by.ts';

const dayMs = 86_400_000;
const weekDays = 7;

/** Downloads of the last seven days of a report, and of the seven before them. */
export interface WeekTrend {
  readonly last: number;
  readonly before: number;
}

/** Undefined where the report has no fourteen days. Days without a download are not among `days`. */
export function weekTrend(days: readonly DownloadCount[]): WeekTrend | undefined {
  const [first, end] = [days[0], days.at(-1)];
  if (!first || !end) return undefined;
  const ago = (key: string) => (Date.parse(end.key) - Date.parse(key)) / dayMs;
  if (ago(first.key) < 2 * weekDays - 1) return undefined;
  const sum = (from: number, to: number) =>
    days.reduce((all, { key, downloads }) => (ago(key) >= from && ago(key) < to ? all + downloads : all), 0);
  return { last: sum(0, weekDays), before: sum(weekDays, 2 * weekDays) };
}

export interface BestWeekday {
  /** `Tuesday` */
  readonly name: string;
  /** Downloads on such a day, on average. */
  readonly mean: number;
  /** Downloads on any day, on average. */
  readonly meanOfAll: number;
}

/** Undefined where the report has no four weeks: fewer days tell more of an episode than of a weekday. */
export function bestWeekday(days: readonly DownloadCount[]): BestWeekday | undefined {
  const [first, end] = [days[0], days.at(-1)];
  if (!first || !end) return undefined;
  const start = Date.parse(first.key);
  const length = (Date.parse(end.key) - start) / dayMs + 1;
  if (length < 4 * weekDays) return undefined;
  const totals = Array.from({ length: weekDays }, () => ({ days: 0, downloads: 0 }));
  for (let n = 0; n < length; n++) weekdayOf(totals, start + n * dayMs).days++;
  for (const { key, downloads } of days) weekdayOf(totals, Date.parse(key)).downloads += downloads;
  const means = totals.map((each) => each.downloads / each.days);
  const mean = Math.max(...means);
  const all = days.reduce((sum, { downloads }) => sum + downloads, 0);
  return { name: weekdayNames[means.indexOf(mean)] ?? '', mean, meanOfAll: all / length };
}

const weekdayNames = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

function weekdayOf<Total>(totals: readonly Total[], time: number): Total {
  const total = totals[new Date(time).getUTCDay()];
  if (total === undefined) throw new Error('a week has seven days');
  return total;
}
