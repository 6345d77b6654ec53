import type { Context, Env, MiddlewareHandler } from 'hono';
import { matchedRoutes } from 'hono/route';
import { isPromiseLike } from './and-then.ts';
import { createGate } from './gate.ts';
import type { RateLimitOptions } from './middleware-options.ts';
import type { RequestView } from './request-key.ts';
import { type HeaderList, withHeaders } from './response-headers.ts';

export type { TrustProxy } from '@scry/internal/client-ip';
export type { ExemptPaths } from './exempt-paths.ts';
export type { HeaderFormat } from './format-rate-limit.ts';
export type { ApiKeyOptions, LimitBy, RateLimitOptions } from './middleware-options.ts';

/** What @hono/node-server hands on of the connection. */
interface NodeBindings {
  readonly incoming?: { readonly socket?: { readonly remoteAddress?: string } };
  readonly outgoing?: { readonly headersSent: boolean; setHeader(name: string, value: string): unknown };
}

const view: RequestView<Context> = {
  peer: (context) => nodeBindings(context).incoming?.socket?.remoteAddress,
  header: (context, name) => context.req.header(name),
  method: (context) => context.req.method,
  // As the router of Hono reads it.
  target: (context) => context.req.path,
  route: routeOf,
};

/** The route that will answer: the first behind this middleware whose handler takes no `next`; a 404 has none but `/*`. */
function routeOf(context: Context): string | undefined {
  const behind = matchedRoutes(context).slice(context.req.routeIndex);
  return (behind.find(({ handler }) => handler.length < 2) ?? behind.at(-1))?.path;
}

/**
 * Creates a middleware for Hono: denied requests are answered with 429, and all others go on, with headers that tell
 * what is left. On Node the client's address is known; elsewhere `clientAddress` says it, or all share one bucket.
 *
 * @throws TypeError or RangeError when an option is wrong.
 * @example
 * app.use(rateLimit({ requestsPerWindow: 100, windowSeconds: 60, exemptPaths: ['/health'] }));
 */
export function rateLimit<E extends Env = Env>(options: RateLimitOptions<Context<E>> = {}): MiddlewareHandler<E> {
  const gate = createGate<Context<E>>('rateLimit', options, view);
  if (!gate)
    return async function unlimited(_context, next) {
      await next();
    };

  return async function rateLimited(context, next) {
    const entered = gate.enter(context);
    const entry = isPromiseLike(entered) ? await entered : entered;
    if (!entry) return next();
    const headers: [string, string][] = [];
    const denial = gate.tell(entry, context, headerWriter(context, headers));
    if (denial) {
      for (const [name, value] of headers) context.header(name, value);
      return context.newResponse(denial.body, denial.status, { 'Content-Type': denial.type });
    }
    await next();
    if (headers.length > 0) addHeaders(context, headers);
    gate.leave?.(entry, context.res.status);
  };
}

/** Node's own response takes the headers before there is one of the web, which would be copied for them. */
function headerWriter(context: Context, headers: [string, string][]): (name: string, value: string) => void {
  const { outgoing } = nodeBindings(context);
  if (!outgoing) return (name, value) => headers.push([name, value]);
  return (name, value) => outgoing.headersSent || outgoing.setHeader(name, value);
}

function addHeaders(context: Context, headers: HeaderList): void {
  const response = withHeaders(context.res, headers);
  if (response !== context.res) context.res = response;
}

function nodeBindings(context: Context): NodeBindings {
  // Undefined where a test calls the application without a server.
  return (context.env ?? {}) as NodeBindings;
}

/**
 * Gives middlewares that are configured alike: each call may change some of the options.
 *
 * @throws TypeError or RangeError when an option is wrong, where the middleware is made.
 * @example
 * const limited = createRateLimitMiddleware({ windowSeconds: 60, exemptPaths: ['/health'] });
 * app.post('/login', limited({ requestsPerWindow: 5 }), login);
 */
export function createRateLimitMiddleware<E extends Env = Env>(
  defaults: RateLimitOptions<Context<E>>,
): (overrides?: RateLimitOptions<Context<E>>) => MiddlewareHandler<E> {
  return (overrides) => rateLimit({ ...defaults, ...overrides });
}
