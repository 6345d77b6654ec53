/** The composition root: config → platform → features → server. Nothing else creates what it hands out. */
import type { Config } from './config.ts';
import { createAgentMatcher } from './counting/agents/match-agent.ts';
import { createNetworks, hostingNetworks } from './counting/network.ts';
import { type Accounts, createAccounts } from './features/accounts/accounts.ts';
import { agentLists } from './features/agents/installed-agents.ts';
import { auditedImporter } from './features/ingest/audited-importer.ts';
import { createCountryLookup } from './features/ingest/country-lookup.ts';
import { createImporter, type ImporterOptions, type ImportHits } from './features/ingest/importer.ts';
import { createReports, type Reports } from './features/reports/reports.ts';
import type { Bus } from './platform/bus/bus.ts';
import { openBus } from './platform/bus/open-bus.ts';
import type { Database } from './platform/db/database.ts';
import { openDatabase } from './platform/db/open-database.ts';
import { createEvents, type Events } from './platform/events/events.ts';
import { createJobs, type Jobs } from './platform/jobs/jobs.ts';
import { type Keys, openKeys } from './platform/keys/open-keys.ts';
import { eventMetrics } from './platform/metrics/event-metrics.ts';
import { createOutbox, type Outbox } from './platform/outbox/outbox.ts';
import { purgeRegularly } from './platform/purge.ts';
import { createTelemetry, type Telemetry } from './platform/telemetry.ts';
import { type AuditTrail, commandTrail } from './scry/audit.ts';
import { type Breakers, createBreakers } from './scry/breaker.ts';
import { createDrills, type Drills } from './scry/chaos.ts';
import { databaseRetry } from './scry/retry.ts';

export interface App extends Keys {
  readonly config: Config;
  /** The wall clock, in epoch milliseconds. */
  readonly now: () => number;
  readonly telemetry: Telemetry;
  /** Of the commands; the server has a log of its own. */
  readonly audit: AuditTrail;
  readonly breakers: Breakers;
  readonly drills: Drills;
  readonly database: Database;
  readonly events: Events;
  readonly outbox: Outbox;
  readonly bus: Bus;
  readonly jobs: Jobs;
  readonly accounts: Accounts;
  readonly reports: Reports;
  /** Reads the agent lists, which reports do without. */
  importerOptions(): Promise<ImporterOptions>;
  createImporter(): Promise<ImportHits>;
  close(): Promise<void>;
}

/**
 * Opens everything that a command needs. The caller closes it.
 * @param isServer whether to go on without the server of the database, and use it once it is there; and whether somebody
 * watches for slow queries: whoever runs a command waits for all of it, and has no use for log lines of its statements
 */
export async function openApp(config: Config, now: () => number, isServer = false): Promise<App> {
  const telemetry = createTelemetry(config.logLevel);
  const { databaseUrl: url, dataDir, resilience } = config;
  const breakers = createBreakers(telemetry, config);
  const drills = createDrills(telemetry);
  const { logger, metrics } = telemetry;
  const events = createEvents({ logger, observe: eventMetrics(metrics) });
  const audit = commandTrail({ dataDir, telemetry, now });
  const database = await openDatabase({
    ...(url === undefined ? { dataDir } : { url, mayBeAway: isServer }),
    isBounded: resilience,
    ...(resilience && {
      retry: databaseRetry(telemetry),
      breaker: (work) => breakers.database.run(() => drills.database(work)),
    }),
    ...(isServer && { onSlowQuery: (data) => events.emit({ type: 'database.query.slow', data }) }),
  });
  const importerOptions = async () => ({
    database,
    agents: createAgentMatcher((await agentLists(dataDir)).lists),
    networks: createNetworks(Object.keys(hostingNetworks).map(Number)),
    countryOf: createCountryLookup(),
    now,
  });
  const jobs = createJobs({ database, events, logger, now });
  purgeRegularly(jobs, database, now);
  const bus = await openBus({ config, breakers, drills, telemetry });
  const keys = openKeys({ config, database, telemetry, now });
  return {
    config,
    now,
    telemetry,
    audit,
    breakers,
    drills,
    database,
    events,
    outbox: createOutbox(now),
    bus,
    jobs,
    ...keys,
    accounts: createAccounts(database, now, keys.sealer),
    reports: createReports(database),
    importerOptions,
    createImporter: async () => auditedImporter(createImporter(await importerOptions()), audit),
    async close() {
      await bus.close();
      await database.close();
    },
  };
}
