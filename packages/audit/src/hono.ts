import type { Context, Env, MiddlewareHandler } from 'hono';
import { createRequestContext, type RequestContextOptions } from './request-context.ts';

export type { TrustProxy } from '@scry/internal/client-ip';
export type { RequestContextOptions } from './request-context.ts';

/** What @hono/node-server hands on of the connection. */
interface NodeBindings {
  readonly incoming?: { readonly socket?: { readonly remoteAddress?: string } };
}

/**
 * Creates a middleware for Hono on Node: events that are logged while a request is handled say where it came from, with which user
 * agent, and to which trace (W3C Trace Context) and correlation id it belongs.
 *
 * @throws TypeError or RangeError when an option is wrong.
 * @example
 * app.use(auditContext({ audit, trustProxy: 1 }));
 */
export function auditContext<E extends Env = Env>(options: RequestContextOptions<Context<E>>): MiddlewareHandler<E> {
  const inContext = createRequestContext<Context<E>>(options, {
    peer: (context) => {
      // Undefined where a test calls the application without a server.
      const { incoming } = (context.env ?? {}) as NodeBindings;
      return incoming?.socket?.remoteAddress;
    },
    header: (context, name) => context.req.header(name),
  });
  return function auditContext(context, next) {
    return inContext(context, next);
  };
}
