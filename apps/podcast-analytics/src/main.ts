/** The composition root: config → platform → features → server. Nothing else creates what it hands out. */
import type { Config } from './config.ts';
import { createAgentMatcher } from './counting/agents/match-agent.ts';
import { createNetworks, hostingNetworks } from './counting/network.ts';
import { agentLists } from './features/agents/installed-agents.ts';
import { createCountryLookup } from './features/ingest/country-lookup.ts';
import { createImporter } from './features/ingest/importer.ts';
import { createReports, type Reports } from './features/reports/reports.ts';
import type { Database } from './platform/db/database.ts';
import { openDatabase } from './platform/db/open-database.ts';
import { createLogger, type Logger } from './platform/logger.ts';
import { databaseRetry } from './scry/retry.ts';

export interface App {
  readonly config: Config;
  readonly logger: Logger;
  readonly database: Database;
  readonly reports: Reports;
  /** Reads the agent lists, which reports do without. */
  createImporter(now: () => number): Promise<ReturnType<typeof createImporter>>;
  close(): Promise<void>;
}

/** Opens everything that a command needs. The caller closes it. */
export async function openApp(config: Config): Promise<App> {
  const logger = createLogger(config.logLevel);
  const { databaseUrl: url, dataDir } = config;
  const database = await openDatabase({ ...(url === undefined ? { dataDir } : { url }), retry: databaseRetry(logger) });
  return {
    config,
    logger,
    database,
    reports: createReports(database),
    async createImporter(now) {
      const { lists } = await agentLists(dataDir);
      const networks = createNetworks(Object.keys(hostingNetworks).map(Number));
      return createImporter({
        database,
        agents: createAgentMatcher(lists),
        networks,
        countryOf: createCountryLookup(),
        now,
      });
    },
    close: () => database.close(),
  };
}
