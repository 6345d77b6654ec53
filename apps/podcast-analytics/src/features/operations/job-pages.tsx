import { answerPage } from '../../platform/http/answer-page.tsx';
import type { HttpApp } from '../../platform/http/create-http-app.ts';
import { notFound } from '../../platform/http/request-error.ts';
import type { AuditTrail } from '../../scry/audit.ts';
import { accountOf } from '../accounts/authenticate.ts';
import type { JobRepository } from './job-repository.ts';
import { JobsView } from './jobs-view.tsx';

interface JobPages {
  readonly jobs: JobRepository;
  readonly audit: AuditTrail;
}

/** Where background jobs are seen, and those that failed are tried again. */
export function serveJobPages(app: HttpApp, { jobs, audit }: JobPages): void {
  app.get('/operations/jobs', async (context) => {
    const viewer = accountOf(context);
    const [counts, dead, events] = await Promise.all([
      jobs.counts(viewer),
      jobs.dead(viewer),
      jobs.waitingEvents(viewer),
    ]);
    const mayRetry = context.get('may')?.('jobs:retry') ?? false;
    return answerPage(context, 'Jobs', <JobsView {...{ counts, dead, events, mayRetry }} />);
  });

  app.post('/operations/jobs/:id/retry', async (context) => {
    const viewer = accountOf(context);
    const id = context.req.param('id');
    const job = await jobs.findDead(viewer, id);
    if (!job) throw notFound('job that has failed', id);
    const resource = { type: 'job', id, ...(job.tenantId !== null && { tenantId: job.tenantId }) };
    await audit.log({ action: 'job.retried', resource, details: { job: job.name } });
    await jobs.retry(viewer, id);
    return context.redirect('/operations/jobs', 303);
  });
}
