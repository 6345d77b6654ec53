import { answerPage } from '../../platform/http/answer-page.tsx';
import { answerInvalid } from '../../platform/http/api-error.ts';
import type { HttpApp } from '../../platform/http/create-http-app.ts';
import { notFound, RequestError } from '../../platform/http/request-error.ts';
import { accountOf } from '../accounts/authenticate.ts';
import type { ShowRoutes } from './routes.ts';
import { chosenEpisodes, feedUrl, pageNumber, showId } from './show-query.ts';
import { ShowView } from './show-view.tsx';
import { ShowsView } from './shows-view.tsx';

/** The pages of shows: plain forms, which need no script. */
export function serveShowPages(app: HttpApp, { shows, feeds, visibleTo }: ShowRoutes): void {
  const idOf = (text: string) => {
    const id = showId.safeParse(text);
    if (!id.success) throw notFound('show', text.slice(0, 40));
    return id.data;
  };

  app.get('/shows', async (context) => {
    const mayAdd = context.get('may')?.('shows:create') ?? false;
    return answerPage(context, 'Shows', <ShowsView shows={await shows.list(visibleTo(context))} mayAdd={mayAdd} />);
  });

  app.post('/shows', async (context) => {
    const given = feedUrl.safeParse((await context.req.parseBody())['feedUrl']);
    if (!given.success) return answerInvalid(given, context);
    try {
      const id = await feeds.add(accountOf(context).tenantId, given.data);
      return context.redirect(`/shows/${id}`, 303);
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      const list = await shows.list(visibleTo(context));
      const view = <ShowsView shows={list} mayAdd={true} problem={error.message} feedUrl={given.data} />;
      return answerPage(context, 'Shows', view, error.status);
    }
  });

  app.get('/shows/:id', async (context) => {
    const visible = visibleTo(context);
    const show = await shows.get(idOf(context.req.param('id')), visible);
    const page = pageNumber.safeParse(context.req.query('page'));
    if (!page.success) return answerInvalid(page, context);
    const chosen = chosenEpisodes.safeParse(context.req.queries('episodes')?.join(','));
    if (!chosen.success) return answerInvalid(chosen, context);
    const [episodes, curves, months] = await Promise.all([
      shows.episodes(show.id, page.data - 1, visible),
      shows.curves(show.id, chosen.data, visible),
      shows.listeners(show.id, visible),
    ]);
    const mayUpdate = context.get('may')?.('shows:update') ?? false;
    const view = { show, episodes, curves, months, page: page.data, mayUpdate };
    return answerPage(context, show.label, <ShowView {...view} />);
  });

  app.post('/shows/:id/refresh', async (context) => {
    const { id } = await shows.get(idOf(context.req.param('id')), visibleTo(context));
    await feeds.refresh(id);
    return context.redirect(`/shows/${id}`, 303);
  });

  app.post('/shows/:id/feed/remove', async (context) => {
    const { id } = await shows.get(idOf(context.req.param('id')), visibleTo(context));
    await feeds.remove(id);
    return context.redirect(`/shows/${id}`, 303);
  });
}
