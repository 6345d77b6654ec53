import { randomUUID } from 'node:crypto';
import { createAudit, memorySink } from '@scry/audit';
import { appBackups } from '../src/backup-app.ts';
import { type Config, readConfig } from '../src/config.ts';
import { createRoutes } from '../src/create-routes.ts';
import type { Role } from '../src/features/accounts/account.ts';
import { type Accounts, createAccounts } from '../src/features/accounts/accounts.ts';
import { createReports } from '../src/features/reports/reports.ts';
import type { Database } from '../src/platform/db/database.ts';
import { createEvents } from '../src/platform/events/events.ts';
import type { HttpApp } from '../src/platform/http/create-http-app.ts';
import { createJobs } from '../src/platform/jobs/jobs.ts';
import { createKeyStore } from '../src/platform/keys/key-store.ts';
import { createSealer } from '../src/platform/keys/sealer.ts';
import { createSigningKeys } from '../src/platform/keys/signing-keys.ts';
import { createOutbox } from '../src/platform/outbox/outbox.ts';
import { createTelemetry } from '../src/platform/telemetry.ts';
import { openProviders } from '../src/providers/open-providers.ts';
import { type AppAudit, auditOptions } from '../src/scry/audit.ts';
import { createBreakers } from '../src/scry/breaker.ts';
import { createDrills } from '../src/scry/chaos.ts';
import type { Features } from '../src/scry/flags.ts';
import { memoryIngest } from './memory-ingest.ts';

const sealer = createSealer(['a secret of the tests']);

export type Parts = Parameters<typeof createRoutes>[0];
type Ask = (path: string, init?: RequestInit) => Promise<Response>;

export interface Routes {
  readonly accounts: Accounts;
  readonly audit: AppAudit;
  readonly app: HttpApp;
  readonly config: Config;
  /** Of all routes, without the middleware. */
  paths(): readonly string[];
  /** Asks as nobody. */
  readonly anonymous: Ask;
  /** Somebody who is logged in, and asks with that session. */
  logIn(role: Role, tenantId?: string): Promise<Ask>;
}

/** All routes of the application on a database, without a server. */
export async function openRoutes(database: Database, parts: Partial<Parts> = {}): Promise<Routes> {
  const telemetry = parts.telemetry ?? createTelemetry('silent');
  const now = parts.now ?? Date.now;
  const accounts = createAccounts(database, now, sealer);
  const audit = parts.audit ?? (await createAudit(auditOptions(telemetry, { now, sinks: [memorySink()] })));
  const { logger } = telemetry;
  const events = createEvents({ logger });
  const breakers = parts.breakers ?? createBreakers(telemetry, { redisUrl: undefined });
  const config = parts.config ?? readConfig({});
  const app = createRoutes({
    config,
    telemetry,
    now,
    database,
    events,
    outbox: createOutbox(now),
    jobs: createJobs({ database, events, logger, now }),
    sealer,
    accounts,
    audit,
    features: noFeatures,
    breakers,
    providers: parts.providers ?? (await openProviders({ config: noProviders, telemetry, breakers, now, events })),
    drills: createDrills(telemetry),
    ...(parts.ingest && parts.hosts
      ? { ingest: parts.ingest, hosts: parts.hosts }
      : await memoryIngest(database, telemetry, now)),
    signingKeys: createSigningKeys(
      createKeyStore(database, createSealer(['a secret of tests, long enough']), logger),
      now,
    ),
    reports: createReports(database),
    backups: appBackups({ config, database, events, now }, { audit }),
    ...parts,
  });
  const anonymous: Ask = async (path, init) => app.request(path, init);
  return {
    app,
    config,
    accounts,
    audit,
    paths: () => [...new Set(app.routes.map(({ path }) => path).filter((path) => !path.endsWith('*')))],
    anonymous,
    async logIn(role, tenantId = 'demo') {
      const user = { email: `${randomUUID()}@example.com`, password: 'a password of a test' };
      await accounts.addUser({ ...user, role, tenantId });
      const session = await accounts.logIn(user.email, user.password);
      return async (path, init) => {
        const headers = new Headers(init?.headers);
        headers.set('cookie', [`session=${session?.token}`, headers.get('cookie') ?? ''].join('; '));
        return app.request(path, { ...init, headers });
      };
    },
  };
}

/** No client has anything at its other end. */
const noProviders = readConfig({
  STRIPE_API_KEY: 'off',
  SENDGRID_API_KEY: 'off',
  OPENAI_API_KEY: 'off',
  PAGERDUTY_ROUTING_KEY: 'off',
});

/** Every feature is off. */
const noFeatures: Features = {
  isOn: () => false,
  status: () => [],
  rolloutOf: () => undefined,
  rollOut: async () => {},
  close: async () => {},
};
