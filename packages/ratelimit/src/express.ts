import { isPromiseLike } from './and-then.ts';
import { createGate, type Entry, type Gate } from './gate.ts';
import type { RateLimitOptions } from './middleware-options.ts';
import { normalisePath } from './normalise-path.ts';
import type { RequestView } from './request-key.ts';

export type { TrustProxy } from '@scry/internal/client-ip';
export type { ExemptPaths } from './exempt-paths.ts';
export type { HeaderFormat } from './format-rate-limit.ts';
export type { ApiKeyOptions, LimitBy, RateLimitOptions } from './middleware-options.ts';

/** What is read of a request: those of Express, connect and `node:http` have it. */
export interface NodeRequest {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  readonly originalUrl?: string | undefined;
  readonly baseUrl?: string | undefined;
  readonly route?: { readonly path?: unknown } | undefined;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly socket: { readonly remoteAddress?: string | undefined };
}

/** What is used of a response: those of Express, connect and `node:http` have it. */
export interface NodeResponse {
  statusCode: number;
  readonly headersSent: boolean;
  setHeader(name: string, value: string): unknown;
  once(event: 'finish', listener: () => void): unknown;
  end(body: string): unknown;
}

/** A middleware as Express and connect take it; with a `next` of its own, plain `node:http` does too. */
export type NodeMiddleware<Request extends NodeRequest> = (
  request: Request,
  response: NodeResponse,
  next: (error?: unknown) => void,
) => void;

const view: RequestView<NodeRequest> = {
  peer: (request) => request.socket.remoteAddress,
  header: (request, name) => request.headers[name],
  method: (request) => request.method,
  target: (request) => request.originalUrl ?? request.url ?? '/',
  // The path of the mount is what the client wrote, and Express is blind to its case.
  route: ({ route, baseUrl = '' }) =>
    route?.path === undefined ? undefined : normalisePath(baseUrl).toLowerCase() + String(route.path),
};

/**
 * Creates a middleware for Express, connect and plain `node:http`: denied requests are answered with 429, and all
 * others go on, with headers that tell what is left.
 *
 * @throws TypeError or RangeError when an option is wrong.
 * @example
 * app.use(rateLimit({ requestsPerWindow: 100, windowSeconds: 60, exemptPaths: ['/health'] }));
 */
export function rateLimit<Request extends NodeRequest = NodeRequest>(
  options: RateLimitOptions<Request> = {},
): NodeMiddleware<Request> {
  const gate = createGate<Request>('rateLimit', options, view);
  if (!gate)
    return function unlimited(_request, _response, next) {
      next();
    };

  return function rateLimited(request, response, next) {
    const goOn = (entry: Entry | undefined): void => {
      if (!entry || admit(gate, entry, request, response)) next();
    };
    const entered = gate.enter(request);
    if (isPromiseLike(entered)) entered.then(goOn, next);
    else goOn(entered);
  };
}

/** Writes the headers, and the whole response where the request is denied. */
function admit<Request>(gate: Gate<Request>, entry: Entry, request: Request, response: NodeResponse): boolean {
  // Another middleware may have answered while a store was asked; then nothing can be added any more.
  const sent = response.headersSent;
  const denial = gate.tell(entry, request, (name, value) => sent || response.setHeader(name, value));
  const { leave } = gate;
  if (leave && !denial) response.once('finish', () => leave(entry, response.statusCode));
  if (denial && !sent) {
    response.statusCode = denial.status;
    response.setHeader('Content-Type', denial.type);
    response.end(denial.body);
  }
  return !denial;
}

/**
 * Gives middlewares that are configured alike: each call may change some of the options.
 *
 * @throws TypeError or RangeError when an option is wrong, where the middleware is made.
 * @example
 * const limited = createRateLimitMiddleware({ windowSeconds: 60, exemptPaths: ['/health'] });
 * app.post('/login', limited({ requestsPerWindow: 5 }), login);
 */
export function createRateLimitMiddleware<Request extends NodeRequest = NodeRequest>(
  defaults: RateLimitOptions<Request>,
): (overrides?: RateLimitOptions<Request>) => NodeMiddleware<Request> {
  return (overrides) => rateLimit({ ...defaults, ...overrides });
}
