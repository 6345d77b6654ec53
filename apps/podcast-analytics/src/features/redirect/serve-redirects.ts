import type { HttpApp } from '../../platform/http/create-http-app.ts';
import type { AuditTrail } from '../../scry/audit.ts';
import type { Ingest } from '../ingest/open-ingest.ts';
import type { AllowedHosts } from './allowed-hosts.ts';
import type { HostRepository } from './host-repository.ts';
import { servePrefixPages } from './pages.tsx';
import { createPlainRecorder, createRedirectRecorder } from './record-redirect.ts';
import { serveRedirect } from './routes.ts';

interface RedirectRoutes {
  readonly ingest: Pick<Ingest, 'spool' | 'metrics'>;
  readonly hosts: AllowedHosts;
  readonly repository: HostRepository;
  readonly audit: AuditTrail;
  readonly now: () => number;
  readonly trustProxy: number;
  readonly isSpooled: boolean;
}

/** The prefix, and the page where its hosts are named. */
export function serveRedirects(
  http: HttpApp,
  { ingest, hosts, repository, audit, now, trustProxy, isSpooled }: RedirectRoutes,
): void {
  const { spool, metrics } = ingest;
  const record = isSpooled
    ? createRedirectRecorder({ spool, counted: metrics.redirected })
    : createPlainRecorder(spool);
  serveRedirect(http, { hosts, record, now, trustProxy });
  servePrefixPages(http, { repository, hosts, audit });
}
