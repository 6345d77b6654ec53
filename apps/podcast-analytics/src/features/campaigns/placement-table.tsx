import type { FC } from 'hono/jsx';
import { count } from '../../platform/http/figures.ts';
import { episodeLabel, showLabel } from '../reports/labels.ts';
import { hitsUrl } from '../reports/links.ts';
import type { Campaign } from './campaign.ts';
import { byPlacement } from './campaign-delivery.ts';
import type { Impressions } from './delivery.ts';
import type { Placement } from './delivery-rows.ts';

export interface PlacementTableProps {
  readonly campaign: Campaign;
  readonly rows: readonly Impressions[];
  readonly names: readonly Placement[];
}

const rowsAtFirst = 12;
const mostRows = 500;

/** Where the impressions come from: each number opens the downloads that it counts. */
export const PlacementTable: FC<PlacementTableProps> = ({ campaign, rows, names }) => {
  const placements = byPlacement(rows);
  const shown = placements.slice(0, mostRows);
  return (
    <section class="card" aria-labelledby="placements-title">
      <h2 id="placements-title">Spots</h2>
      {shown.length === 0 && <p>No impressions yet.</p>}
      {shown.length > 0 && <Rows campaign={campaign} rows={rows} names={names} shown={shown.slice(0, rowsAtFirst)} />}
      {shown.length > rowsAtFirst && (
        <details>
          <summary>{count(shown.length - rowsAtFirst)} more</summary>
          <Rows campaign={campaign} rows={rows} names={names} shown={shown.slice(rowsAtFirst)} />
        </details>
      )}
      {placements.length > shown.length && (
        <p class="note">{count(placements.length - shown.length)} more are told by the API alone.</p>
      )}
    </section>
  );
};

type RowsProps = PlacementTableProps & { readonly shown: ReturnType<typeof byPlacement> };

const Rows: FC<RowsProps> = ({ campaign, rows, names, shown }) => (
  <table class="placements">
    <thead>
      <tr>
        <th scope="col">Episode</th>
        <th scope="col">Spot</th>
        <th scope="col">Impressions</th>
      </tr>
    </thead>
    <tbody>
      {shown.map(({ spotId, episodeId, impressions }) => {
        const name = names.find((each) => each.episodeId === episodeId);
        const spot = campaign.spots.find(({ id }) => id === spotId);
        return (
          <tr>
            <th scope="row">
              {name ? episodeLabel(name.episodeKey ?? '', name.episodeTitle) : episodeId}
              {name && <small>{showLabel(name.showKey, name.showTitle)}</small>}
            </th>
            <td>
              {spot?.position}, {spot?.insertion}
            </td>
            <td class="number">
              <a href={downloadsBehind(rows, spotId, episodeId, name)} data-impressions={impressions}>
                {count(impressions)}
              </a>
            </td>
          </tr>
        );
      })}
    </tbody>
  </table>
);

/** Exactly those: days between the first and the last one that had none are days without a download. */
function downloadsBehind(
  rows: readonly Impressions[],
  spotId: string,
  episodeId: number,
  name: Placement | undefined,
): string {
  const days = rows
    .filter((row) => row.spotId === spotId && row.episodeId === episodeId)
    .map(({ day }) => day)
    .sort();
  const episode = name?.episodeKey ?? undefined;
  return hitsUrl({ ...(episode !== undefined && { episode }), from: days[0], to: days.at(-1), outcome: 'counted' });
}
