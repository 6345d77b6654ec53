/** The other half of the composition root, which only `start` loads: the HTTP server on top of an opened app. */
import { join } from 'node:path';
import { openBackups } from './backup-app.ts';
import { createRoutes } from './create-routes.ts';
import { conversionSpoolDisk, openConversionSpool } from './features/attribution/conversion-spool.ts';
import { createConversions } from './features/attribution/conversions.ts';
import { openIngest } from './features/ingest/open-ingest.ts';
import { measureSpool } from './features/ingest/spool/measure-spool.ts';
import { documentFile } from './features/operations/document-file.ts';
import { expireFiles } from './features/privacy/personal-files.ts';
import { openAllowedHosts } from './features/redirect/allowed-hosts.ts';
import { createHostRepository } from './features/redirect/host-repository.ts';
import { steadyReports } from './features/reports/steady-reports.ts';
import type { App } from './main.ts';
import { startBackground } from './platform/background.ts';
import { type HttpServer, listen } from './platform/http/listen.ts';
import { connectRedis } from './platform/redis/connect-redis.ts';
import { openProviders } from './providers/open-providers.ts';
import { openAuditLog } from './scry/audit.ts';
import { createFeatures } from './scry/flags.ts';
import { endlessRetry } from './scry/retry.ts';

/** Serves the API and the pages until it is closed. */
export async function serveApp(app: App): Promise<HttpServer> {
  const { config, telemetry, now } = app;
  const { dataDir, redisUrl } = config;
  const stopping = new AbortController();
  const opened: (() => unknown)[] = [];
  // What cannot be closed keeps nothing else open: the process could not end.
  const close = async () => {
    const errors: unknown[] = [];
    for (const closeOne of opened.splice(0).reverse()) {
      try {
        await closeOne();
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw errors[0];
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
    const reports = config.resilience ? steadyReports(app.reports, telemetry.metrics, now) : app.reports;
    const retry = (name: string, signal: AbortSignal) => endlessRetry(telemetry, name, signal);
    const options = await app.importerOptions();
    const importHits = await app.createImporter();
    const { spoolMaxBytes, resilience } = config;
    const ingest = await openIngest({
      dataDir,
      spoolMaxBytes,
      isSpooled: resilience,
      telemetry,
      options,
      importHits,
      retry,
    });
    opened.push(() => ingest.close());
    const conversions = await openConversionSpool({
      ...{ disk: await conversionSpoolDisk(dataDir), maxBytes: spoolMaxBytes, retry, logger: telemetry.logger, now },
      conversions: createConversions(app.database, app.outbox, now),
    });
    opened.push(() => conversions.close());
    measureSpool(telemetry.metrics, 'conversion_spool', conversions.spool, now);
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
    const expiry = expireFiles(dataDir, now, telemetry.logger);
    opened.push(() => expiry.stop());
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
    await close().catch(() => {}); // why it does not start is what is told
    throw error;
  }
}
