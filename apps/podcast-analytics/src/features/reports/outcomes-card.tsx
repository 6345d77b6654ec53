import type { FC } from 'hono/jsx';
import { howComputed } from '../../counting/exclusion.ts';
import { count, percent } from '../../platform/http/figures.ts';
import { hitsUrl } from './links.ts';
import type { OutcomeCount } from './outcome-counts.ts';
import type { ReportFilter } from './report-filter.ts';

interface OutcomesCardProps {
  readonly outcomes: readonly OutcomeCount[];
  readonly filter: ReportFilter;
}

/** Where every hit went: none is dropped without a reason. */
export const OutcomesCard: FC<OutcomesCardProps> = ({ outcomes, filter }) => {
  const total = outcomes.reduce((sum, { hits }) => sum + hits, 0);
  return (
    <section class="card" aria-labelledby="outcomes-title">
      <h2 id="outcomes-title">What became of the hits</h2>
      <p class="note">
        Counting follows the IAB Tech Lab podcast measurement guidelines 2.1. Every hit has one outcome.
      </p>
      <table class="outcomes" id="outcomes">
        <thead>
          <tr>
            <th scope="col">Outcome</th>
            <th scope="col">Hits</th>
            <th scope="col">Share</th>
            <th scope="col">How computed</th>
          </tr>
        </thead>
        <tbody>
          {outcomes.map(({ outcome, hits }) => (
            <tr>
              <th scope="row">
                <span class={`outcome ${outcome}`}>{outcome}</span>
              </th>
              <td>
                <a href={hitsUrl({ ...filter, outcome })} data-hits={hits}>
                  {count(hits)}
                </a>
              </td>
              <td class="share">{percent(hits, total)}</td>
              <td class="how">{howComputed[outcome]}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
};
