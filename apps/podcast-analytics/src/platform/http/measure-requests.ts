import type { MiddlewareHandler } from 'hono';
import { routePath } from 'hono/route';
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { HttpEnv } from './http-env.ts';

/**
 * Counts requests by the pattern of their route, never by their path:
 *
 * - `api_requests_total{method, route, status}`
 * - `api_errors_total{method, route}`: those that were answered with 5xx
 * - `api_request_duration_seconds{method, route}`
 * - `api_requests_active`: those that are being answered
 */
export function measureRequests(registry: Registry): MiddlewareHandler<HttpEnv> {
  const registers = [registry];
  const requests = new Counter({
    name: 'api_requests_total',
    help: 'Requests, by route and status',
    labelNames: ['method', 'route', 'status'],
    registers,
  });
  const errors = new Counter({
    name: 'api_errors_total',
    help: 'Requests that were answered with 5xx',
    labelNames: ['method', 'route'],
    registers,
  });
  const duration = new Histogram({
    name: 'api_request_duration_seconds',
    help: 'From the request to the answer',
    labelNames: ['method', 'route'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers,
  });

  const active = new Gauge({ name: 'api_requests_active', help: 'Requests that are being answered', registers });

  return async function measureRequest(context, next) {
    const startedAt = performance.now();
    active.inc();
    await next().finally(() => active.dec());
    const method = methods.has(context.req.method) ? context.req.method : 'other';
    const route = routeOf(routePath(context, -1));
    const { status } = context.res;
    requests.inc({ method, route, status });
    if (status >= 500) errors.inc({ method, route });
    duration.observe({ method, route }, (performance.now() - startedAt) / 1_000);
  };
}

/** Anybody may make up methods. */
const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** Where nothing answers, the last that matched is a middleware. */
function routeOf(path: string): string {
  return path.includes('*') ? 'none' : path;
}
