import { createRequestContext, type RequestContextOptions } from './request-context.ts';

export type { TrustProxy } from '@scry/internal/client-ip';
export type { RequestContextOptions } from './request-context.ts';

/** What is read of a request: those of Express, connect and `node:http` have it. */
export interface NodeRequest {
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly socket: { readonly remoteAddress?: string | undefined };
}

/**
 * Creates a middleware for Express, connect and plain `node:http`: events that are logged while a request is handled say where it came from,
 * with which user agent, and to which trace (W3C Trace Context) and correlation id it belongs.
 *
 * @throws TypeError or RangeError when an option is wrong.
 * @example
 * app.use(auditContext({ audit, trustProxy: 1 }));
 */
export function auditContext<Request extends NodeRequest = NodeRequest>(
  options: RequestContextOptions<Request>,
): (request: Request, response: unknown, next: () => void) => void {
  const inContext = createRequestContext<Request>(options, {
    peer: ({ socket }) => socket.remoteAddress,
    header: ({ headers }, name) => headers[name.toLowerCase()]?.toString(),
  });
  return function auditContext(request, _response, next) {
    inContext(request, next);
  };
}
