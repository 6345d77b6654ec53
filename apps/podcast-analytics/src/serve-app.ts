/** The other half of the composition root, which only `start` loads: the HTTP server on top of an opened app. */
import { join } from 'node:path';
import type { Redis } from 'ioredis';
import { openBackups } from './backup-app.ts';
import { createAccountCache } from './features/accounts/account-cache.ts';
import { accountOf, authenticate } from './features/accounts/authenticate.ts';
import { guardAccounts, serveAccounts } from './features/accounts/serve-accounts.ts';
import { conversionSpoolDisk, openConversionSpool } from './features/attribution/conversion-spool.ts';
import { createConversions } from './features/attribution/conversions.ts';
import type { ConversionIntake } from './features/attribution/pixel.ts';
import type { Backups } from './features/backups/backups.ts';
import { serveBackups } from './features/backups/serve-backups.ts';
import type { Deliveries } from './features/billing/delivery.ts';
import { openBilling } from './features/billing/open-billing.ts';
import type { CampaignTeams } from './features/campaigns/campaigns.ts';
import { type Ingest, openIngest } from './features/ingest/open-ingest.ts';
import { serveIngest } from './features/ingest/serve-ingest.ts';
import { serveAuditPages } from './features/operations/audit-pages.tsx';
import { documentFile } from './features/operations/document-file.ts';
import { serveFlagPages } from './features/operations/flag-pages.tsx';
import { serveJobPages } from './features/operations/job-pages.tsx';
import { createJobRepository } from './features/operations/job-repository.ts';
import { serveOperationsPages } from './features/operations/pages.tsx';
import { serveProviderPages } from './features/operations/provider-pages.tsx';
import { servePrivacy } from './features/privacy/pages.tsx';
import { createPrivacy } from './features/privacy/privacy.ts';
import { type AllowedHosts, openAllowedHosts } from './features/redirect/allowed-hosts.ts';
import { createHostRepository } from './features/redirect/host-repository.ts';
import { serveRedirects } from './features/redirect/serve-redirects.ts';
import { serveReference } from './features/reference/pages.tsx';
import { createDeliveries } from './features/reports/documents/deliveries.ts';
import { createDocuments } from './features/reports/documents/documents.ts';
import { serveDocumentPages } from './features/reports/documents/pages.tsx';
import { serveDocumentApi } from './features/reports/documents/routes.ts';
import { createSchedules } from './features/reports/documents/schedules.ts';
import { createShares } from './features/reports/documents/shares.ts';
import { serveReportPages } from './features/reports/pages.tsx';
import { createPhraseInsights, type PhraseInsights } from './features/reports/phrase-insights.ts';
import { serveReportApi, type VisibleTo } from './features/reports/routes.ts';
import { steadyReports } from './features/reports/steady-reports.ts';
import { createFeeds } from './features/shows/feeds.ts';
import { serveShowPages } from './features/shows/pages.tsx';
import { createPublicFetch } from './features/shows/public-fetch.ts';
import { serveShowApi } from './features/shows/routes.ts';
import { createShows } from './features/shows/shows.ts';
import { serveTour } from './features/tour/pages.tsx';
import { guardRoutes } from './guard-routes.ts';
import type { App } from './main.ts';
import { startBackground } from './platform/background.ts';
import { serveAssets } from './platform/http/assets.ts';
import { auditRequests } from './platform/http/audit-requests.ts';
import { createHttpApp, type HttpApp } from './platform/http/create-http-app.ts';
import { type HttpServer, listen } from './platform/http/listen.ts';
import { RequestError } from './platform/http/request-error.ts';
import { serveMetrics } from './platform/http/serve-metrics.ts';
import { countCache } from './platform/metrics/cache-metrics.ts';
import { measureState } from './platform/metrics/state-metrics.ts';
import { connectRedis } from './platform/redis/connect-redis.ts';
import { openProviders, type Providers } from './providers/open-providers.ts';
import { type AppAudit, openAuditLog, withAuditLog } from './scry/audit.ts';
import { breakerFetch } from './scry/breaker.ts';
import { createFeatures, type Features } from './scry/flags.ts';
import { createRateLimits } from './scry/ratelimit.ts';
import { createAccess } from './scry/rbac.ts';
import { endlessRetry, providerFetch } from './scry/retry.ts';
import { serveCampaigns } from './serve-campaigns.ts';

