import type { MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { HttpEnv } from './http-env.ts';
import { RequestError } from './request-error.ts';

/** Forms and JSON are small. Whoever expects less says so at the route. */
const mostBytes = 1_000_000;

/** They read what comes piece by piece, and have a limit of their own. */
const streamed: ReadonlySet<string> = new Set(['POST /api/v1/hits', 'POST /imports']);

/** No request can fill the memory, whatever its route does with the body. */
export function limitBodies(): MiddlewareHandler<HttpEnv> {
  const limit = bodyLimit({
    maxSize: mostBytes,
    onError: () => {
      throw new RequestError(413, 'too-large', `expected a body of at most ${mostBytes} bytes, got more`);
    },
  });
  return function limitBody(context, next) {
    return streamed.has(`${context.req.method} ${context.req.path}`) ? next() : limit(context, next);
  };
}
