import type { FastifyPluginCallback, FastifyReply, FastifyRequest } from 'fastify';
import { isPromiseLike } from './and-then.ts';
import { createGate, type Entry, type Gate } from './gate.ts';
import type { RateLimitOptions } from './middleware-options.ts';
import type { RequestView } from './request-key.ts';

export type { TrustProxy } from '@scry/internal/client-ip';
export type { ExemptPaths } from './exempt-paths.ts';
export type { HeaderFormat } from './format-rate-limit.ts';
export type { ApiKeyOptions, LimitBy, RateLimitOptions } from './middleware-options.ts';

const view: RequestView<FastifyRequest> = {
  peer: (request) => request.socket.remoteAddress,
  header: (request, name) => request.headers[name],
  method: (request) => request.method,
  target: (request) => request.originalUrl,
  route: (request) => request.routeOptions.url,
};

/**
 * Creates a plug-in for Fastify, which limits the routes of the scope that it is registered in: denied requests are
 * answered with 429, and all others go on, with headers that tell what is left.
 *
 * @throws TypeError or RangeError when an option is wrong.
 * @example
 * await app.register(rateLimit({ requestsPerWindow: 100, windowSeconds: 60, exemptPaths: ['/health'] }));
 */
export function rateLimit(options: RateLimitOptions<FastifyRequest> = {}): FastifyPluginCallback {
  const gate = createGate('rateLimit', options, view);

  const rateLimitPlugin: FastifyPluginCallback = (fastify, _, done) => {
    if (gate) {
      fastify.addHook('onRequest', function rateLimited(request, reply, next) {
        const goOn = (entry: Entry | undefined): void => {
          if (!entry || admit(gate, entry, request, reply)) next();
        };
        const entered = gate.enter(request);
        if (isPromiseLike(entered)) entered.then(goOn, next);
        else goOn(entered);
      });
    }
    done();
  };
  // Fastify's own marks of a plug-in whose hooks are for whoever registers it.
  return Object.assign(rateLimitPlugin, {
    [Symbol.for('skip-override')]: true,
    [Symbol.for('fastify.display-name')]: '@scry/ratelimit',
  });
}

/** Writes the headers, and the whole response where the request is denied. */
function admit(gate: Gate<FastifyRequest>, entry: Entry, request: FastifyRequest, reply: FastifyReply): boolean {
  // Another hook may have answered while a store was asked; then nothing can be added any more.
  const { sent } = reply;
  const denial = gate.tell(entry, request, (name, value) => sent || reply.header(name, value));
  const { leave } = gate;
  if (leave && !denial) reply.raw.once('finish', () => leave(entry, reply.statusCode));
  if (denial && !sent) reply.code(denial.status).type(denial.type).send(denial.body);
  return !denial;
}

/**
 * Gives plug-ins that are configured alike: each call may change some of the options.
 *
 * @throws TypeError or RangeError when an option is wrong, where the plug-in is made.
 * @example
 * const limited = createRateLimitMiddleware({ windowSeconds: 60, exemptPaths: ['/health'] });
 * await app.register(limited({ requestsPerWindow: 5 }));
 */
export function createRateLimitMiddleware(
  defaults: RateLimitOptions<FastifyRequest>,
): (overrides?: RateLimitOptions<FastifyRequest>) => FastifyPluginCallback {
  return (overrides) => rateLimit({ ...defaults, ...overrides });
}
