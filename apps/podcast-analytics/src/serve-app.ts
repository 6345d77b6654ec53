/** The other half of the composition root, which only `start` loads: the HTTP server on top of an opened app. */
import { serveReportPages } from './features/reports/pages.tsx';
import { serveReportApi } from './features/reports/routes.ts';
import type { App } from './main.ts';
import { serveAssets } from './platform/http/assets.ts';
import { createHttpApp, type HttpApp } from './platform/http/create-http-app.ts';
import { type HttpServer, listen } from './platform/http/listen.ts';

/** Serves the API and the pages until it is closed. */
export function serveApp(app: App): Promise<HttpServer> {
  const http = createRoutes(app);
  return listen((request) => http.fetch(request), app.config);
}

/** All routes, without a server: tests call `request()` on it. */
export function createRoutes({ logger, database, reports }: Pick<App, 'logger' | 'database' | 'reports'>): HttpApp {
  const http = createHttpApp(logger, () => database.query('SELECT 1'));
  const assetUrl = serveAssets(http);
  serveReportApi(http, reports);
  serveReportPages(http, reports, assetUrl);
  return http;
}
