import * as z from 'zod';
import type { Database, Queries } from '../../../platform/db/database.ts';
import { conflict, notFound } from '../../../platform/http/request-error.ts';
import type { Jobs } from '../../../platform/jobs/jobs.ts';
import type { Outbox } from '../../../platform/outbox/outbox.ts';
import type { Format } from './definition.ts';
import { type DeliveryRecord, findDelivery, insertDeliveries, listDeliveries, setDelivery } from './delivery-rows.ts';
import { type DocumentRecord, findDocument, readFile } from './document-rows.ts';
import { fileName, mediaTypes } from './file-name.ts';
import type { Mailer } from './mailer.ts';
import { reasonOf } from './reason.ts';

/** Documents by mail: a job for each address, so that one which refuses costs the others nothing. */
export interface Deliveries {
  /** Notes addresses for a document that is still to be generated. */
  prepare(
    tx: Queries,
    document: Pick<DeliveryRecord, 'documentId' | 'tenantId'>,
    recipients: readonly string[],
  ): Promise<void>;
  /** Orders those that wait for the document. */
  start(tx: Queries, document: Pick<DocumentRecord, 'id' | 'tenantId'>): Promise<void>;
  /** Sends a document that is ready. */
  send(document: DocumentRecord, recipients: readonly string[]): Promise<void>;
  retry(id: string, tenantId: string): Promise<void>;
  list(documentId: string): Promise<DeliveryRecord[]>;
}

interface DeliveryParts {
  readonly database: Database;
  readonly jobs: Jobs;
  readonly outbox: Outbox;
  readonly mailer: Mailer;
  readonly now: () => number;
}

const jobName = 'report.deliver';
const payload = z.strictObject({ deliveryId: z.uuid() });

export function createDeliveries(parts: DeliveryParts): Deliveries {
  const { database, jobs, now } = parts;
  jobs.handle(jobName, {
    schema: payload,
    attempts: 5,
    run: ({ deliveryId }, { signal }) => deliver(parts, deliveryId, signal),
  });
  const order = (tx: Queries, { id, tenantId }: Pick<DeliveryRecord, 'id' | 'tenantId'>) =>
    jobs.enqueue(tx, { name: jobName, tenantId, payload: { deliveryId: id } });

  async function prepare(
    tx: Queries,
    document: Pick<DeliveryRecord, 'documentId' | 'tenantId'>,
    to: readonly string[],
  ) {
    return insertDeliveries(tx, document, [...new Set(to)], new Date(now()));
  }

  return {
    async prepare(tx, document, recipients) {
      await prepare(tx, document, recipients);
    },
    async start(tx, { id }) {
      for (const delivery of await listDeliveries(tx, id)) if (delivery.state === 'queued') await order(tx, delivery);
    },
    async send({ id, tenantId, state }, recipients) {
      if (state !== 'ready') throw conflict(`Only a report that is ready can be sent; this one is ${state}.`);
      await database.transaction(async (tx) => {
        for (const delivery of await prepare(tx, { documentId: id, tenantId }, recipients)) await order(tx, delivery);
      });
    },
    async retry(id, tenantId) {
      const delivery = z.uuid().safeParse(id).success ? await findDelivery(database, id, tenantId) : undefined;
      if (!delivery) throw notFound('delivery', id.slice(0, 40));
      if (delivery.state !== 'failed') throw conflict(`Only a delivery that has failed can be tried again.`);
      await database.transaction(async (tx) => {
        await setDelivery(tx, id, { state: 'queued', error: null, deliveredAt: null });
        await order(tx, delivery);
      });
    },
    list: (documentId) => listDeliveries(database, documentId),
  };
}

async function deliver(
  { database, outbox, mailer, now }: DeliveryParts,
  id: string,
  signal: AbortSignal,
): Promise<void> {
  const delivery = await findDelivery(database, id);
  const document = delivery && (await findDocument(database, delivery.documentId));
  if (!document || delivery.state === 'delivered') return;
  try {
    await mailer.send({ ...(await mailOf(database, document)), to: [{ email: delivery.recipient }], signal });
  } catch (error) {
    await setDelivery(database, id, { state: 'failed', error: reasonOf(error), deliveredAt: null });
    throw error;
  }
  await database.transaction(async (tx) => {
    await setDelivery(tx, id, { state: 'delivered', error: null, deliveredAt: new Date(now()) });
    const data = { channel: 'mail', recipients: 1 };
    await outbox.add(tx, { type: 'report.delivered', tenantId: delivery.tenantId, subject: document.id, data });
  });
}

const attached: readonly Format[] = ['html', 'csv'];

async function mailOf(db: Queries, { id, title, definition: { from, to } }: DocumentRecord) {
  const files = await Promise.all(attached.map((format) => readFile(db, id, format)));
  return {
    subject: `${title}, ${from} to ${to}`,
    text: `${title}\n${from} to ${to} (UTC)\n\nThe report is attached: as a page to read and print, and as a table.\n`,
    attachments: files.flatMap((file) =>
      file
        ? [{ filename: fileName(title, from, file.format), type: mediaTypes[file.format], content: file.content }]
        : [],
    ),
  };
}
