import { createHmac, timingSafeEqual } from 'node:crypto';
import * as z from 'zod';
import { parseJson } from './parse-json.ts';

/** A message that does not come from Stripe, or not now. */
export class WebhookError extends Error {
  override readonly name = 'WebhookError';
}

/** How old a message may be, so that nobody can send one again that was overheard. Stripe's own libraries take the same. */
const toleranceMs = 300_000;

const stripeEvent = z.object({
  id: z.string(),
  type: z.string(),
  created: z.int(),
  // A balance and the like have no id. To refuse their events would have Stripe give up the webhook in the end.
  data: z.object({ object: z.looseObject({ id: z.string().default(''), object: z.string() }) }),
});
export type StripeEvent = z.infer<typeof stripeEvent>;

/**
 * Reads what Stripe sent to a webhook: `body` as it came, byte for byte, and the header `Stripe-Signature`. One of several secrets
 * may have signed it, as while they are rotated. It may come more than once: its `id` tells.
 *
 * @throws {WebhookError}
 */
export function readStripeWebhook(
  body: string,
  header: string | undefined,
  { secrets, now }: { readonly secrets: readonly string[]; readonly now: number },
): StripeEvent {
  const { time, signatures } = parseHeader(header ?? '');
  if (time === undefined || signatures.length === 0) {
    throw new WebhookError('Stripe-Signature: expected t=<seconds>,v1=<signature>, got something else');
  }
  const expected = secrets.map((secret) => hmac(secret, time, body));
  if (!signatures.some((given) => expected.some((one) => isSame(one, given)))) {
    throw new WebhookError('Stripe-Signature: none of its signatures fits the message');
  }
  if (Math.abs(now - Number(time) * 1000) > toleranceMs) {
    throw new WebhookError(`Stripe-Signature: expected a time within ${toleranceMs / 1000} s of now, got ${time}`);
  }
  const parsed = stripeEvent.safeParse(parseJson(body));
  if (!parsed.success) throw new WebhookError('the message: expected an event of Stripe, got something else');
  return parsed.data;
}

/** The header for a message, as Stripe makes it: the sandbox and tests send it. */
export function signStripeWebhook(body: string, secret: string, now: number): string {
  const time = String(Math.floor(now / 1000));
  return `t=${time},v1=${hmac(secret, time, body).toString('hex')}`;
}

function parseHeader(header: string): { readonly time: string | undefined; readonly signatures: readonly string[] } {
  const parts = header
    .slice(0, 2000)
    .split(',')
    .map((part) => part.trim().split('='));
  const time = parts.find(([name, value]) => name === 't' && /^\d{1,12}$/.test(value ?? ''))?.[1];
  return { time, signatures: parts.flatMap(([name, value]) => (name === 'v1' && value ? [value] : [])) };
}

function hmac(secret: string, time: string, body: string): Buffer {
  return createHmac('sha256', secret).update(`${time}.${body}`).digest();
}

function isSame(expected: Buffer, given: string): boolean {
  const bytes = Buffer.from(given, 'hex');
  return bytes.length === expected.length && timingSafeEqual(expected, bytes);
}
