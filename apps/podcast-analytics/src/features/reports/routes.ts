import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { howComputed } from '../../counting/exclusion.ts';
import { apiError } from '../../platform/http/api-error.ts';
import type { HttpApp } from '../../platform/http/create-http-app.ts';
import type { HttpEnv } from '../../platform/http/http-env.ts';
import { dimensions } from './downloads-by.ts';
import type { ReportFilter } from './report-filter.ts';
import { checkOrder, filterShape, hitShape, limitUpTo, outcomes, reportQuery } from './report-query.ts';
import type { Reports } from './reports.ts';

const json = <Schema extends z.ZodType>(description: string, schema: Schema) => ({
  description,
  content: { 'application/json': { schema } },
});

const invalid = json('Every problem of the query', apiError);

const downloadsRoute = createRoute({
  method: 'get',
  path: '/api/v1/downloads',
  summary: 'Counted downloads by one dimension',
  request: {
    query: z
      .strictObject({
        groupBy: z
          .enum(dimensions, { error: ({ input }) => `expected one of ${dimensions.join(', ')}, got "${input ?? ''}"` })
          .default('day'),
        ...filterShape,
        limit: limitUpTo(10_000, 1000),
      })
      .superRefine(checkOrder),
  },
  responses: {
    200: json(
      'Days in their order, everything else the largest first',
      z.object({
        groupBy: z.enum(dimensions),
        rows: z.array(
          z.object({ key: z.string(), label: z.string(), within: z.string().optional(), downloads: z.int() }),
        ),
      }),
    ),
    400: invalid,
  },
});

const exclusionsRoute = createRoute({
  method: 'get',
  path: '/api/v1/exclusions',
  summary: 'What became of the hits, and how each outcome is computed',
  request: { query: reportQuery },
  responses: {
    200: json(
      'Every stored hit is in exactly one row; "counted" are the downloads',
      z.object({ rows: z.array(z.object({ outcome: z.enum(outcomes), hits: z.int(), howComputed: z.string() })) }),
    ),
    400: invalid,
  },
});

const hitsRoute = createRoute({
  method: 'get',
  path: '/api/v1/hits',
  summary: 'The hits behind a number, the latest first',
  request: { query: z.strictObject({ ...hitShape, limit: limitUpTo(1000, 100) }).superRefine(checkOrder) },
  responses: {
    200: json(
      'One page; "next" is absent on the last one',
      z.object({
        hits: z.array(
          z.object({
            id: z.string(),
            time: z.iso.datetime(),
            showId: z.int(),
            show: z.string(),
            episodeId: z.int(),
            episode: z.string(),
            app: z.string(),
            device: z.string(),
            country: z.string(),
            outcome: z.enum(outcomes),
            method: z.string(),
            status: z.int().nullable(),
            range: z.string().nullable(),
            bytesSent: z.int().nullable(),
            userAgent: z.string().nullable(),
            importName: z.string(),
            line: z.int(),
          }),
        ),
        next: z.string().optional(),
      }),
    ),
    400: invalid,
  },
});

/** What whoever asks may see. */
export type VisibleTo = (context: Context<HttpEnv>) => Required<Pick<ReportFilter, 'visible'>>;

/** The JSON API of the reports, and its description. */
export function serveReportApi(app: HttpApp, reports: Reports, visibleTo: VisibleTo): void {
  app.openapi(downloadsRoute, async (context) => {
    const { groupBy, limit, ...filter } = context.req.valid('query');
    return context.json(
      { groupBy, rows: await reports.downloads(groupBy, { ...filter, ...visibleTo(context) }, limit) },
      200,
    );
  });
  app.openapi(exclusionsRoute, async (context) => {
    const rows = await reports.outcomes({ ...context.req.valid('query'), ...visibleTo(context) });
    return context.json({ rows: rows.map((row) => ({ ...row, howComputed: howComputed[row.outcome] })) }, 200);
  });
  app.openapi(hitsRoute, async (context) => {
    const { limit, after, ...filter } = context.req.valid('query');
    const { hits, next } = await reports.hits({ ...filter, ...visibleTo(context) }, { limit, after });
    const rows = hits.map((hit) => ({ ...hit, time: new Date(hit.time).toISOString() }));
    return context.json({ hits: rows, ...(next !== undefined && { next }) }, 200);
  });
}
