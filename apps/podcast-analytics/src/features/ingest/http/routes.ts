import { z } from '@hono/zod-openapi';
import { apiError } from '../../../platform/http/api-error.ts';
import type { HttpApp } from '../../../platform/http/create-http-app.ts';
import { accountOf } from '../../accounts/authenticate.ts';
import type { IngestMetrics } from '../ingest-metrics.ts';
import type { Spool } from '../spool/spool.ts';
import { encodeHits } from '../spool/spooled-hits.ts';
import { mostHits, parseHits } from './parse-hits.ts';
import { readBody } from './read-body.ts';

const limits = { sentBytes: 1 << 20, bytes: 4 << 20 };

const verdict = z.object({
  accepted: z.int(),
  rejected: z.array(z.object({ index: z.int(), reason: z.string() })),
});

const answers = (description: string, schema: z.ZodType) => ({
  description,
  content: { 'application/json': { schema } },
});

interface HitApi {
  readonly spool: Pick<Spool, 'append'>;
  readonly metrics: Pick<IngestMetrics, 'accepted' | 'rejected'>;
  readonly now: () => number;
}

/** Takes hits of programs. They are acknowledged when the local disk has them, whether or not the database is there. */
export function serveHitApi(app: HttpApp, { spool, metrics, now }: HitApi): void {
  // Described here and read below: a validator would take the body into memory before anybody has measured it.
  app.openAPIRegistry.registerPath({
    method: 'post',
    path: '/api/v1/hits',
    summary: `Hits, at most ${mostHits} and 1 MiB a request, 4 MiB after decompression; gzip is read`,
    description:
      'A request that is sent again brings nothing new. 202: the hits are on the disk; each other one is named.',
    request: {
      body: {
        content: {
          'application/x-ndjson': { schema: z.string().describe('One JSON object a line') },
          'application/json': {
            schema: z.array(z.looseObject({ time: z.string(), method: z.string(), url: z.string() })).max(mostHits),
          },
        },
      },
    },
    responses: {
      202: answers('Taken, but for those that are named by their place in the request, from 0', verdict),
      400: answers('The body is neither', apiError),
      413: answers('The body is too large', apiError),
      503: answers('Nothing was taken: try again after Retry-After', apiError),
    },
  });

  app.post('/api/v1/hits', async (context) => {
    const { hits, rejected } = parseHits(await readBody(context.req.raw, limits), now());
    if (hits.length > 0) await spool.append(encodeHits({ tenantId: accountOf(context).tenantId, hits }));
    metrics.accepted(hits.length);
    metrics.rejected(rejected.length);
    return context.json({ accepted: hits.length, rejected }, 202);
  });
}
