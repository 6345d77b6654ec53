import { OpenAPIHono } from '@hono/zod-openapi';
import type { MiddlewareHandler } from 'hono';
import { csrf } from 'hono/csrf';
import { requestId } from 'hono/request-id';
import { secureHeaders } from 'hono/secure-headers';
import { apiKeyHeader } from '../../features/accounts/authenticate.ts';
import { currentContext, runInContext } from '../context/request-context.ts';
import type { Telemetry } from '../telemetry.ts';
import { answerInvalid, answerWithError, handleErrors } from './api-error.ts';
import { documentStyleHash } from './document-style.ts';
import { errorPages } from './error-pages.tsx';
import type { HttpEnv } from './http-env.ts';
import { limitBodies } from './limit-bodies.ts';
import { measureRequests } from './measure-requests.ts';
import { oneErrorShape } from './one-error-shape.ts';
import { ownOrigin } from './own-origin.ts';

/** Whether what is answered here is of now: `degraded` while the database is away. Rejects where no request should be sent here. */
export type Readiness = () => Promise<'ready' | 'degraded'>;

export type HttpApp = OpenAPIHono<HttpEnv>;

/** An empty HTTP application: what every route of every feature has in common. */
export function createHttpApp({ logger, metrics }: Telemetry, trustProxy: number, readiness: Readiness): HttpApp {
  const app: HttpApp = new OpenAPIHono<HttpEnv>({ defaultHook: answerInvalid });
  app.use((context, next) => {
    context.set('trustProxy', trustProxy);
    return next();
  });
  app.use(requestId({ limitLength: 64 }));
  app.use((context, next) =>
    runInContext({ requestId: context.get('requestId'), traceparent: context.req.header('traceparent') }, next),
  );
  // A redirect and a pixel have nothing to protect, and what says who may load them from where would keep pages of others from it.
  app.use((context, next) => (/^\/[ae]\//.test(context.req.path) ? next() : securityHeaders(context, next)));
  app.use(measureRequests(metrics));
  app.use(errorPages);
  app.use(oneErrorShape);
  app.use(refuseForeignForms);
  app.use(limitBodies());
  app.use(async function logRequest(context, next) {
    const startedAt = performance.now();
    await next();
    const { staleSince } = currentContext();
    if (staleSince !== undefined) context.header('Last-Modified', new Date(staleSince).toUTCString());
    const { method, path } = context.req;
    const ms = Math.round(performance.now() - startedAt);
    logger.info({ method, path, status: context.res.status, ms }, 'request');
  });
  app.onError(handleErrors(logger));
  app.notFound((context) => answerWithError(context, 404, 'not-found', `There is nothing at ${context.req.path}.`));
  // Whoever asks this restarts a process that does not answer: it must not depend on what a restart does not mend.
  app.get('/health', (context) => context.json({ status: 'ok' }));
  // It is ready without its database, too: episodes play, hits are taken in, and all servers would leave the balancer at once.
  app.get('/ready', async (context) => context.json({ status: await readiness() }));
  return app;
}

const refuseForms = csrf({ origin: (origin, context) => origin === ownOrigin(context) });

/** A form of another site can send cookies, and no header of its own: a request with a key comes from a program. */
const refuseForeignForms: MiddlewareHandler<HttpEnv> = (context, next) =>
  context.req.header(apiKeyHeader) === undefined ? refuseForms(context, next) : next();

/** Everything comes from this server, and no markup can bring a script or a style of its own. */
const securityHeaders = secureHeaders({
  contentSecurityPolicy: {
    defaultSrc: ["'none'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'", documentStyleHash],
    imgSrc: ["'self'"],
    connectSrc: ["'self'"],
    formAction: ["'self'"],
    baseUri: ["'none'"],
    frameAncestors: ["'none'"],
  },
  referrerPolicy: 'no-referrer',
  strictTransportSecurity: false, // it listens on loopback without TLS; a proxy in front of it sets this
});
