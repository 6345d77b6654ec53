import type { FC } from 'hono/jsx';
import { count, shortDay } from '../../platform/http/figures.ts';
import type { Campaign } from './campaign.ts';
import { evenPace } from './pacing.ts';
import { daysOf } from './utc-day.ts';

export interface DeliveryDaysProps {
  readonly campaign: Campaign;
  readonly days: ReadonlyMap<string, number>;
  readonly today: string;
}

/** A chart, and the table that it is drawn from: each day of the flight so far. */
export const DeliveryDays: FC<DeliveryDaysProps> = ({ campaign, days, today }) => {
  const { flight, goal } = campaign;
  const past = daysOf(flight).filter((day) => day <= today);
  return (
    <section class="card days" aria-labelledby="days-title">
      <h2 id="days-title">
        Impressions by day <small>the goal asks for {count(Math.ceil(evenPace(goal, flight)))} a day</small>
      </h2>
      <div class="chart" id="days-chart" data-chart="days-table" aria-hidden="true" />
      {/* what scrolls must be reachable by keyboard */}
      <section class="scroll" tabindex={0} aria-label="Impressions by day as a table">
        <table id="days-table">
          <thead>
            <tr>
              <th scope="col">Day (UTC)</th>
              <th scope="col">Impressions</th>
            </tr>
          </thead>
          <tbody>
            {past.map((day) => (
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
