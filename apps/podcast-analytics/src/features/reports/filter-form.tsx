import type { FC } from 'hono/jsx';
import { downloadsUrl } from './links.ts';
import type { ReportFilter } from './report-filter.ts';
import type { ReportScope } from './report-scope.ts';

interface FilterFormProps {
  readonly filter: ReportFilter;
  readonly scope: ReportScope;
}

const dayMs = 86_400_000;
const periods = [7, 30, 90] as const;

/** A plain GET form; with htmx a change is applied at once. It stands outside of what is replaced, so that the focus stays. */
export const FilterForm: FC<FilterFormProps> = ({ filter, scope }) => (
  <form
    class="filters"
    action="/"
    method="get"
    aria-label="Filters"
    hx-get="/"
    hx-trigger="change"
    hx-target="#report"
    hx-select="#report"
    hx-select-oob="#periods"
    hx-swap="outerHTML"
    hx-push-url="true"
  >
    <label>
      Show
      <select name="show">
        <option value="">All shows</option>
        {scope.shows.map(({ key, label }) => (
          <option value={key} selected={key === filter.show}>
            {label}
          </option>
        ))}
      </select>
    </label>
    <label>
      From
      <input type="date" name="from" value={filter.from ?? ''} min={scope.days?.first} max={scope.days?.last} />
    </label>
    <label>
      To
      <input type="date" name="to" value={filter.to ?? ''} min={scope.days?.first} max={scope.days?.last} />
    </label>
    {filter.episode !== undefined && <input type="hidden" name="episode" value={filter.episode} />}
    <button type="submit">Apply</button>
    {scope.days && (
      <nav class="periods" id="periods" aria-label="Periods">
        {periods.map((days) => (
          <Period name={`${days} days`} current={filter} filter={{ ...filter, ...lastDays(days, scope.days) }} />
        ))}
        <Period name="All" current={filter} filter={{ ...filter, from: undefined, to: undefined }} />
      </nav>
    )}
  </form>
);

const Period: FC<{ name: string; current: ReportFilter; filter: ReportFilter }> = ({ name, current, filter }) => (
  <a
    href={downloadsUrl(filter)}
    aria-current={current.from === filter.from && current.to === filter.to ? 'true' : undefined}
  >
    {name}
  </a>
);

/** The days up to the last one with data. */
function lastDays(n: number, days: ReportScope['days']): ReportFilter {
  if (!days) return {};
  const first = new Date(Date.parse(days.last) - (n - 1) * dayMs).toISOString().slice(0, 10);
  return { from: first, to: days.last };
}
