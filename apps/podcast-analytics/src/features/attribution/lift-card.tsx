import type { FC } from 'hono/jsx';
import { count, percent } from '../../platform/http/figures.ts';
import type { AttributionReport } from './attribution-report.ts';
import type { Group } from './lift.ts';

export const LiftCard: FC<Pick<AttributionReport, 'lift'>> = ({ lift }) => (
  <section class="card" aria-labelledby="lift-title" id="lift" data-state={lift.state}>
    <h2 id="lift-title">Lift</h2>
    {lift.state === 'known' ? (
      <p>
        <strong>{points(lift.difference)} percentage points</strong>, between {points(lift.low)} and {points(lift.high)}{' '}
        with a confidence of 95 %: {(lift.relative * 100).toFixed(0)} % {lift.relative < 0 ? 'less' : 'more'} than
        without the campaign.
      </p>
    ) : (
      <p>Not enough data.</p>
    )}
    <table class="placements">
      <thead>
        <tr>
          <th scope="col">Households</th>
          <th scope="col">All</th>
          <th scope="col">Converted</th>
          <th scope="col">Rate</th>
        </tr>
      </thead>
      <tbody>
        <Row name="heard the campaign" group={lift.groups.exposed} />
        <Row name="heard other episodes" group={lift.groups.control} />
      </tbody>
    </table>
  </section>
);

const Row: FC<{ readonly name: string; readonly group: Group }> = ({ name, group }) => (
  <tr>
    <th scope="row">{name}</th>
    <td class="number">{count(group.size)}</td>
    <td class="number">{count(group.converted)}</td>
    <td class="number">{percent(group.converted, group.size)}</td>
  </tr>
);

function points(share: number): string {
  return `${share > 0 ? '+' : ''}${(share * 100).toFixed(2)}`;
}
