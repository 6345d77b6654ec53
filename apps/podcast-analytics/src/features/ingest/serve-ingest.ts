import type { HttpApp } from '../../platform/http/create-http-app.ts';
import type { AuditTrail } from '../../scry/audit.ts';
import type { Features } from '../../scry/flags.ts';
import { serveHitApi } from './http/routes.ts';
import type { Ingest } from './open-ingest.ts';
import { serveImportPages } from './uploads/pages.tsx';

interface IngestRoutes {
  readonly ingest: Omit<Ingest, 'close'>;
  readonly features: Features;
  readonly audit: AuditTrail;
  readonly now: () => number;
}

/** The ways in: the API for programs, and uploads for people. */
export function serveIngest(http: HttpApp, { ingest, features, audit, now }: IngestRoutes): void {
  serveHitApi(http, { ...ingest, now });
  serveImportPages(http, { ...ingest, features, audit });
}
