import type { FC } from 'hono/jsx';
import { DaysChart } from '../../platform/http/days-chart.tsx';
import { count } from '../../platform/http/figures.ts';
import type { Campaign } from './campaign.ts';
import { evenPace } from './pacing.ts';
import { daysOf } from './utc-day.ts';

export interface DeliveryDaysProps {
  readonly campaign: Campaign;
  readonly days: ReadonlyMap<string, number>;
  readonly today: string;
}

/** Each day of the flight so far. */
export const DeliveryDays: FC<DeliveryDaysProps> = ({ campaign: { flight, goal }, days, today }) => (
  <DaysChart
    title="Impressions by day"
    note={`the goal asks for ${count(Math.ceil(evenPace(goal, flight)))} a day`}
    unit="Impressions"
    days={daysOf(flight).filter((day) => day <= today)}
    counts={days}
  />
);
