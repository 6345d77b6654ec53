import { createServer, type IncomingHttpHeaders, type IncomingMessage, type RequestListener, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import express, { type Request as ExpressRequest } from 'express';
import createFastify, { type FastifyRequest } from 'fastify';
import { type Context, Hono } from 'hono';
import { onTestFinished } from 'vitest';
import { rateLimit as forNode, type NodeRequest } from '../src/express.ts';
import { rateLimit as forFastify } from '../src/fastify.ts';
import { withRateLimit } from '../src/fetch.ts';
import { rateLimit as forHono } from '../src/hono.ts';
import type { RateLimitOptions } from '../src/middleware-options.ts';

/** Options whose functions are told of a request only what all frameworks tell: its headers. */
export interface CommonOptions extends Omit<RateLimitOptions<never>, Functions> {
  readonly limitBy?: Strategy | readonly Strategy[];
  readonly skip?: (header: Header) => boolean | Promise<boolean>;
  readonly cost?: number | ((header: Header) => number | Promise<number>);
  readonly policies?: RateLimitOptions<Header>['policies'];
  readonly body?: RateLimitOptions<Header>['body'];
  readonly onLimited?: RateLimitOptions<Header>['onLimited'];
  readonly apiKey?: RateLimitOptions<Header>['apiKey'];
}
type Functions = 'limitBy' | 'skip' | 'cost' | 'policies' | 'body' | 'onLimited' | 'apiKey' | 'clientAddress';
type Strategy = 'ip' | 'api_key' | 'endpoint' | ((header: Header) => string | undefined | Promise<string | undefined>);
export type Header = (name: string) => string | undefined;

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Sends one request on a connection of its own, and with the target as it is written. */
export type Send = (target?: string, headers?: Record<string, string | string[]>, method?: string) => Promise<Reply>;

/** Starts a server on loopback whose `/status/<code>` answers so, whose `/throw` throws, and which answers 200 else. */
export type Start = (options: CommonOptions) => Promise<Send>;

export const servers = {
  'node:http': startNode,
  express: startExpress,
  fastify: startFastify,
  hono: startHono,
  fetch: startFetch,
} satisfies Record<string, Start>;

function statusOf(path: string): number {
  if (path.startsWith('/throw')) throw new Error('thrown by the handler');
  return Number(/^\/status\/(\d{3})/.exec(path)?.[1] ?? 200);
}

async function startNode(options: CommonOptions): Promise<Send> {
  const limited = forNode(told<NodeRequest>(options, (request) => (name) => request.headers[name]?.toString()));
  return listen((incoming, response) =>
    limited(incoming, response, (error) => {
      response.statusCode = error === undefined ? 200 : 500;
      try {
        if (error === undefined) response.statusCode = statusOf(incoming.url ?? '');
      } catch {
        response.statusCode = 500;
      }
      response.end('handled');
    }),
  );
}

async function startExpress(options: CommonOptions): Promise<Send> {
  const app = express();
  app.set('env', 'test'); // or it writes each error to the console
  app.use(forNode(told<ExpressRequest>(options, (each) => (name) => each.get(name))));
  app.use((each, response) => {
    response.status(statusOf(each.originalUrl)).send('handled');
  });
  return listen(app);
}

async function startFastify(options: CommonOptions): Promise<Send> {
  const app = createFastify();
  await app.register(forFastify(told<FastifyRequest>(options, (each) => (name) => each.headers[name]?.toString())));
  app.get('/items/:id', async () => 'handled');
  app.all('/*', async (each, reply) => reply.code(statusOf(each.url)).send('handled'));
  await app.ready();
  onTestFinished(() => app.close());
  return listen(app.routing);
}

async function startHono(options: CommonOptions): Promise<Send> {
  const app = new Hono();
  app.use(forHono(told<Context>(options, (each) => (name) => each.req.header(name))));
  app.onError((_, each) => each.text('failed', 500));
  app.get('/items/:id', (each) => each.text('handled'));
  app.all('*', (each) => new Response('handled', { status: statusOf(each.req.path) }));
  return listen(getRequestListener(app.fetch));
}

async function startFetch(options: CommonOptions): Promise<Send> {
  const sockets = new WeakMap<Request, IncomingMessage>();
  const handler = withRateLimit(
    async (each: Request) => new Response('handled', { status: statusOf(new URL(each.url).pathname) }),
    {
      ...told<Request>(options, (each) => (name) => each.headers.get(name) ?? undefined),
      clientAddress: (each) => sockets.get(each)?.socket.remoteAddress,
    },
  );
  return listen(
    getRequestListener(
      (each, { incoming }) => {
        if ('socket' in incoming) sockets.set(each, incoming as IncomingMessage);
        return handler(each);
      },
      { errorHandler: () => new Response('failed', { status: 500 }) },
    ),
  );
}

/** The options with functions that are told of the framework's own request. */
function told<Request>(options: CommonOptions, headerOf: (request: Request) => Header): RateLimitOptions<Request> {
  const adapted = Object.entries(options).map(([name, value]) => [name, adapt(name, value, headerOf)]);
  // Each function takes the request of the framework now.
  return Object.fromEntries(adapted) as RateLimitOptions<Request>;
}

function adapt<Request>(name: string, value: unknown, headerOf: (request: Request) => Header): unknown {
  if (Array.isArray(value)) return value.map((item) => adapt(name, item, headerOf));
  if (name === 'apiKey') return adaptVerify(value as NonNullable<CommonOptions['apiKey']>, headerOf);
  if (typeof value !== 'function' || ['refundOn', 'trustProxy', 'onEvent'].includes(name)) return value;
  if (name === 'body') return (decision: unknown, each: Request) => value(decision, headerOf(each));
  return (each: Request, ...rest: unknown[]) => value(headerOf(each), ...rest);
}

function adaptVerify<Request>(
  { verify, ...rest }: NonNullable<CommonOptions['apiKey']>,
  headerOf: (request: Request) => Header,
) {
  return verify ? { ...rest, verify: (key: string, each: Request) => verify(key, headerOf(each)) } : rest;
}

/** Listens until the test is over. */
export async function listen(listener: RequestListener): Promise<Send> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return (path = '/', headers = {}, method = 'GET') =>
    new Promise((resolve, reject) => {
      const sent = request({ host: '127.0.0.1', port, path, headers, method, agent: false }, async (response) => {
        let body = '';
        for await (const chunk of response) body += chunk;
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body });
      });
      sent.once('error', reject).end();
    });
}
