import { createRoute, z } from '@hono/zod-openapi';
import { apiError } from '../../../platform/http/api-error.ts';
import type { HttpApp } from '../../../platform/http/create-http-app.ts';
import type { AuditTrail } from '../../../scry/audit.ts';
import { accountOf } from '../../accounts/authenticate.ts';
import { answerFile } from './answer-file.ts';
import { documentDefinition, documentTitle, formats, recipients, scheduleDefinition } from './definition.ts';
import type { Deliveries } from './deliveries.ts';
import type { DocumentRecord } from './document-rows.ts';
import type { Documents } from './documents.ts';
import { intervals } from './period.ts';
import type { Schedule, Schedules } from './schedules.ts';
import { type Share, type Shares, shareDays } from './shares.ts';

export interface DocumentRoutes {
  readonly documents: Documents;
  readonly deliveries: Deliveries;
  readonly shares: Shares;
  readonly schedules: Schedules;
  readonly audit: AuditTrail;
}

const json = <Schema extends z.ZodType>(description: string, schema: Schema) => ({
  description,
  content: { 'application/json': { schema } },
});
const body = <Schema extends z.ZodType>(schema: Schema) => ({
  body: { required: true, content: { 'application/json': { schema } } },
});
const problems = {
  400: json('Every problem of the request', apiError),
  404: json('There is no such thing', apiError),
  409: json('It does not go together with how things stand', apiError),
};

const time = z.iso.datetime();
const idParam = z.strictObject({
  id: z
    .string()
    .max(100)
    .openapi({ param: { name: 'id', in: 'path' } }),
});
const documentBody = z.object({
  id: z.uuid(),
  title: z.string(),
  definition: documentDefinition,
  state: z.enum(['queued', 'ready', 'failed']),
  error: z.string().nullable(),
  createdAt: time,
  generatedAt: time.nullable(),
});
const fileBody = z.object({ format: z.enum(formats), sha256: z.string(), bytes: z.int() });

const listRoute = createRoute({
  method: 'get',
  path: '/api/v1/reports',
  summary: 'Report documents, the latest first',
  responses: { 200: json('At most 100', z.object({ reports: z.array(documentBody) })) },
});
const orderRoute = createRoute({
  method: 'post',
  path: '/api/v1/reports',
  summary: 'Orders a report document, and its delivery by mail',
  request: body(
    z.strictObject({ title: documentTitle, definition: documentDefinition, recipients: recipients.default([]) }),
  ),
  responses: { 202: json('It is generated in the background', z.object({ id: z.uuid() })), ...problems },
});
const getRoute = createRoute({
  method: 'get',
  path: '/api/v1/reports/{id}',
  summary: 'One report document and its files',
  request: { params: idParam },
  responses: { 200: json('The document', documentBody.extend({ files: z.array(fileBody) })), ...problems },
});
const retryRoute = createRoute({
  method: 'post',
  path: '/api/v1/reports/{id}/retry',
  summary: 'Generates a report document again that has failed',
  request: { params: idParam },
  responses: { 202: { description: 'It is generated in the background' }, ...problems },
});
const fileRoute = createRoute({
  method: 'get',
  path: '/api/v1/reports/{id}/files/{format}',
  summary: 'A file of a report document',
  request: {
    params: idParam.extend({
      format: z
        .enum(formats, { error: `expected one of ${formats.join(', ')}` })
        .openapi({ param: { name: 'format', in: 'path' } }),
    }),
  },
  responses: { 200: { description: 'The file; its ETag is the SHA-256 of the content' }, ...problems },
});
const sendRoute = createRoute({
  method: 'post',
  path: '/api/v1/reports/{id}/deliveries',
  summary: 'Sends a report document by mail',
  request: { params: idParam, ...body(z.strictObject({ recipients: recipients.min(1) })) },
  responses: { 202: { description: 'It is sent in the background' }, ...problems },
});
const shareRoute = createRoute({
  method: 'post',
  path: '/api/v1/reports/{id}/shares',
  summary: 'Makes a link that opens a report document without an account',
  request: {
    params: idParam,
    ...body(z.strictObject({ days: z.int().min(1).max(shareDays.most).default(shareDays.preset) })),
  },
  responses: { 201: json('The link', z.object({ id: z.uuid(), path: z.string(), expiresAt: time })), ...problems },
});
const revokeRoute = createRoute({
  method: 'delete',
  path: '/api/v1/report-shares/{id}',
  summary: 'Closes a link for good',
  request: { params: idParam },
  responses: { 204: { description: 'It opens nothing any more' }, ...problems },
});
const scheduleBody = z.object({
  id: z.uuid(),
  title: z.string(),
  definition: scheduleDefinition,
  every: z.enum(intervals),
  recipients: z.array(z.string()),
  nextAt: time,
});
const schedulesRoute = createRoute({
  method: 'get',
  path: '/api/v1/report-schedules',
  summary: 'Report documents that come by themselves',
  responses: { 200: json('The next first', z.object({ schedules: z.array(scheduleBody) })) },
});
const scheduleRoute = createRoute({
  method: 'post',
  path: '/api/v1/report-schedules',
  summary: 'Orders a report document every week or month',
  request: body(
    z.strictObject({
      title: documentTitle,
      definition: scheduleDefinition,
      every: z.enum(intervals, { error: `expected one of ${intervals.join(', ')}` }),
      recipients: recipients.min(1),
    }),
  ),
  responses: { 201: json('The schedule', z.object({ id: z.uuid() })), ...problems },
});
const unscheduleRoute = createRoute({
  method: 'delete',
  path: '/api/v1/report-schedules/{id}',
  summary: 'Ends a schedule; the documents stay',
  request: { params: idParam },
  responses: { 204: { description: 'No more documents come of it' }, ...problems },
});

