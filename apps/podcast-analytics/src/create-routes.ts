/** All routes of the composition root: what is asked first, who may ask, and which feature answers. */
import type { Redis } from 'ioredis';
import { askEachTime, createAccountCache } from './features/accounts/account-cache.ts';
import { accountOf, authenticate } from './features/accounts/authenticate.ts';
import { guardAccounts, serveAccounts } from './features/accounts/serve-accounts.ts';
import type { ConversionIntake } from './features/attribution/pixel.ts';
import type { Backups } from './features/backups/backups.ts';
import { serveBackups } from './features/backups/serve-backups.ts';
import type { Deliveries } from './features/billing/delivery.ts';
import { openBilling } from './features/billing/open-billing.ts';
import type { CampaignTeams } from './features/campaigns/campaigns.ts';
import type { Ingest } from './features/ingest/open-ingest.ts';
import { serveIngest } from './features/ingest/serve-ingest.ts';
import { serveAuditPages } from './features/operations/audit-pages.tsx';
import { serveFlagPages } from './features/operations/flag-pages.tsx';
import { serveJobPages } from './features/operations/job-pages.tsx';
import { createJobRepository } from './features/operations/job-repository.ts';
import { serveOperationsPages } from './features/operations/pages.tsx';
import { serveProviderPages } from './features/operations/provider-pages.tsx';
import { servePrivacy } from './features/privacy/pages.tsx';
import { createPrivacy } from './features/privacy/privacy.ts';
import type { AllowedHosts } from './features/redirect/allowed-hosts.ts';
import { createHostRepository } from './features/redirect/host-repository.ts';
import { serveRedirects } from './features/redirect/serve-redirects.ts';
import { serveReference } from './features/reference/pages.tsx';
import { serveReportPages } from './features/reports/pages.tsx';
import { createPhraseInsights, type PhraseInsights } from './features/reports/phrase-insights.ts';
import { serveReportApi, type VisibleTo } from './features/reports/routes.ts';
import { serveTour } from './features/tour/pages.tsx';
import { guardRoutes } from './guard-routes.ts';
import type { App } from './main.ts';
import { serveAssets } from './platform/http/assets.ts';
import { auditRequests } from './platform/http/audit-requests.ts';
import { createHttpApp, type HttpApp } from './platform/http/create-http-app.ts';
import { RequestError } from './platform/http/request-error.ts';
import { serveMetrics } from './platform/http/serve-metrics.ts';
import { countCache } from './platform/metrics/cache-metrics.ts';
import { measureState } from './platform/metrics/state-metrics.ts';
import type { Providers } from './providers/open-providers.ts';
import { type AppAudit, withAuditLog } from './scry/audit.ts';
import type { Features } from './scry/flags.ts';
import { createRateLimits } from './scry/ratelimit.ts';
import { createAccess } from './scry/rbac.ts';
import { withTimeout } from './scry/retry.ts';
import { serveCampaigns } from './serve-campaigns.ts';
import { serveShows } from './serve-shows.ts';

/** Whoever asks whether it is ready waits no longer for the database. */
const readyMs = 1_000;

export interface RouteParts
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
export function createRoutes(parts: RouteParts): HttpApp {
  const { config, now, telemetry, breakers, drills, redis, database, accounts, reports, audit, features } = parts;
  const { ingest, hosts, backups, events, jobs, sealer } = parts;
  const http = createHttpApp(telemetry, config.trustProxy, async () => {
    if (parts.stopping?.aborted) throw new RequestError(503, 'unavailable', 'This server is stopping.');
    const isThere = withTimeout(() => database.query('SELECT 1'), readyMs);
    return isThere.then(
      () => 'ready',
      () => 'degraded',
    );
  });
  const cache = config.resilience
    ? createAccountCache(accounts, now, countCache(telemetry.metrics, 'accounts'))
    : askEachTime(accounts);
  const limits = createRateLimits({ telemetry, config, breakers, drills, redis, accountOfKey: cache.ofApiKey });
  const audited = auditRequests(audit, config.trustProxy);
  http.use(limits.requests);
  http.on('POST', ['/login', '/login/code', '/login/enrol', '/set-password'], limits.logIns);
  http.use(audited.request);
  http.use(authenticate(cache));
  http.use(audited.actor);
  const access = createAccess(telemetry, audit, events);
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
  const { dataDir, trustProxy, resilience } = config;
  const repository = createHostRepository(database);
  serveRedirects(http, { ingest, hosts, repository, audit, now, trustProxy, isSpooled: resilience });
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

/** Without a key of a model, the sentences are shown as they were computed. */
function insightWriter({
  config,
  providers,
  telemetry,
}: Pick<RouteParts, 'config' | 'providers' | 'telemetry'>): PhraseInsights {
  const { apiKey, isOff } = config.providers.openai;
  if (apiKey === undefined || isOff) return (sentences) => sentences;
  return createPhraseInsights(providers.openai, telemetry.logger);
}
