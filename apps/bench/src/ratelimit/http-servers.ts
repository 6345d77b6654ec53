import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as ScryExpress from '../../../../packages/ratelimit/src/express.ts';
import type * as ScryFastify from '../../../../packages/ratelimit/src/fastify.ts';
import type * as ScryHono from '../../../../packages/ratelimit/src/hono.ts';
import { root } from '../../../proof/src/package.ts';
import { importPeer } from '../peers.ts';

export const frameworks = ['node', 'express', 'hono', 'fastify'] as const;
export type Framework = (typeof frameworks)[number];

/** The limiters that a framework is measured with, after none and ours: packages, or several settings of one. */
export const peersOf: Readonly<Record<Framework, readonly string[]>> = {
  node: ['rate-limiter-flexible'],
  express: ['express-rate-limit', 'express-rate-limit draft-8', 'rate-limiter-flexible'],
  hono: ['hono-rate-limiter'],
  fastify: ['@fastify/rate-limit'],
};

/** So many that none is ever denied. */
const limit = 1_000_000_000;
const answer = 'handled';
const ours = '@scry/ratelimit';
type Next = (error?: unknown) => void;
type Middleware = (request: IncomingMessage, response: ServerResponse, next: Next) => unknown;

/** A listener that answers every request, behind the limiter. */
export async function listenerOf(framework: Framework, limiter: string): Promise<RequestListener> {
  switch (framework) {
    case 'node':
      return nodeListener(await middlewareOf(limiter));
    case 'express':
      return expressListener(await middlewareOf(limiter));
    case 'hono':
      return honoListener(limiter);
    case 'fastify':
      return fastifyListener(limiter);
    default:
      return framework satisfies never;
  }
}

async function built<Exports>(entry: Framework): Promise<Exports> {
  return import(pathToFileURL(join(root, `packages/ratelimit/dist/${entry}.js`)).href);
}

async function middlewareOf(limiter: string): Promise<Middleware | undefined> {
  if (limiter === 'none') return undefined;
  if (limiter === 'rate-limiter-flexible') return flexibleByHand();
  if (limiter === ours) {
    const { rateLimit } = await built<typeof ScryExpress>('express');
    return rateLimit({ requestsPerWindow: limit });
  }
  const { rateLimit } = await importPeer<{ rateLimit(options: object): Middleware }>('express-rate-limit');
  return rateLimit({ limit, legacyHeaders: true, standardHeaders: limiter.endsWith('draft-8') ? 'draft-8' : false });
}

interface Flexible {
  readonly RateLimiterMemory: new (
    options: object,
  ) => {
    consume(key: string): Promise<{ remainingPoints: number; msBeforeNext: number }>;
  };
}

/** As its documentation shows it, with the three headers of the older family. */
async function flexibleByHand(): Promise<Middleware> {
  const { RateLimiterMemory } = await importPeer<Flexible>('rate-limiter-flexible');
  const limiter = new RateLimiterMemory({ points: limit, duration: 60 });
  return (request, response, next) => {
    limiter.consume(request.socket.remoteAddress ?? '').then((result) => {
      response.setHeader('X-RateLimit-Limit', limit);
      response.setHeader('X-RateLimit-Remaining', result.remainingPoints);
      response.setHeader('X-RateLimit-Reset', Math.ceil((Date.now() + result.msBeforeNext) / 1_000));
      next();
    }, next);
  };
}

function nodeListener(limited: Middleware | undefined): RequestListener {
  if (!limited) return (_, response) => response.end(answer);
  return (request, response) => limited(request, response, () => response.end(answer));
}

async function expressListener(limited: Middleware | undefined): Promise<RequestListener> {
  type Application = RequestListener & { use(handler: unknown): void; get(path: string, handler: unknown): void };
  const { default: express } = await importPeer<{ default: () => Application }>('express');
  const app = express();
  if (limited) app.use(limited);
  app.get('/', (_: unknown, response: { send(body: string): void }) => response.send(answer));
  return app;
}

interface HonoContext {
  readonly env: { readonly incoming: IncomingMessage };
  text(body: string): Response;
}

async function honoListener(limiter: string): Promise<RequestListener> {
  interface Application {
    fetch: unknown;
    use(handler: unknown): void;
    get(path: string, handler: (context: HonoContext) => Response): void;
  }
  const { Hono } = await importPeer<{ Hono: new () => Application }>('hono');
  const { getRequestListener } = await importPeer<{ getRequestListener(fetch: unknown): RequestListener }>(
    '@hono/node-server',
  );
  const app = new Hono();
  if (limiter === ours) {
    const { rateLimit } = await built<typeof ScryHono>('hono');
    app.use(rateLimit({ requestsPerWindow: limit }));
  } else if (limiter !== 'none') {
    const { rateLimiter } = await importPeer<{ rateLimiter(options: object): unknown }>('hono-rate-limiter');
    const keyGenerator = ({ env }: HonoContext) => env.incoming.socket.remoteAddress;
    app.use(rateLimiter({ limit, windowMs: 60_000, keyGenerator }));
  }
  app.get('/', (context) => context.text(answer));
  return getRequestListener(app.fetch);
}

async function fastifyListener(limiter: string): Promise<RequestListener> {
  interface Application {
    readonly routing: RequestListener;
    register(plugin: unknown, options?: object): PromiseLike<unknown>;
    get(path: string, handler: (request: unknown, reply: { send(body: string): void }) => void): void;
    ready(): PromiseLike<unknown>;
  }
  const { default: fastify } = await importPeer<{ default: () => Application }>('fastify');
  const app = fastify();
  if (limiter === ours) {
    const { rateLimit } = await built<typeof ScryFastify>('fastify');
    await app.register(rateLimit({ requestsPerWindow: limit }));
  } else if (limiter !== 'none') {
    const { default: plugin } = await importPeer<{ default: unknown }>('@fastify/rate-limit');
    await app.register(plugin, { max: limit, timeWindow: 60_000 });
  }
  app.get('/', (_, reply) => reply.send(answer));
  await app.ready();
  return app.routing;
}
