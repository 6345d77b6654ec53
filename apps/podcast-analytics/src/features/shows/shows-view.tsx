import type { FC } from 'hono/jsx';
import { count, day, instant } from '../../platform/http/figures.ts';
import { hitsUrl } from '../reports/links.ts';
import type { Show } from './show-list.ts';

interface ShowsViewProps {
  readonly shows: readonly Show[];
  readonly mayAdd: boolean;
  /** Why the feed that was given is no show. */
  readonly problem?: string;
  readonly feedUrl?: string;
}

export const ShowsView: FC<ShowsViewProps> = ({ shows, mayAdd, problem, feedUrl }) => (
  <main id="main">
    <div class="heading">
      <h1>Shows</h1>
    </div>
    {mayAdd && (
      <section class="card" aria-labelledby="add-title">
        <h2 id="add-title">Add a show by its feed</h2>
        <p class="note">
          Titles, dates and lengths come from the RSS feed, which is read every hour. Downloads that were counted before
          belong to it at once, measuring prefixes or not.
        </p>
        {problem !== undefined && (
          <p class="problem" role="alert">
            {problem}
          </p>
        )}
        <form class="line" action="/shows" method="post">
          <label>
            Address of the feed
            <input
              type="url"
              name="feedUrl"
              value={feedUrl}
              required
              maxlength={2048}
              placeholder="https://example.com/feed.xml"
            />
          </label>
          <button type="submit">Add</button>
        </form>
      </section>
    )}
    <section class="card" aria-labelledby="shows-title">
      <h2 id="shows-title">All shows</h2>
      {shows.length === 0 ? (
        <p class="note">No show yet: import a log, or add a feed.</p>
      ) : (
        <section class="scroll" tabindex={0} aria-label="All shows as a table">
          <Table shows={shows} />
        </section>
      )}
    </section>
  </main>
);

const Table: FC<{ readonly shows: readonly Show[] }> = ({ shows }) => (
  <table class="list" id="shows">
    <thead>
      <tr>
        <th scope="col">Show</th>
        <th scope="col" class="n">
          Downloads
        </th>
        <th scope="col" class="n">
          Episodes
        </th>
        <th scope="col">Newest episode</th>
        <th scope="col">Feed</th>
      </tr>
    </thead>
    <tbody>
      {shows.map((show) => (
        <tr>
          <th scope="row">
            <a href={`/shows/${show.id}`}>{show.label}</a>
          </th>
          <td class="n">
            <a href={hitsUrl({ show: show.key, outcome: 'counted' })} data-downloads={show.downloads}>
              {count(show.downloads)}
            </a>
          </td>
          <td class="n">{count(show.episodes)}</td>
          <td>{show.latestAt === undefined ? '–' : day(show.latestAt)}</td>
          <td>
            <FeedState show={show} />
          </td>
        </tr>
      ))}
    </tbody>
  </table>
);

export const FeedState: FC<{ readonly show: Pick<Show, 'feed'> }> = ({ show: { feed } }) => {
  if (!feed) return <span class="note">from logs</span>;
  if (feed.error !== undefined)
    return (
      <>
        <span class="state open">failing</span> <small>{feed.error}</small>
      </>
    );
  return (
    <>
      <span class="state closed">read</span>{' '}
      <small>{feed.refreshedAt === undefined ? 'not yet' : `${instant(feed.refreshedAt)} UTC`}</small>
    </>
  );
};
