/** The part of the composition root that shows, their feeds and their reports as documents are put together in. */
import { createDeliveries } from './features/reports/documents/deliveries.ts';
import { createDocuments } from './features/reports/documents/documents.ts';
import { serveDocumentPages } from './features/reports/documents/pages.tsx';
import { serveDocumentApi } from './features/reports/documents/routes.ts';
import { createSchedules } from './features/reports/documents/schedules.ts';
import { createShares } from './features/reports/documents/shares.ts';
import type { VisibleTo } from './features/reports/routes.ts';
import { createFeeds } from './features/shows/feeds.ts';
import { serveShowPages } from './features/shows/pages.tsx';
import { createPublicFetch } from './features/shows/public-fetch.ts';
import { serveShowApi } from './features/shows/routes.ts';
import { createShows } from './features/shows/shows.ts';
import type { App } from './main.ts';
import type { HttpApp } from './platform/http/create-http-app.ts';
import type { Providers } from './providers/open-providers.ts';
import type { AppAudit } from './scry/audit.ts';
import { breakerFetch } from './scry/breaker.ts';
import { providerFetch } from './scry/retry.ts';

interface ShowParts
  extends Pick<App, 'now' | 'telemetry' | 'breakers' | 'database' | 'outbox' | 'jobs' | 'signingKeys'> {
  readonly audit: AppAudit;
  readonly providers: Pick<Providers, 'sendgrid'>;
  /** Reads feeds; where absent, on the public internet alone. */
  readonly feedFetch?: typeof fetch | undefined;
}

export function serveShows(http: HttpApp, parts: ShowParts, visibleTo: VisibleTo): void {
  const { database, audit, jobs, outbox, now, providers, signingKeys } = parts;
  const shows = createShows(database, now);
  const feeds = createFeeds({ database, audit, now, fetch: parts.feedFetch ?? feedFetch(parts) });
  const everyMs = 900_000;
  jobs.every('feeds.refresh', {
    everyMs,
    timeoutMs: everyMs,
    run: async (_, { signal }) => void (await feeds.refreshDue(signal)),
  });
  serveShowApi(http, { shows, feeds, visibleTo });
  serveShowPages(http, { shows, feeds, visibleTo });
  const deliveries = createDeliveries({ database, jobs, outbox, mailer: providers.sendgrid, now });
  const documents = createDocuments({ database, jobs, outbox, deliveries, now });
  const shares = createShares(database, signingKeys.signer('report-share'), now);
  const schedules = createSchedules(database, jobs, documents, now);
  const routes = { documents, deliveries, shares, schedules, audit };
  serveDocumentApi(http, routes);
  serveDocumentPages(http, { ...routes, shows, visibleTo, now });
}

/** A breaker for each host, which metrics and retries know as one. */
function feedFetch({ telemetry, breakers }: Pick<ShowParts, 'telemetry' | 'breakers'>): typeof fetch {
  const publicFetch = createPublicFetch();
  return providerFetch(
    telemetry,
    (input, init) => {
      const { host } = new URL(input instanceof Request ? input.url : input);
      return breakerFetch(breakers, `feed ${host}`, publicFetch)(input, init);
    },
    { name: 'feed' },
  );
}
