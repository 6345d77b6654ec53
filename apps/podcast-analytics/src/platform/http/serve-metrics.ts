import { collectDefaultMetrics, type Registry } from 'prom-client';
import type { HttpApp } from './create-http-app.ts';

/** What Prometheus asks for, the figures of the process included. */
export function serveMetrics(app: HttpApp, metrics: Registry): void {
  collectDefaultMetrics({ register: metrics });
  app.get('/metrics', async (context) => {
    context.header('Content-Type', metrics.contentType);
    return context.body(await metrics.metrics());
  });
}