/** The JSON API of report documents. */
export function serveDocumentApi(app: HttpApp, parts: DocumentRoutes): void {
  serveDocuments(app, parts);
  serveHandingOut(app, parts);
  serveSchedules(app, parts);
}

function serveDocuments(app: HttpApp, { documents, audit }: DocumentRoutes): void {
  app.openapi(listRoute, async (context) =>
    context.json({ reports: (await documents.list(accountOf(context).tenantId)).map(bodyOf) }, 200),
  );
  app.openapi(orderRoute, async (context) => {
    const { tenantId, name } = accountOf(context);
    const asked = context.req.valid('json');
    await audit.log({ action: 'report.requested', resource: { type: 'report', id: asked.title } });
    return context.json({ id: await documents.create({ ...asked, tenantId, createdBy: name }) }, 202);
  });
  app.openapi(getRoute, async (context) => {
    const document = await documents.get(context.req.valid('param').id, accountOf(context).tenantId);
    return context.json({ ...bodyOf(document), files: await documents.files(document.id) }, 200);
  });
  app.openapi(retryRoute, async (context) => {
    await documents.retry(context.req.valid('param').id, accountOf(context).tenantId);
    return context.body(null, 202);
  });
  app.openapi(fileRoute, async (context) => {
    const { id, format } = context.req.valid('param');
    const { tenantId } = accountOf(context);
    const document = await documents.get(id, tenantId);
    return answerFile(context, document, await documents.file(id, tenantId, format), 'attachment');
  });
}

function serveHandingOut(app: HttpApp, { documents, deliveries, shares, audit }: DocumentRoutes): void {
  app.openapi(sendRoute, async (context) => {
    const document = await documents.get(context.req.valid('param').id, accountOf(context).tenantId);
    await audit.log({ action: 'report.sent', resource: { type: 'report', id: document.id } });
    await deliveries.send(document, context.req.valid('json').recipients);
    return context.body(null, 202);
  });
  app.openapi(shareRoute, async (context) => {
    const { tenantId, name } = accountOf(context);
    const document = await documents.get(context.req.valid('param').id, tenantId);
    await audit.log({ action: 'report.shared', resource: { type: 'report', id: document.id } });
    const id = await shares.create(document, name, context.req.valid('json').days);
    const made: Share | undefined = (await shares.list(document.id)).find((share) => share.id === id);
    return context.json({ id, path: made?.path ?? '', expiresAt: made?.expiresAt.toISOString() ?? '' }, 201);
  });
  app.openapi(revokeRoute, async (context) => {
    const { id } = context.req.valid('param');
    await audit.log({ action: 'report.share_revoked', resource: { type: 'share', id } });
    await shares.revoke(id, accountOf(context).tenantId);
    return context.body(null, 204);
  });
}

function serveSchedules(app: HttpApp, { schedules, audit }: DocumentRoutes): void {
  app.openapi(schedulesRoute, async (context) =>
    context.json({ schedules: (await schedules.list(accountOf(context).tenantId)).map(scheduleOf) }, 200),
  );
  app.openapi(scheduleRoute, async (context) => {
    const { tenantId, name } = accountOf(context);
    const asked = context.req.valid('json');
    await audit.log({ action: 'report.scheduled', resource: { type: 'report', id: asked.title } });
    return context.json({ id: await schedules.create({ ...asked, tenantId, createdBy: name }) }, 201);
  });
  app.openapi(unscheduleRoute, async (context) => {
    const { id } = context.req.valid('param');
    await audit.log({ action: 'report.unscheduled', resource: { type: 'schedule', id } });
    await schedules.remove(id, accountOf(context).tenantId);
    return context.body(null, 204);
  });
}

function bodyOf({ id, title, definition, state, error, createdAt, generatedAt }: DocumentRecord) {
  const times = { createdAt: createdAt.toISOString(), generatedAt: generatedAt?.toISOString() ?? null };
  return { id, title, definition, state, error, ...times };
}

function scheduleOf({ id, title, definition, every, recipients: to, nextAt }: Schedule) {
  return { id, title, definition, every, recipients: [...to], nextAt: nextAt.toISOString() };
}
