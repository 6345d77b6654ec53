import type { FC } from 'hono/jsx';
import { count, day, minutes } from '../../platform/http/figures.ts';
import { hitsUrl } from '../reports/links.ts';
import { mostCurves } from './age-curves.ts';
import { ages } from './ages.ts';
import type { AgedEpisode, EpisodePage } from './episode-ages.ts';
import type { Show } from './show-list.ts';

interface EpisodesCardProps extends EpisodePage {
  readonly show: Show;
  readonly page: number;
  /** The ids of those in the chart below. */
  readonly compared: readonly number[];
}

export const EpisodesCard: FC<EpisodesCardProps> = ({ show, episodes, hasMore, page, compared }) => (
  <section class="card" aria-labelledby="episodes-title">
    <h2 id="episodes-title">Episodes by age</h2>
    <p class="note">
      Downloads in the first 24 hours, 7, 30, 60 and 90 days of each episode, from the hour of its publication (UTC) on.
      “All” has those before and after as well. A dash: the logs begin after the episode.
    </p>
    <form action={`/shows/${show.id}#ages`} method="get">
      {page > 1 && <input type="hidden" name="page" value={String(page)} />}
      <section class="scroll" tabindex={0} aria-label="Episodes by age as a table">
        <table class="list" id="episodes">
          <thead>
            <tr>
              <th scope="col">Episode</th>
              <th scope="col">Published</th>
              {ages.map((age) => (
                <th scope="col" class="n">
                  {age === 1 ? '24 h' : `${age} days`}
                </th>
              ))}
              <th scope="col" class="n">
                All
              </th>
            </tr>
          </thead>
          <tbody>
            {episodes.map((episode) => (
              <Row episode={episode} isCompared={compared.includes(episode.id)} />
            ))}
          </tbody>
        </table>
      </section>
      <p class="actions">
        <button type="submit">Compare those chosen</button>
        <small>Up to {mostCurves}</small>
      </p>
    </form>
    {(page > 1 || hasMore) && (
      <p class="paging actions">
        {page > 1 && (
          <a class="button" href={`/shows/${show.id}?page=${page - 1}`}>
            Newer
          </a>
        )}
        {hasMore && (
          <a class="button" href={`/shows/${show.id}?page=${page + 1}`}>
            Older
          </a>
        )}
      </p>
    )}
  </section>
);

const Row: FC<{ readonly episode: AgedEpisode; readonly isCompared: boolean }> = ({ episode, isCompared }) => (
  <tr data-episode={episode.key}>
    <th scope="row">
      <label class="choice">
        <input
          type="checkbox"
          name="episodes"
          value={String(episode.id)}
          checked={isCompared}
          disabled={!episode.isCovered}
        />
        <span>
          {episode.label} {episode.durationSeconds !== undefined && <small>{minutes(episode.durationSeconds)}</small>}
        </span>
      </label>
    </th>
    <td class="date">{episode.publishedAt === undefined ? <small>unknown</small> : day(episode.publishedAt)}</td>
    {ages.map((age) => {
      const downloads = episode.byAge.get(age);
      if (downloads !== undefined) return <td class="n">{count(downloads)}</td>;
      return (
        <td class="n">
          <small>{episode.isCovered ? 'not yet' : '–'}</small>
        </td>
      );
    })}
    <td class="n">
      <a href={hitsUrl({ episode: episode.key, outcome: 'counted' })} data-downloads={episode.downloads}>
        {count(episode.downloads)}
      </a>
    </td>
  </tr>
);
