import type { FC } from 'hono/jsx';
import { count, shortDay } from '../../platform/http/figures.ts';
import { daysOf } from '../campaigns/utc-day.ts';

/** A chart, and the table that it is drawn from. */
export const ConversionDays: FC<{ readonly days: ReadonlyMap<string, number> }> = ({ days }) => {
  const known = [...days.keys()].sort();
  const [from, to] = [known[0], known.at(-1)];
  if (from === undefined || to === undefined) return null;
  return (
    <section class="card days" aria-labelledby="days-title">
      <h2 id="days-title">Attributed conversions by day</h2>
      <div class="chart" id="days-chart" data-chart="days-table" aria-hidden="true" />
      {/* what scrolls must be reachable by keyboard */}
      <section class="scroll" tabindex={0} aria-label="Attributed conversions by day as a table">
        <table id="days-table">
          <thead>
            <tr>
              <th scope="col">Day (UTC)</th>
              <th scope="col">Conversions</th>
            </tr>
          </thead>
          <tbody>
            {daysOf({ from, to }).map((day) => (
              <tr>
                <th scope="row">
                  <time datetime={day}>{shortDay(day)}</time>
                </th>
                <td data-downloads={days.get(day) ?? 0}>{count(days.get(day) ?? 0)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </section>
  );
};
