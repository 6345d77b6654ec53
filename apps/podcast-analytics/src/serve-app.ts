/** The other half of the composition root, which only `start` loads: the HTTP server on top of an opened app. */
import type { Redis } from 'ioredis';
import { createAccountCache } from './features/accounts/account-cache.ts';
import { accountOf, authenticate } from './features/accounts/authenticate.ts';
import { serveAccountPages } from './features/accounts/pages.tsx';
import { serveOperationsPages } from './features/operations/pages.tsx';
import { serveReportPages } from './features/reports/pages.tsx';
import { serveReportApi, type VisibleTo } from './features/reports/routes.ts';
import type { App } from './main.ts';
import { serveAssets } from './platform/http/assets.ts';
import { createHttpApp, type HttpApp } from './platform/http/create-http-app.ts';
import { type HttpServer, listen } from './platform/http/listen.ts';
import { connectRedis } from './platform/redis/connect-redis.ts';
import { createRateLimits } from './scry/ratelimit.ts';
import { type Access, createAccess } from './scry/rbac.ts';

/** Serves the API and the pages until it is closed. */
export async function serveApp(app: App): Promise<HttpServer> {
  const { config, logger } = app;
  const redis = config.redisUrl === undefined ? undefined : connectRedis(config.redisUrl, logger);
  const http = createRoutes({ ...app, redis });
  try {
    const server = await listen((request, bindings) => http.fetch(request, bindings), config);
    return {
      url: server.url,
      async close() {
        await server.close();
        redis?.disconnect();
      },
    };
  } catch (error) {
    redis?.disconnect();
    throw error;
  }
}

interface Parts
  extends Pick<App, 'config' | 'now' | 'logger' | 'breakers' | 'drills' | 'database' | 'accounts' | 'reports'> {
  /** Where one is configured. */
  readonly redis?: Redis | undefined;
}

/** All routes, without a server: tests call `request()` on it. */
export function createRoutes(parts: Parts): HttpApp {
  const { config, now, logger, breakers, drills, redis, database, accounts, reports } = parts;
  const http = createHttpApp(logger, () => database.query('SELECT 1'));
  const cache = createAccountCache(accounts, now);
  const limits = createRateLimits({ config, breakers, drills, redis, accountOfKey: cache.ofApiKey });
  http.use(limits.requests);
  http.post('/login', limits.logIns);
  http.use(authenticate(cache));
  const access = createAccess(logger);
  guardRoutes(http, access);
  const visibleTo: VisibleTo = (context) => {
    const account = accountOf(context);
    return { visible: (startIndex) => access.visibleShows(account, startIndex) };
  };
  const assetUrl = serveAssets(http);
  serveAccountPages(http, { accounts, cache, assetUrl });
  serveReportApi(http, reports, visibleTo);
  serveReportPages(http, { reports, visibleTo, assetUrl });
  serveOperationsPages(http, { breakers, drills, access, accounts, assetUrl });
  return http;
}

/** What a route needs, before its handler. `test/http/permissions.test.ts` finds the ones without. */
function guardRoutes(http: HttpApp, { guard }: Access): void {
  http.on(['GET', 'POST'], ['/', '/hits', '/api/v1/*'], guard('shows:read'));
  http.get('/operations', guard('operations:read'));
  http.get('/operations/access', guard('permissions:explain'));
  http.post('/operations/*', guard('operations:drill'));
}
