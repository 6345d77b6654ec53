import type { FC } from 'hono/jsx';
import { count, shortDay } from './figures.ts';

interface DaysChartProps {
  readonly title: string;
  /** Beside the title. */
  readonly note?: string;
  /** What is counted. */
  readonly unit: string;
  readonly days: readonly string[];
  /** Absent is zero. */
  readonly counts: ReadonlyMap<string, number>;
  /** Where a count leads to. */
  readonly hrefOf?: (day: string) => string;
}

/** A chart, and the table that it is drawn from: without JavaScript there is the table. */
export const DaysChart: FC<DaysChartProps> = ({ title, note, unit, days, counts, hrefOf }) => (
  <section class="card days" aria-labelledby="days-title">
    <h2 id="days-title">
      {title}
      {note !== undefined && <small> {note}</small>}
    </h2>
    <div class="chart" id="days-chart" data-chart="days-table" aria-hidden="true" />
    {/* what scrolls must be reachable by keyboard */}
    <section class="scroll" tabindex={0} aria-label={`${title} as a table`}>
      <table id="days-table">
        <thead>
          <tr>
            <th scope="col">Day (UTC)</th>
            <th scope="col">{unit}</th>
          </tr>
        </thead>
        <tbody>
          {days.map((day) => (
            <tr>
              <th scope="row">
                <time datetime={day}>{shortDay(day)}</time>
              </th>
              <Count n={counts.get(day) ?? 0} href={hrefOf?.(day)} />
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  </section>
);

const Count: FC<{ readonly n: number; readonly href: string | undefined }> = ({ n, href }) =>
  href === undefined ? (
    <td data-downloads={n}>{count(n)}</td>
  ) : (
    <td>
      <a href={href} data-downloads={n}>
        {count(n)}
      </a>
    </td>
  );
