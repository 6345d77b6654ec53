import { createGate } from './gate.ts';
import type { RateLimitOptions } from './middleware-options.ts';
import type { RequestView } from './request-key.ts';
import { withHeaders } from './response-headers.ts';

export type { TrustProxy } from '@scry/internal/client-ip';
export type { ExemptPaths } from './exempt-paths.ts';
export type { HeaderFormat } from './format-rate-limit.ts';
export type { ApiKeyOptions, LimitBy, RateLimitOptions } from './middleware-options.ts';

/** A server as Workers, Deno, Bun and the route handlers of many frameworks know it. */
export type FetchHandler<Rest extends readonly unknown[] = []> = (
  request: Request,
  ...rest: Rest
) => Response | PromiseLike<Response>;

const view: RequestView<Request> = {
  // The platform does not tell: that is what the option `clientAddress` is for.
  peer: () => undefined,
  header: (request, name) => request.headers.get(name),
  method: (request) => request.method,
  target: (request) => request.url,
  route: () => undefined,
};

/**
 * Puts a limit before a fetch handler: denied requests are answered with 429, and all others go on, with headers that
 * tell what is left. Without `clientAddress` or `trustProxy` all clients share one bucket.
 *
 * @throws TypeError or RangeError when an option is wrong.
 * @example
 * const clientAddress = (request: Request) => request.headers.get('cf-connecting-ip') ?? undefined;
 * export default { fetch: withRateLimit(handler, { requestsPerWindow: 100, clientAddress }) };
 */
export function withRateLimit<Rest extends readonly unknown[]>(
  handler: FetchHandler<Rest>,
  options: RateLimitOptions<Request> = {},
): (request: Request, ...rest: Rest) => Promise<Response> {
  const gate = createGate('withRateLimit', options, view);

  return async function rateLimited(request, ...rest) {
    const entry = await gate?.enter(request);
    if (!gate || !entry) return handler(request, ...rest);
    const headers: [string, string][] = [];
    const denial = gate.tell(entry, request, (name, value) => headers.push([name, value]));
    if (denial)
      return new Response(denial.body, { status: denial.status, headers: [['Content-Type', denial.type], ...headers] });
    let status = 500; // what a handler that throws comes to
    try {
      const response = await handler(request, ...rest);
      status = response.status;
      return withHeaders(response, headers);
    } finally {
      gate.leave?.(entry, status);
    }
  };
}

/**
 * Gives wrappers that are configured alike: each call may change some of the options.
 *
 * @throws TypeError or RangeError when an option is wrong, where the handler is wrapped.
 * @example
 * const limited = createRateLimitMiddleware({ windowSeconds: 60, clientAddress });
 * export const POST = limited({ requestsPerWindow: 5 })(login);
 */
export function createRateLimitMiddleware(
  defaults: RateLimitOptions<Request>,
): (
  overrides?: RateLimitOptions<Request>,
) => <Rest extends readonly unknown[]>(
  handler: FetchHandler<Rest>,
) => (request: Request, ...rest: Rest) => Promise<Response> {
  return (overrides) => (handler) => withRateLimit(handler, { ...defaults, ...overrides });
}
