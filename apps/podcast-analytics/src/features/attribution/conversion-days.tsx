import type { FC } from 'hono/jsx';
import { DaysChart } from '../../platform/http/days-chart.tsx';
import { daysOf } from '../campaigns/utc-day.ts';

export const ConversionDays: FC<{ readonly days: ReadonlyMap<string, number> }> = ({ days }) => {
  const known = [...days.keys()].sort();
  const [from, to] = [known[0], known.at(-1)];
  if (from === undefined || to === undefined) return null;
  return (
    <DaysChart title="Attributed conversions by day" unit="Conversions" days={daysOf({ from, to })} counts={days} />
  );
};
