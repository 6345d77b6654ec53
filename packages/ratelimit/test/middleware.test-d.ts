import type { IncomingMessage, RequestListener } from 'node:http';
import express, { type Request as ExpressRequest } from 'express';
import createFastify, { type FastifyRequest } from 'fastify';
import { type Context, Hono } from 'hono';
import { expectTypeOf, test } from 'vitest';
import { rateLimit as forExpress, type RateLimitOptions } from '../src/express.ts';
import { rateLimit as forFastify } from '../src/fastify.ts';
import { withRateLimit } from '../src/fetch.ts';
import { rateLimit as forHono } from '../src/hono.ts';
import { createRateLimiter, type Decision, optionsFromEnv, type RateLimitStore } from '../src/index.ts';

declare const store: RateLimitStore;

test('each framework takes its middleware, and its functions get the request of the framework', () => {
  express().use(forExpress({ limitBy: (request: ExpressRequest) => request.ip }));
  express().get('/:id', forExpress(), (_, response) => void response.end());
  createFastify().register(forFastify({ skip: (request) => request.is404 }));
  new Hono().use(forHono({ cost: (context) => context.req.path.length }));
  new Hono<{ Variables: { user: string } }>().use(
    forHono({ limitBy: (context: Context<{ Variables: { user: string } }>) => context.get('user') }),
  );
  expectTypeOf<Parameters<NonNullable<RateLimitOptions<FastifyRequest>['onLimited']>>>().toEqualTypeOf<
    [FastifyRequest, Decision]
  >();
});

test('a plain server of Node takes the middleware', () => {
  const limited = forExpress<IncomingMessage>({ skip: ({ complete }) => complete });
  const listener: RequestListener = (request, response) => limited(request, response, () => response.end());
  expectTypeOf(listener).toEqualTypeOf<RequestListener>();
});

test('a fetch handler keeps what it takes beside the request', () => {
  const handler = withRateLimit((_: Request, env: { kv: string }, context: number) => new Response(env.kv + context));
  expectTypeOf(handler).toEqualTypeOf<(request: Request, env: { kv: string }, context: number) => Promise<Response>>();
});

test('limiters in memory and over a store are taken alike', () => {
  forExpress({ limiter: createRateLimiter({ limit: 1, windowMs: 1 }) });
  forExpress({ limiter: createRateLimiter({ limit: 1, windowMs: 1, store }) });
  forExpress({ requestsPerWindow: 1, ...optionsFromEnv({}) });
});

test('options take what exists and nothing else', () => {
  // @ts-expect-error: no such strategy
  forExpress({ limitBy: 'user' });
  // @ts-expect-error: no such option
  forExpress({ max: 5 });
  // @ts-expect-error: no such draft
  forExpress({ headers: { draft: 8 } });
  // @ts-expect-error: to trust every proxy is to trust the client
  forExpress({ trustProxy: true });
});
