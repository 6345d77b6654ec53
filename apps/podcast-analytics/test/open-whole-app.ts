import { join } from 'node:path';
import { readConfig } from '../src/config.ts';
import { createImporter } from '../src/features/ingest/importer.ts';
import { openIngest } from '../src/features/ingest/open-ingest.ts';
import { documentFile } from '../src/features/operations/document-file.ts';
import { openAllowedHosts } from '../src/features/redirect/allowed-hosts.ts';
import { createHostRepository } from '../src/features/redirect/host-repository.ts';
import type { Database } from '../src/platform/db/database.ts';
import { createEvents } from '../src/platform/events/events.ts';
import { createTelemetry, type Telemetry } from '../src/platform/telemetry.ts';
import { openProviders } from '../src/providers/open-providers.ts';
import { openAuditLog } from '../src/scry/audit.ts';
import { createBreakers } from '../src/scry/breaker.ts';
import { createFeatures } from '../src/scry/flags.ts';
import { startFeedServer } from './feed-server.ts';
import { ingest as importing } from './ingest.ts';
import { openRoutes, type Routes } from './open-routes.ts';

export interface WholeApp {
  readonly routes: Routes;
  readonly telemetry: Telemetry;
  /** Where a feed lies that can be read. */
  readonly feedUrl: string;
  close(): Promise<void>;
}

/** All routes with what is behind them on a server: sandboxes of the providers, a spool on the disk, the audit trail, flags in a file. */
export async function openWholeApp(database: Database, dataDir: string): Promise<WholeApp> {
  const telemetry = createTelemetry('silent');
  const { logger } = telemetry;
  const config = readConfig({
    ...{ DATA_DIR: dataDir, RATE_LIMIT_ENABLED: 'false' },
    BACKUP_KEY: Buffer.alloc(32, 1).toString('base64'),
  });
  const breakers = createBreakers(telemetry, config);
  const options = { database, ...importing };
  const feeds = await startFeedServer();
  const audit = await openAuditLog('console', { dataDir, telemetry, now: Date.now });
  const features = await createFeatures({ file: documentFile(join(dataDir, 'flags.json')), env: {}, telemetry });
  const providers = await openProviders({
    config,
    telemetry,
    breakers,
    now: Date.now,
    events: createEvents({ logger }),
  });
  const ingest = await openIngest({
    ...{ dataDir, telemetry, options, importHits: createImporter(options) },
    ...{ spoolMaxBytes: 10_000_000, isSpooled: true, retry: () => (work) => work() },
  });
  const hosts = await openAllowedHosts({
    load: () => createHostRepository(database).ofAll(),
    snapshot: documentFile(join(dataDir, 'redirect-hosts.json')),
    logger,
  });
  const routes = await openRoutes(database, {
    ...{ telemetry, config, breakers, audit, features, providers, ingest, hosts, feedFetch: feeds.fetch },
  });
  return {
    ...{ routes, telemetry, feedUrl: `${feeds.origin}/feed.xml` },
    async close() {
      for (const part of [hosts, ingest, providers, features, audit, feeds]) await part.close();
    },
  };
}
