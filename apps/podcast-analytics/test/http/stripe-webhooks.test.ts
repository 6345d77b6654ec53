import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { readConfig } from '../../src/config.ts';
import type { Database } from '../../src/platform/db/database.ts';
import { openDatabase } from '../../src/platform/db/open-database.ts';
import { createEvents } from '../../src/platform/events/events.ts';
import { createTelemetry } from '../../src/platform/telemetry.ts';
import { openProviders, type Providers } from '../../src/providers/open-providers.ts';
import { signStripeWebhook } from '../../src/providers/stripe-webhook.ts';
import { createBreakers } from '../../src/scry/breaker.ts';
import { emptyBilling } from '../billing-parts.ts';
import { emptyDataDir } from '../data-dir-template.ts';
import { insertIssuedInvoice } from '../issued-invoice.ts';
import { openRoutes, type Routes } from '../open-routes.ts';

const now = Date.UTC(2026, 10, 3);
let dataDir: ReturnType<typeof emptyDataDir>;
let database: Database;
let providers: Providers;
let routes: Routes;
let invoiceId: string;
let paymentId: string;

beforeAll(async () => {
  dataDir = emptyDataDir();
  database = await openDatabase({ dataDir: dataDir.path });
  const telemetry = createTelemetry('silent');
  const breakers = createBreakers(telemetry, { redisUrl: undefined });
  providers = await openProviders({
    config: readConfig({}),
    telemetry,
    events: createEvents(telemetry),
    breakers,
    now: () => now,
  });
  routes = await openRoutes(database, { now: () => now, providers });
});
afterAll(async () => {
  await providers.close();
  await database.close();
  dataDir.remove();
});
/** An invoice whose payment was sent, and whose answer was lost. */
beforeEach(async () => {
  await emptyBilling(database);
  await database.query('DELETE FROM stripe_events');
  invoiceId = await insertIssuedInvoice(database, { totalMinor: 500, now });
  const [payment] = await database.query<{ id: string }>(
    `INSERT INTO payments (tenant_id, invoice_id, state, amount_minor, currency, payment_method, created_at, next_check_at)
     VALUES ('demo', $1, 'processing', 500, 'EUR', 'pm_card_visa', $2, $2) RETURNING id`,
    [invoiceId, new Date(now).toISOString()],
  );
  paymentId = payment?.id ?? '';
});

const secret = () => providers.sandboxes.stripeWebhookSecret;
const deliver = (body: string, signature = signStripeWebhook(body, secret(), now)) =>
  routes.anonymous('/webhooks/stripe', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'stripe-signature': signature },
    body,
  });
const event = (id: string, type: string, object: object = {}) => {
  const intent = { id: 'pi_1', object: 'payment_intent', metadata: { payment: paymentId }, ...object };
  return JSON.stringify({ id, type, created: Math.floor(now / 1000), data: { object: intent } });
};
const states = async () => {
  const [row] = await database.query<{ payment: string; invoice: string }>(
    'SELECT p.state AS payment, i.state AS invoice FROM payments p JOIN invoices i ON i.id = p.invoice_id',
  );
  return [row?.payment, row?.invoice];
};
const told = async () =>
  (await database.query<{ type: string }>('SELECT type FROM outbox_events WHERE subject = $1', [paymentId])).map(
    ({ type }) => type,
  );

describe('a webhook of Stripe', () => {
  test('pays the invoice whose answer was lost, and tells it once, however often it comes', async () => {
    const body = event('evt_1', 'payment_intent.succeeded');
    for (const response of await Promise.all([deliver(body), deliver(body), deliver(body)])) {
      expect(response.status).toBe(200);
    }
    expect(await states()).toEqual(['succeeded', 'paid']);
    expect(await told()).toEqual(['payment.processed']);
  });

  test('that says "failed" after another said "succeeded" changes nothing', async () => {
    await deliver(event('evt_2', 'payment_intent.succeeded'));
    await deliver(event('evt_1', 'payment_intent.payment_failed'));
    await deliver(event('evt_0', 'payment_intent.processing'));
    expect(await states()).toEqual(['succeeded', 'paid']);
    expect(await told()).toEqual(['payment.processed']);
  });

  test('tells why a payment failed', async () => {
    const last_payment_error = { code: 'card_declined', decline_code: 'insufficient_funds' };
    await deliver(event('evt_1', 'payment_intent.payment_failed', { last_payment_error }));
    expect(await states()).toEqual(['failed', 'issued']);
    const page = await (await (await routes.logIn('ADMIN'))(`/billing/invoices/${invoiceId}`)).text();
    expect(page).toContain('The card has not enough funds.');
  });

  test('opens an invoice again whose payment was given back', async () => {
    await deliver(event('evt_1', 'payment_intent.succeeded'));
    const charge = { id: 'ch_1', object: 'charge', payment_intent: 'pi_1', currency: 'eur', amount_refunded: 500 };
    await deliver(event('evt_2', 'charge.refunded', charge));
    expect(await states()).toEqual(['refunded', 'issued']);
  });

  test.each([
    ['of a type that nobody knows', () => event('evt_1', 'invoice.created')],
    ['of what has no id', () => event('evt_1', 'balance.available', { id: undefined, object: 'balance' })],
    ['of a payment that is not ours', () => event('evt_1', 'payment_intent.succeeded', { metadata: {} })],
    ['whose metadata is nonsense', () => event('evt_1', 'payment_intent.succeeded', { metadata: { payment: "'--" } })],
    ['without what it should say', () => event('evt_1', 'charge.refunded')],
  ])('%s is taken, and changes nothing', async (_, body) => {
    expect((await deliver(body())).status).toBe(200);
    expect(await states()).toEqual(['processing', 'issued']);
  });

  test.each([
    ['without a signature', (body: string) => deliver(body, '')],
    ['with the signature of another secret', (body: string) => deliver(body, signStripeWebhook(body, 'whsec_x', now))],
    [
      'with the signature of another body',
      (body: string) => deliver(body, signStripeWebhook(`${body} `, secret(), now)),
    ],
    [
      'that is older than five minutes',
      (body: string) => deliver(body, signStripeWebhook(body, secret(), now - 301_000)),
    ],
    ['that is no event', () => deliver('{}')],
  ])('%s is refused, and changes nothing', async (_, send) => {
    expect((await send(event('evt_1', 'payment_intent.succeeded'))).status).toBe(400);
    expect(await states()).toEqual(['processing', 'issued']);
    expect(await database.query('SELECT * FROM stripe_events')).toEqual([]);
  });

  test('that is larger than any is refused before it is read', async () => {
    expect((await deliver('x'.repeat(300_000))).status).toBe(413);
  });

  test('is not answered with success while its effect cannot be stored', async () => {
    const { audit } = await openRoutes(database, { now: () => now, providers });
    const broken = await openRoutes(database, { now: () => now, providers, audit });
    await audit.close();
    const body = event('evt_1', 'payment_intent.succeeded');
    const headers = { 'content-type': 'application/json', 'stripe-signature': signStripeWebhook(body, secret(), now) };
    expect((await broken.anonymous('/webhooks/stripe', { method: 'POST', headers, body })).status).toBe(503);
    expect(await database.query('SELECT * FROM stripe_events')).toEqual([]);
    expect((await deliver(body)).status).toBe(200); // when it comes again
    expect(await states()).toEqual(['succeeded', 'paid']);
  });
});
