import type { Queries } from '../../platform/db/database.ts';
import { notFound } from '../../platform/http/request-error.ts';
import { type AgeCurve, ageCurves } from './age-curves.ts';
import { type EpisodePage, episodeAges } from './episode-ages.ts';
import { type ListenerMonth, listenerMonths } from './listener-months.ts';
import { type Show, showList, type Visible } from './show-list.ts';

/** What pages, API and documents ask of shows. Of what somebody may not see, they learn nothing. */
export interface Shows {
  list(visible: Visible): Promise<Show[]>;
  /** @throws {RequestError} 404 */
  get(id: number, visible: Visible): Promise<Show>;
  /** @param page from 0 */
  episodes(show: number, page: number, visible: Visible): Promise<EpisodePage>;
  /** @param episodes their ids; the newest of the show where absent */
  curves(show: number, episodes: readonly number[] | undefined, visible: Visible): Promise<AgeCurve[]>;
  listeners(show: number, visible: Visible): Promise<ListenerMonth[]>;
}

export function createShows(database: Queries, now: () => number): Shows {
  return {
    list: (visible) => showList(database, visible),
    async get(id, visible) {
      const [show] = await showList(database, visible, id);
      if (!show) throw notFound('show', String(id));
      return show;
    },
    episodes: (show, page, visible) => episodeAges(database, visible, { show, page, now: now() }),
    curves: (show, episodes, visible) => ageCurves(database, visible, { show, episodes, now: now() }),
    listeners: (show, visible) => listenerMonths(database, visible, { show, now: now() }),
  };
}
