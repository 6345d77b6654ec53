import type { HttpApp } from './platform/http/create-http-app.ts';
import type { Access } from './scry/rbac.ts';

/** What a route needs, before its handler. `test/http/permissions.test.ts` finds the ones without. */
export function guardRoutes(http: HttpApp, { guard }: Access): void {
  http.get('/', guard('shows:read'));
  http.get('/hits', guard('shows:read'));
  http.get('/api', guard('shows:read'));
  http.on('GET', ['/api/v1/downloads', '/api/v1/exclusions', '/api/v1/hits'], guard('shows:read'));
  http.post('/api/v1/hits', guard('hits:write'));
  http.get('/imports', guard('imports:read'));
  http.get('/imports/:id/rejects', guard('imports:read'));
  http.post('/imports', guard('imports:create'));
  http.get('/prefix', guard('redirects:read'));
  http.post('/prefix/*', guard('redirects:update'));
  http.on('GET', ['/shows', '/shows/*', '/api/v1/shows', '/api/v1/shows/*'], guard('shows:read'));
  http.on('POST', ['/shows', '/api/v1/shows'], guard('shows:create'));
  http.on(['POST', 'DELETE'], ['/shows/:id/*', '/api/v1/shows/:id/*'], guard('shows:update'));
  http.on('GET', ['/reports', '/reports/*', '/api/v1/reports', '/api/v1/reports/*'], guard('reports:read'));
  http.get('/api/v1/report-schedules', guard('reports:read'));
  http.on('POST', ['/reports', '/api/v1/reports', '/api/v1/report-schedules'], guard('reports:generate'));
  http.on('POST', ['/reports/schedules', '/reports/schedules/:id/remove'], guard('reports:generate'));
  http.on('POST', ['/reports/:id/retry', '/api/v1/reports/:id/retry'], guard('reports:generate'));
  http.delete('/api/v1/report-schedules/:id', guard('reports:generate'));
  http.on('POST', ['/reports/:id/deliveries', '/api/v1/reports/:id/deliveries'], guard('reports:share'));
  http.on('POST', ['/reports/:id/shares', '/api/v1/reports/:id/shares'], guard('reports:share'));
  http.on('POST', ['/reports/:id/deliveries/*', '/reports/:id/shares/*'], guard('reports:share'));
  http.delete('/api/v1/report-shares/:id', guard('reports:share'));
  http.get('/metrics', guard('metrics:read'));
  http.get('/operations', guard('operations:read'));
  http.get('/operations/providers', guard('operations:read'));
  http.post('/operations/providers/*', guard('operations:drill'));
  http.on('GET', ['/operations/backups', '/api/v1/operations/backups'], guard('operations:read'));
  http.on('POST', ['/operations/backups', '/api/v1/operations/backups'], guard('operations:backup'));
  http.get('/ops/tour', guard('operations:read'));
  http.post('/ops/tour', guard('operations:drill'));
  http.get('/operations/access', guard('permissions:explain'));
  http.get('/operations/flags', guard('flags:read'));
  http.post('/operations/flags/*', guard('flags:update'));
  http.get('/operations/jobs', guard('jobs:read'));
  http.post('/operations/jobs/*', guard('jobs:retry'));
  http.get('/operations/audit', guard('audit:read'));
  http.get('/operations/audit/export', guard('audit:export'));
  http.post('/operations/drills', guard('operations:drill'));
  http.post('/operations/drills/*', guard('operations:drill'));
}