/** Serves the API and the pages until it is closed. */
export async function serveApp(app: App): Promise<HttpServer> {
  const { config, telemetry, now } = app;
  const { dataDir, redisUrl } = config;
  const stopping = new AbortController();
  const opened: (() => unknown)[] = [];
  const close = async () => {
    for (const closeOne of opened.reverse()) await closeOne();
  };
  try {
    const audit = await openAuditLog('console', { dataDir, telemetry, now });
    opened.push(() => audit.close());
    const file = documentFile(join(dataDir, 'flags.json'));
    const features = await createFeatures({ file, env: config.flagEnvironment, telemetry });
    opened.push(() => features.close());
    const redis = redisUrl === undefined ? undefined : connectRedis(redisUrl, telemetry.logger);
    opened.push(() => redis?.disconnect());
    const providers = await openProviders(app);
    opened.push(() => providers.close());
    const reports = steadyReports(app.reports, telemetry.metrics, now);
    const retry = (name: string, signal: AbortSignal) => endlessRetry(telemetry, name, signal);
    const options = await app.importerOptions();
    const importHits = await app.createImporter();
    const { spoolMaxBytes } = config;
    const ingest = await openIngest({ dataDir, spoolMaxBytes, telemetry, options, importHits, retry });
    opened.push(() => ingest.close());
    const conversions = await openConversionSpool({
      ...{ disk: await conversionSpoolDisk(dataDir), maxBytes: spoolMaxBytes, retry, logger: telemetry.logger, now },
      conversions: createConversions(app.database, app.outbox, now),
    });
    opened.push(() => conversions.close());
    conversions.start();
    const hosts = await openAllowedHosts({
      load: () => createHostRepository(app.database).ofAll(),
      snapshot: documentFile(join(dataDir, 'redirect-hosts.json')),
      logger: telemetry.logger,
    });
    opened.push(() => hosts.close());
    const backups = openBackups({ ...app, audit });
    opened.push(() => backups.close());
    const parts = {
      reports,
      audit,
      features,
      redis,
      providers,
      ingest,
      hosts,
      backups,
      conversionIntake: conversions.intake,
    };
    const http = createRoutes({ ...app, ...parts, stopping: stopping.signal });
    const background = startBackground(app);
    opened.push(() => background.close());
    const server = await listen((request, bindings) => http.fetch(request, bindings), config);
    await audit.logSystem({ action: 'service.started' });
    opened.push(
      () => audit.logSystem({ action: 'service.stopped' }),
      () => {
        stopping.abort();
        return server.close();
      },
    );
    return { url: server.url, close };
  } catch (error) {
    await close();
    throw error;
  }
}

interface Parts
  extends Pick<
    App,
    | 'config'
    | 'now'
    | 'telemetry'
    | 'breakers'
    | 'drills'
    | 'database'
    | 'events'
    | 'outbox'
    | 'jobs'
    | 'accounts'
    | 'reports'
    | 'signingKeys'
    | 'sealer'
  > {
  /** The console's own log. */
  readonly audit: AppAudit;
  readonly features: Features;
  readonly providers: Providers;
  readonly ingest: Omit<Ingest, 'close'>;
  /** Where the prefix may lead. */
  readonly hosts: AllowedHosts;
  readonly backups: Backups;
  /** Aborted when no more requests are to be sent here. */
  readonly stopping?: AbortSignal;
  /** Reads feeds; where absent, on the public internet alone. */
  readonly feedFetch?: typeof fetch;
  readonly deliveries?: Deliveries;
  /** Where one is configured. */
  readonly redis?: Redis | undefined;
  readonly teams?: CampaignTeams | undefined;
  readonly conversionIntake?: ConversionIntake | undefined;
}

