import type { FC } from 'hono/jsx';
import { count, percent } from '../../platform/http/figures.ts';
import type { DownloadCount } from './downloads-by.ts';

interface BreakdownProps {
  /** Also the name of the section, for links into the page. */
  readonly id: string;
  readonly title: string;
  readonly rows: readonly DownloadCount[];
  /** Of all downloads, those beyond the rows included. */
  readonly total: number;
  /** The hits behind a row's number. */
  readonly hitsOf: (row: DownloadCount) => string;
  /** The same page narrowed to a row, where it can be. */
  readonly narrowTo?: (row: DownloadCount) => string;
}

const rowsAtFirst = 8;

/** Downloads by one dimension: what the rows leave out stands in the last one, so that they sum up to the total. */
export const Breakdown: FC<BreakdownProps> = ({ id, title, rows, total, ...links }) => {
  const others = total - rows.reduce((sum, { downloads }) => sum + downloads, 0);
  const more = rows.slice(rowsAtFirst);
  const largest = rows[0]?.downloads ?? 1;
  return (
    <section class="card" id={id} aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{title}</h2>
      <Rows title={title} rows={rows.slice(0, rowsAtFirst)} total={total} largest={largest} {...links} />
      {more.length > 0 && (
        <details>
          <summary>{count(more.length)} more</summary>
          <Rows title={`${title}, continued`} rows={more} total={total} largest={largest} {...links} />
        </details>
      )}
      {others > 0 && (
        <p class="note">
          {count(others)} downloads are beyond the first {count(rows.length)} rows.
        </p>
      )}
    </section>
  );
};

type RowsProps = Pick<BreakdownProps, 'title' | 'rows' | 'total' | 'hitsOf' | 'narrowTo'> & {
  readonly largest: number;
};

const Rows: FC<RowsProps> = ({ title, rows, total, largest, hitsOf, narrowTo }) => (
  <table class="breakdown">
    <caption class="unseen">{title}</caption>
    <colgroup>
      <col />
      <col class="number" />
      <col class="share" />
    </colgroup>
    <thead class="unseen">
      <tr>
        <th scope="col">Name</th>
        <th scope="col">Downloads</th>
        <th scope="col">Share</th>
      </tr>
    </thead>
    <tbody>
      {rows.map((row) => (
        <tr>
          <th scope="row" title={row.label}>
            <svg class="bar" aria-hidden="true" focusable="false">
              <rect width={`${Math.max(0.5, (row.downloads / largest) * 100).toFixed(1)}%`} height="100%" rx="3" />
            </svg>
            <span>
              {narrowTo ? <a href={narrowTo(row)}>{row.label}</a> : row.label}
              {row.within !== undefined && <small>{row.within}</small>}
            </span>
          </th>
          <td>
            <a href={hitsOf(row)} data-downloads={row.downloads} title="Show the hits behind this number">
              {count(row.downloads)}
            </a>
          </td>
          <td class="share">{percent(row.downloads, total)}</td>
        </tr>
      ))}
    </tbody>
  </table>
);
