import type { FC } from 'hono/jsx';
import { count } from '../../platform/http/figures.ts';
import { downloadsUrl, hitsUrl } from '../reports/links.ts';
import type { AgeCurve } from './age-curves.ts';
import { AgesCard } from './ages-card.tsx';
import type { EpisodePage } from './episode-ages.ts';
import { EpisodesCard } from './episodes-card.tsx';
import type { ListenerMonth } from './listener-months.ts';
import { ListenersCard } from './listeners-card.tsx';
import type { Show } from './show-list.ts';
import { FeedState } from './shows-view.tsx';

export interface ShowViewProps {
  readonly show: Show;
  readonly episodes: EpisodePage;
  /** From 1. */
  readonly page: number;
  readonly curves: readonly AgeCurve[];
  readonly months: readonly ListenerMonth[];
  readonly mayUpdate: boolean;
}

export const ShowView: FC<ShowViewProps> = ({ show, episodes, page, curves, months, mayUpdate }) => (
  <main id="main">
    <div class="heading">
      <h1>{show.label}</h1>
      <p class="links">
        <a class="button" href={downloadsUrl({ show: show.key })}>
          By day, app, device and country
        </a>
      </p>
    </div>
    <Figures show={show} month={months[0]} />
    <FeedCard show={show} mayUpdate={mayUpdate} />
    <EpisodesCard show={show} {...episodes} page={page} compared={curves.map(({ id }) => id)} />
    <AgesCard curves={curves} />
    <ListenersCard months={months} />
  </main>
);

const Figures: FC<{ readonly show: Show; readonly month: ListenerMonth | undefined }> = ({ show, month }) => (
  <dl class="figures three">
    <div>
      <dt>Downloads</dt>
      <dd>
        <a href={hitsUrl({ show: show.key, outcome: 'counted' })} id="total">
          {count(show.downloads)}
        </a>
      </dd>
    </div>
    <div>
      <dt>Episodes</dt>
      <dd>{count(show.episodes)}</dd>
    </div>
    <div>
      <dt>Listeners</dt>
      <dd>
        {month?.listeners === undefined ? '–' : count(month.listeners)} {month && <small>in {month.month}</small>}
      </dd>
    </div>
  </dl>
);

const FeedCard: FC<{ readonly show: Show; readonly mayUpdate: boolean }> = ({ show, mayUpdate }) =>
  show.feed ? (
    <section class="card" id="feed" aria-labelledby="feed-title">
      <h2 id="feed-title">Feed</h2>
      <p class="address">{show.feed.url}</p>
      <p>
        <FeedState show={show} />
      </p>
      {mayUpdate && (
        <div class="actions">
          <form action={`/shows/${show.id}/refresh`} method="post">
            <button type="submit">Read it now</button>
          </form>
          <form action={`/shows/${show.id}/feed/remove`} method="post">
            <button type="submit">Remove the feed</button>
          </form>
        </div>
      )}
    </section>
  ) : null;
