import type { Context } from 'hono';
import * as z from 'zod';
import { answerPage } from '../../../platform/http/answer-page.tsx';
import { answerInvalid } from '../../../platform/http/api-error.ts';
import type { HttpApp } from '../../../platform/http/create-http-app.ts';
import type { HttpEnv } from '../../../platform/http/http-env.ts';
import { ownOrigin } from '../../../platform/http/own-origin.ts';
import { notFound } from '../../../platform/http/request-error.ts';
import { accountOf } from '../../accounts/authenticate.ts';
import type { Shows } from '../../shows/shows.ts';
import type { VisibleTo } from '../routes.ts';
import { answerFile } from './answer-file.ts';
import { documentDefinition, documentTitle, formats, recipients, scheduleDefinition } from './definition.ts';
import { DocumentView } from './document-view.tsx';
import { DocumentsView } from './documents-view.tsx';
import { intervals, periodBefore } from './period.ts';
import type { DocumentRoutes } from './routes.ts';
import { shareDays } from './shares.ts';

export interface DocumentPages extends DocumentRoutes {
  readonly shows: Shows;
  readonly visibleTo: VisibleTo;
  readonly now: () => number;
}

/** The pages of report documents: plain forms, which need no script. */
export function serveDocumentPages(app: HttpApp, parts: DocumentPages): void {
  serveLists(app, parts);
  serveDocument(app, parts);
  serveShared(app, parts);
}

function serveLists(app: HttpApp, { documents, schedules, shows, visibleTo, audit, now }: DocumentPages): void {
  app.get('/reports', async (context) => {
    const { tenantId } = accountOf(context);
    const [listed, planned, choices] = await Promise.all([
      documents.list(tenantId),
      schedules.list(tenantId),
      shows.list(visibleTo(context)),
    ]);
    const view = { documents: listed, schedules: planned, shows: choices, period: periodBefore('monthly', now()) };
    const mayGenerate = context.get('may')?.('reports:generate') ?? false;
    return answerPage(context, 'Reports', <DocumentsView {...view} mayGenerate={mayGenerate} />);
  });

  app.post('/reports', async (context) => {
    const { tenantId, name } = accountOf(context);
    const asked = newDocument.safeParse(await formOf(context));
    if (!asked.success) return answerInvalid(asked, context);
    await audit.log({ action: 'report.requested', resource: { type: 'report', id: asked.data.title } });
    const id = await documents.create({ ...asked.data, tenantId, createdBy: name });
    return context.redirect(`/reports/${id}`, 303);
  });

  app.post('/reports/schedules', async (context) => {
    const { tenantId, name } = accountOf(context);
    const form = await formOf(context);
    // The days of the form are of one document: each of a schedule has its own.
    const { from: _from, to: _to, ...definition } = form.definition;
    const asked = newSchedule.safeParse({ ...form, definition });
    if (!asked.success) return answerInvalid(asked, context);
    await audit.log({ action: 'report.scheduled', resource: { type: 'report', id: asked.data.title } });
    await schedules.create({ ...asked.data, tenantId, createdBy: name });
    return context.redirect('/reports#schedules', 303);
  });

  app.post('/reports/schedules/:id/remove', async (context) => {
    const id = context.req.param('id');
    await audit.log({ action: 'report.unscheduled', resource: { type: 'schedule', id: id.slice(0, 40) } });
    await schedules.remove(id, accountOf(context).tenantId);
    return context.redirect('/reports#schedules', 303);
  });
}

