import type { FC } from 'hono/jsx';
import { DaysChart } from '../../platform/http/days-chart.tsx';
import type { DownloadCount } from './downloads-by.ts';
import { hitsUrl } from './links.ts';
import type { ReportFilter } from './report-filter.ts';

interface DaysCardProps {
  /** Days with downloads, in their order. */
  readonly days: readonly DownloadCount[];
  readonly filter: ReportFilter;
}

export const DaysCard: FC<DaysCardProps> = ({ days, filter }) => (
  <DaysChart
    title="Downloads by day"
    unit="Downloads"
    days={withoutGaps(days.map(({ key }) => key))}
    counts={new Map(days.map(({ key, downloads }) => [key, downloads]))}
    hrefOf={(day) => hitsUrl({ ...filter, from: day, to: day, outcome: 'counted' })}
  />
);

const dayMs = 86_400_000;
/** Ten years: beyond that a gap is a wrong clock rather than a quiet time. */
const longestSpan = 3660;

/** A day without a download is a zero, and not a day that is left out. */
function withoutGaps(days: readonly string[]): readonly string[] {
  const [first, last] = [days[0], days.at(-1)];
  if (first === undefined || last === undefined) return [];
  const start = Date.parse(first);
  const span = (Date.parse(last) - start) / dayMs + 1;
  if (span > longestSpan) return days;
  return Array.from({ length: span }, (_, n) => new Date(start + n * dayMs).toISOString().slice(0, 10));
}
