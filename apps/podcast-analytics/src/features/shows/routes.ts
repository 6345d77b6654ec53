import { createRoute, z } from '@hono/zod-openapi';
import { apiError } from '../../platform/http/api-error.ts';
import type { HttpApp } from '../../platform/http/create-http-app.ts';
import { accountOf } from '../accounts/authenticate.ts';
import type { VisibleTo } from '../reports/routes.ts';
import { type AgedEpisode, episodesOnPage } from './episode-ages.ts';
import type { Feeds } from './feeds.ts';
import type { Show } from './show-list.ts';
import { chosenEpisodes, feedUrl, pageNumber, showId } from './show-query.ts';
import type { Shows } from './shows.ts';

const json = <Schema extends z.ZodType>(description: string, schema: Schema) => ({
  description,
  content: { 'application/json': { schema } },
});

const invalid = json('Every problem of the request', apiError);
const missing = json('There is no such show', apiError);
const params = z.strictObject({ id: showId });

const time = z.iso.datetime();
const show = z.object({
  id: z.int(),
  key: z.string(),
  label: z.string(),
  episodes: z.int(),
  downloads: z.int(),
  latestAt: time.optional(),
  feed: z
    .object({
      url: z.string(),
      author: z.string().optional(),
      refreshedAt: time.optional(),
      error: z.string().optional(),
    })
    .optional(),
});

const listRoute = createRoute({
  method: 'get',
  path: '/api/v1/shows',
  summary: 'Shows with their downloads, the largest first',
  responses: { 200: json('At most 500', z.object({ shows: z.array(show) })) },
});

const addRoute = createRoute({
  method: 'post',
  path: '/api/v1/shows',
  summary: 'Adds a show by the address of its RSS feed, and reads it',
  request: { body: { required: true, content: { 'application/json': { schema: z.strictObject({ feedUrl }) } } } },
  responses: {
    201: json('The show', show),
    400: invalid,
    409: json('The feed is a show already', apiError),
    422: json('What lies at the address cannot be read as a feed', apiError),
  },
});

const getRoute = createRoute({
  method: 'get',
  path: '/api/v1/shows/{id}',
  summary: 'One show',
  request: { params },
  responses: { 200: json('The show', show), 400: invalid, 404: missing },
});

const refreshRoute = createRoute({
  method: 'post',
  path: '/api/v1/shows/{id}/refresh',
  summary: 'Reads the feed of a show again; "error" of its feed says why that failed',
  request: { params },
  responses: { 200: json('The show', show), 400: invalid, 404: missing, 409: json('It has no feed', apiError) },
});

const removeRoute = createRoute({
  method: 'delete',
  path: '/api/v1/shows/{id}/feed',
  summary: 'Reads the feed of a show no more; the show and its episodes stay',
  request: { params },
  responses: { 204: { description: 'It is not read any more' }, 400: invalid, 404: missing },
});

const episodesRoute = createRoute({
  method: 'get',
  path: '/api/v1/shows/{id}/episodes',
  summary: 'Episodes, the newest first, with their downloads in the first 1, 7, 30, 60 and 90 days',
  request: { params, query: z.strictObject({ page: pageNumber }) },
  responses: {
    200: json(
      `${episodesOnPage} a page. An age that an episode has not reached is absent, and all are where the logs begin after it`,
      z.object({
        episodes: z.array(
          z.object({
            id: z.int(),
            key: z.string(),
            label: z.string(),
            publishedAt: time.optional(),
            durationSeconds: z.int().optional(),
            downloads: z.int(),
            isCovered: z.boolean(),
            byAge: z.record(z.string(), z.int()),
          }),
        ),
        next: z.int().optional(),
      }),
    ),
    400: invalid,
    404: missing,
  },
});

const agesRoute = createRoute({
  method: 'get',
  path: '/api/v1/shows/{id}/ages',
  summary: 'How the downloads of episodes have grown by day since their publication',
  request: { params, query: z.strictObject({ episodes: chosenEpisodes }) },
  responses: {
    200: json(
      'All downloads until the end of the first, second, … day',
      z.object({
        curves: z.array(z.object({ id: z.int(), key: z.string(), label: z.string(), cumulative: z.array(z.int()) })),
      }),
    ),
    400: invalid,
    404: missing,
  },
});

const listenersRoute = createRoute({
  method: 'get',
  path: '/api/v1/shows/{id}/listeners',
  summary: 'Unique listeners by calendar month',
  request: { params },
  responses: {
    200: json(
      '"listeners" is absent once the key of the month is destroyed',
      z.object({
        months: z.array(
          z.object({
            month: z.string(),
            downloads: z.int(),
            listeners: z.int().optional(),
            countedAt: time.optional(),
          }),
        ),
      }),
    ),
    400: invalid,
    404: missing,
  },
});

export interface ShowRoutes {
  readonly shows: Shows;
  readonly feeds: Feeds;
  readonly visibleTo: VisibleTo;
}

/** The JSON API of shows and episodes. */
export function serveShowApi(app: HttpApp, { shows, feeds, visibleTo }: ShowRoutes): void {
  app.openapi(listRoute, async (context) =>
    context.json({ shows: (await shows.list(visibleTo(context))).map(showBody) }, 200),
  );
  app.openapi(addRoute, async (context) => {
    const id = await feeds.add(accountOf(context).tenantId, context.req.valid('json').feedUrl);
    return context.json(showBody(await shows.get(id, visibleTo(context))), 201);
  });
  app.openapi(getRoute, async (context) =>
    context.json(showBody(await shows.get(context.req.valid('param').id, visibleTo(context))), 200),
  );
  app.openapi(refreshRoute, async (context) => {
    const { id } = await shows.get(context.req.valid('param').id, visibleTo(context));
    await feeds.refresh(id);
    return context.json(showBody(await shows.get(id, visibleTo(context))), 200);
  });
  app.openapi(removeRoute, async (context) => {
    const { id } = await shows.get(context.req.valid('param').id, visibleTo(context));
    await feeds.remove(id);
    return context.body(null, 204);
  });
  app.openapi(episodesRoute, async (context) => {
    const { id } = await shows.get(context.req.valid('param').id, visibleTo(context));
    const { page } = context.req.valid('query');
    const { episodes, hasMore } = await shows.episodes(id, page - 1, visibleTo(context));
    return context.json({ episodes: episodes.map(episodeBody), ...(hasMore && { next: page + 1 }) }, 200);
  });
  app.openapi(agesRoute, async (context) => {
    const { id } = await shows.get(context.req.valid('param').id, visibleTo(context));
    const curves = await shows.curves(id, context.req.valid('query').episodes, visibleTo(context));
    return context.json({ curves: curves.map((curve) => ({ ...curve, cumulative: [...curve.cumulative] })) }, 200);
  });
  app.openapi(listenersRoute, async (context) => {
    const { id } = await shows.get(context.req.valid('param').id, visibleTo(context));
    const months = await shows.listeners(id, visibleTo(context));
    return context.json({ months: months.map((month) => ({ ...month, countedAt: isoTime(month.countedAt) })) }, 200);
  });
}

function isoTime(time: number | undefined): string | undefined {
  return time === undefined ? undefined : new Date(time).toISOString();
}

function showBody({ latestAt, feed, ...rest }: Show) {
  return { ...rest, latestAt: isoTime(latestAt), feed: feed && { ...feed, refreshedAt: isoTime(feed.refreshedAt) } };
}

function episodeBody({ publishedAt, byAge, ...rest }: AgedEpisode) {
  return { ...rest, publishedAt: isoTime(publishedAt), byAge: Object.fromEntries(byAge) };
}