/** All routes, without a server: tests call `request()` on it. */
export function createRoutes(parts: Parts): HttpApp {
  const { config, now, telemetry, breakers, drills, redis, database, accounts, reports, audit, features } = parts;
  const { ingest, hosts, backups, events, jobs, sealer } = parts;
  const http = createHttpApp(telemetry, async () => {
    if (parts.stopping?.aborted) throw new RequestError(503, 'unavailable', 'This server is stopping.');
    await database.query('SELECT 1');
  });
  const cache = createAccountCache(accounts, now, countCache(telemetry.metrics, 'accounts'));
  const limits = createRateLimits({ telemetry, config, breakers, drills, redis, accountOfKey: cache.ofApiKey });
  const audited = auditRequests(audit, config.trustProxy);
  http.use(limits.requests);
  http.on('POST', ['/login', '/login/code', '/login/enrol', '/set-password'], limits.logIns);
  http.use(audited.request);
  http.use(authenticate(cache));
  http.use(audited.actor);
  const access = createAccess(telemetry, audit);
  http.use((context, next) => {
    const account = context.get('account');
    if (account) context.set('may', (permission) => access.may(account, permission));
    return next();
  });
  guardAccounts(http, access);
  guardRoutes(http, access);
  const visibleTo: VisibleTo = (context) => {
    const account = accountOf(context);
    return { visible: (startIndex) => access.visibleShows(account, startIndex) };
  };
  serveAssets(http);
  measureState(telemetry.metrics, { database, dataDir: config.dataDir, now });
  serveMetrics(http, telemetry.metrics);
  serveAccounts(http, { accounts, cache, audit, access, sealer, events, now });
  servePrivacy(http, {
    privacy: createPrivacy({ database, now, dataDir: config.dataDir, accounts, audit }),
    accounts,
    access,
    jobs,
  });
  serveReportApi(http, reports, visibleTo);
  serveReference(http);
  serveReportPages(http, { reports, features, phraseInsights: insightWriter(parts), visibleTo });
  serveShows(http, parts, visibleTo);
  serveOperationsPages(http, { breakers, drills, access, accounts, audit });
  serveJobPages(http, { jobs: createJobRepository(database, now), audit });
  serveProviderPages(http, { providers: parts.providers, breakers, audit });
  if (!config.isProduction) {
    serveTour(http, { ...parts, access, dataDir: config.dataDir });
  }
  serveFlagPages(http, { features, audit });
  serveIngest(http, { ingest, features, audit, now });
  const { dataDir, trustProxy } = config;
  serveRedirects(http, { ingest, hosts, repository: createHostRepository(database), audit, now, trustProxy });
  serveBackups(http, { backups, dataDir, telemetry });
  serveCampaigns(http, { ...parts, access });
  openBilling(http, { ...parts, access });
  serveAuditPages(http, {
    dataDir,
    accounts,
    use: (name, work) => (name === 'console' ? work(audit) : withAuditLog(name, { dataDir, telemetry, now }, work)),
  });
  return http;
}

function serveShows(http: HttpApp, parts: Parts, visibleTo: VisibleTo): void {
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

/** Without a key of a model, the sentences are shown as they were computed. */
function insightWriter({
  config,
  providers,
  telemetry,
}: Pick<Parts, 'config' | 'providers' | 'telemetry'>): PhraseInsights {
  const { apiKey, isOff } = config.providers.openai;
  if (apiKey === undefined || isOff) return (sentences) => sentences;
  return createPhraseInsights(providers.openai, telemetry.logger);
}

/** A breaker for each host, which metrics and retries know as one. */
function feedFetch({ telemetry, breakers }: Pick<Parts, 'telemetry' | 'breakers'>): typeof fetch {
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
