import type { FC } from 'hono/jsx';
import { formatMoney } from '../../platform/money/amount.ts';
import { hitsUrl } from '../reports/links.ts';
import type { InvoiceLine } from './invoice.ts';

/** The arithmetic of a line, down to the downloads that it counts. */
export const LineDetails: FC<{ readonly line: InvoiceLine; readonly currency: string }> = ({ line, currency }) => (
  <details>
    <summary>
      Line {line.position}: {count(line.impressions)} × {formatMoney(line.cpmMinor, currency)} / 1000 ={' '}
      {formatMoney(line.netMinor, currency)}
      {line.netMinor === 0 && line.cpmMinor > 0 && ' (free of charge)'}
    </summary>
    {line.parts.length === 0 ? (
      <p class="note">
        These are the impressions from {line.period.from} to {line.period.to} that no other invoice has billed: see{' '}
        <a href={`/campaigns/${line.campaignId}`}>the delivery of {line.campaignName}</a>.
      </p>
    ) : (
      <table>
        <thead>
          <tr>
            <th scope="col">Episode</th>
            <th scope="col" class="amount">
              Impressions of the month
            </th>
          </tr>
        </thead>
        <tbody>
          {line.parts.map(({ episodeKey, label, impressions }) => (
            <tr>
              <td>
                <a href={hitsUrl({ ...line.period, episode: episodeKey, outcome: 'counted' })}>{label}</a>
              </td>
              <td class="amount">{count(impressions)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    )}
  </details>
);

function count(n: number): string {
  return n.toLocaleString('en');
}
