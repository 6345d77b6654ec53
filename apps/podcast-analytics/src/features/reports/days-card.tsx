import type { FC } from 'hono/jsx';
import { count, shortDay } from '../../platform/http/figures.ts';
import type { DownloadCount } from './downloads-by.ts';
import { hitsUrl } from './links.ts';
import type { ReportFilter } from './report-filter.ts';

interface DaysCardProps {
  /** Days with downloads, in their order. */
  readonly days: readonly DownloadCount[];
  readonly filter: ReportFilter;
}

/** A chart, and the table that it is drawn from: without JavaScript there is the table. */
export const DaysCard: FC<DaysCardProps> = ({ days, filter }) => (
  <section class="card days" aria-labelledby="days-title">
    <h2 id="days-title">Downloads by day</h2>
    <div class="chart" id="days-chart" data-chart="days-table" aria-hidden="true" />
    {/* what scrolls must be reachable by keyboard */}
    <section class="scroll" tabindex={0} aria-label="Downloads by day as a table">
      <table id="days-table">
        <thead>
          <tr>
            <th scope="col">Day (UTC)</th>
            <th scope="col">Downloads</th>
          </tr>
        </thead>
        <tbody>
          {withoutGaps(days).map(({ key, downloads }) => (
            <tr>
              <th scope="row">
                <time datetime={key}>{shortDay(key)}</time>
              </th>
              <td>
                <a href={hitsUrl({ ...filter, from: key, to: key, outcome: 'counted' })} data-downloads={downloads}>
                  {count(downloads)}
                </a>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  </section>
);

const dayMs = 86_400_000;
/** Ten years: beyond that a gap is a wrong clock rather than a quiet time. */
const longestSpan = 3660;

/** A day without a download is a zero, and not a day that is left out. */
function withoutGaps(days: readonly DownloadCount[]): readonly DownloadCount[] {
  const [first, last] = [days[0], days.at(-1)];
  if (!first || !last) return [];
  const start = Date.parse(first.key);
  const span = (Date.parse(last.key) - start) / dayMs + 1;
  if (span > longestSpan) return days;
  const counted = new Map(days.map((day) => [day.key, day]));
  return Array.from({ length: span }, (_, n) => {
    const key = new Date(start + n * dayMs).toISOString().slice(0, 10);
    return counted.get(key) ?? { key, label: key, downloads: 0 };
  });
}