function serveDocument(app: HttpApp, { documents, deliveries, shares, audit, now }: DocumentPages): void {
  const documentOf = (context: Context<HttpEnv>) =>
    documents.get(context.req.param('id') ?? '', accountOf(context).tenantId);

  app.get('/reports/:id', async (context) => {
    const document = await documentOf(context);
    const [files, sent, links] = await Promise.all([
      documents.files(document.id),
      deliveries.list(document.id),
      shares.list(document.id),
    ]);
    const may = {
      generate: context.get('may')?.('reports:generate') ?? false,
      share: context.get('may')?.('reports:share') ?? false,
    };
    const view = {
      document,
      files,
      deliveries: sent,
      shares: links,
      now: now(),
      origin: ownOrigin(context),
    };
    return answerPage(context, document.title, <DocumentView {...view} may={may} />);
  });

  app.get('/reports/:id/:file{(?:csv|html)}', async (context) => {
    const document = await documentOf(context);
    const format = formats.find((each) => each === context.req.param('file'));
    if (!format) throw notFound('file', context.req.param('file'));
    const file = await documents.file(document.id, document.tenantId, format);
    return answerFile(context, document, file, 'attachment');
  });

  app.post('/reports/:id/retry', async (context) => {
    const { id, tenantId } = await documentOf(context);
    await documents.retry(id, tenantId);
    return context.redirect(`/reports/${id}`, 303);
  });

  app.post('/reports/:id/deliveries', async (context) => {
    const document = await documentOf(context);
    const asked = newDelivery.safeParse(await formOf(context));
    if (!asked.success) return answerInvalid(asked, context);
    await audit.log({ action: 'report.sent', resource: { type: 'report', id: document.id } });
    await deliveries.send(document, asked.data.recipients);
    return context.redirect(`/reports/${document.id}#deliveries`, 303);
  });

  app.post('/reports/:id/deliveries/:delivery/retry', async (context) => {
    const { id, tenantId } = await documentOf(context);
    await deliveries.retry(context.req.param('delivery'), tenantId);
    return context.redirect(`/reports/${id}#deliveries`, 303);
  });

  app.post('/reports/:id/shares', async (context) => {
    const document = await documentOf(context);
    const asked = newShare.safeParse(await context.req.parseBody());
    if (!asked.success) return answerInvalid(asked, context);
    await audit.log({ action: 'report.shared', resource: { type: 'report', id: document.id } });
    await shares.create(document, accountOf(context).name, asked.data.days);
    return context.redirect(`/reports/${document.id}#shares`, 303);
  });

  app.post('/reports/:id/shares/:share/revoke', async (context) => {
    const { id, tenantId } = await documentOf(context);
    const share = context.req.param('share');
    await audit.log({ action: 'report.share_revoked', resource: { type: 'share', id: share.slice(0, 40) } });
    await shares.revoke(share, tenantId);
    return context.redirect(`/reports/${id}#shares`, 303);
  });
}

/** Without a log-in: whoever has the link reads the document, and nothing else. */
function serveShared(app: HttpApp, { shares }: DocumentPages): void {
  app.get('/share/:token', async (context) => {
    const format = formats.find((each) => each === (context.req.query('format') ?? 'html'));
    const shared = format && (await shares.open(context.req.param('token'), format));
    if (!shared) throw notFound('link', context.req.param('token').slice(0, 12));
    return answerFile(context, shared.document, shared.file, format === 'html' ? 'inline' : 'attachment');
  });
}

/** The schemas of the API say what is wrong with a form. */
const newDocument = z.object({ title: documentTitle, recipients, definition: documentDefinition });
const newSchedule = z.object({
  title: documentTitle,
  recipients: recipients.min(1, { error: 'expected at least one address' }),
  every: z.enum(intervals, { error: `expected one of ${intervals.join(', ')}` }),
  definition: scheduleDefinition,
});
const newDelivery = z.object({ recipients: recipients.min(1, { error: 'expected at least one address' }) });
const newShare = z.object({
  days: z
    .string()
    .regex(/^\d{1,3}$/, { error: `expected a number of days, from 1 to ${shareDays.most}` })
    .transform(Number)
    .pipe(z.int().min(1).max(shareDays.most)),
});

/** A form sends texts: what it says, in the shape of the API. An empty field is an absent one. */
async function formOf(context: Context<HttpEnv>) {
  const form = await context.req.parseBody({ all: true });
  const texts = (name: string) =>
    [form[name] ?? []].flat().filter((value) => typeof value === 'string' && value !== '');
  const [title, show, from, to, every] = ['title', 'show', 'from', 'to', 'every'].map((name) => texts(name)[0]);
  return {
    title,
    every,
    recipients: texts('recipients').flatMap((text) =>
      String(text)
        .split(/[\s,;]+/)
        .filter(Boolean),
    ),
    definition: {
      sections: texts('sections'),
      ...(show !== undefined && { show: Number(show) }),
      ...(from !== undefined && { from }),
      ...(to !== undefined && { to }),
    },
  };
}
