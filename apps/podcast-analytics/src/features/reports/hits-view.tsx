import type { FC } from 'hono/jsx';
import { howComputed } from '../../counting/exclusion.ts';
import { bytes, count } from '../../platform/http/figures.ts';
import type { HitFilter, HitsPage, ReportedHit } from './hits-page.ts';
import { countryLabel, episodeLabel, showLabel } from './labels.ts';
import { hitsUrl } from './links.ts';
import { outcomes } from './report-query.ts';

export interface HitsViewProps {
  readonly filter: HitFilter;
  readonly page: HitsPage;
}

/** The hits behind a number, each with where it came from and what became of it. */
export const HitsView: FC<HitsViewProps> = ({ filter, page }) => (
  <main id="main">
    <div class="heading">
      <h1>Hits</h1>
      <form class="filters" action="/hits" method="get" aria-label="Filters">
        <label>
          Outcome
          <select name="outcome">
            <option value="">All outcomes</option>
            {outcomes.map((outcome) => (
              <option value={outcome} selected={outcome === filter.outcome}>
                {outcome}
              </option>
            ))}
          </select>
        </label>
        <label>
          From
          <input type="date" name="from" value={filter.from ?? ''} />
        </label>
        <label>
          To
          <input type="date" name="to" value={filter.to ?? ''} />
        </label>
        {kept.map((name) => filter[name] !== undefined && <input type="hidden" name={name} value={filter[name]} />)}
        <button type="submit">Apply</button>
      </form>
    </div>
    <div id="report">
      <Chips filter={filter} />
      <section class="card" aria-label="Hits">
        {filter.outcome && (
          <p class="note">
            <span class={`outcome ${filter.outcome}`}>{filter.outcome}</span> {howComputed[filter.outcome]}
          </p>
        )}
        {page.hits.length === 0 ? <p class="note">No hit is within these filters.</p> : <Hits hits={page.hits} />}
        {page.next !== undefined && (
          <p class="paging">
            <a class="button" href={hitsUrl(filter, page.next)}>
              Earlier hits
            </a>
          </p>
        )}
      </section>
    </div>
  </main>
);

/** What the form has no field for stays as it is. */
const kept = ['show', 'episode', 'app', 'country', 'device'] as const;

const labels: Readonly<Record<(typeof kept)[number], (key: string) => string>> = {
  show: (key) => showLabel(key, null),
  episode: (key) => episodeLabel(key, null),
  app: (name) => name,
  country: countryLabel,
  device: (name) => name || 'Unknown',
};

const Chips: FC<{ filter: HitFilter }> = ({ filter }) => {
  const set = kept.flatMap((name) => {
    const value = filter[name];
    return value === undefined ? [] : [{ name, label: labels[name](value) }];
  });
  if (set.length === 0) return null;
  return (
    <p class="chips">
      {set.map(({ name, label }) => (
        <span class="chip">
          {name} <strong>{label}</strong>
          <a href={hitsUrl({ ...filter, [name]: undefined })} aria-label={`Without the filter ${name} ${label}`}>
            ×
          </a>
        </span>
      ))}
    </p>
  );
};

const Hits: FC<{ hits: readonly ReportedHit[] }> = ({ hits }) => (
  <table class="hits" id="hits">
    <caption class="unseen">{count(hits.length)} hits, the latest first</caption>
    <thead>
      <tr>
        {['Time (UTC)', 'Outcome', 'Episode', 'App', 'Country', 'Request', 'Source'].map((name) => (
          <th scope="col">{name}</th>
        ))}
      </tr>
    </thead>
    <tbody>
      {hits.map((hit) => (
        <tr>
          <td class="time">
            <time datetime={new Date(hit.time).toISOString()}>{timeOf(hit.time)}</time>
          </td>
          <td>
            <span class={`outcome ${hit.outcome}`} title={howComputed[hit.outcome]}>
              {hit.outcome}
            </span>
          </td>
          <td>
            {hit.episode} <small>{hit.show}</small>
          </td>
          <td title={hit.userAgent ?? undefined}>
            {hit.app} <small>{hit.device}</small>
          </td>
          <td>{countryLabel(hit.country)}</td>
          <td class="request">{requestOf(hit)}</td>
          <td class="source">
            {hit.importName}:{hit.line}
          </td>
        </tr>
      ))}
    </tbody>
  </table>
);

function timeOf(time: number): string {
  return new Date(time).toISOString().slice(0, 19).replace('T', ' ');
}

function requestOf({ method, status, range, bytesSent }: ReportedHit): string {
  return [method, status, range, bytesSent !== null && bytes(bytesSent)].filter(Boolean).join(' · ');
}
