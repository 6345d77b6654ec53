import * as z from 'zod';
import { checkEventData, isBusEventType } from '../events/catalogue.ts';
import type { BusEvent } from '../events/event.ts';

/** An event as it is written on the wire. Fields of a later version are let through unseen. */
const message = z.object({
  id: z.uuid(),
  type: z.string(),
  tenantId: z.string(),
  subject: z.string(),
  occurredAt: z.iso.datetime().transform((text) => new Date(text)),
  requestId: z.string().optional(),
  userId: z.string().optional(),
  traceparent: z.string().optional(),
  data: z.unknown(),
});

/** The tenant is the key: what Kafka keeps in order is what has the same key. */
export function toMessage(event: BusEvent): { key: string; value: string; headers: Record<string, string> } {
  const { id, type, tenantId, traceparent } = event;
  return { key: tenantId, value: JSON.stringify(event), headers: { id, type, ...(traceparent && { traceparent }) } };
}

/** @throws {Error} for what is no event of this version's catalogue. */
export function fromMessage(value: Buffer | null): BusEvent {
  const { type, data, ...rest } = message.parse(JSON.parse(value?.toString() ?? 'null'));
  if (!isBusEventType(type)) throw new Error(`There is no event ${type} in the catalogue of this version.`);
  return { ...rest, type, data: checkEventData(type, data) } as BusEvent; // the data is of that type: it was just checked
}
