import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { ExternalCall } from './provider-client.ts';
import { type StripeSandbox, startStripeSandbox } from './sandbox/stripe-sandbox.ts';
import { type Charge, createStripe, type Stripe } from './stripe.ts';

let sandbox: StripeSandbox;
let stripe: Stripe;
const calls: ExternalCall[] = [];
const apiKey = ['sk', 'test', 'a1B2c3D4e5F6g7H8i9J0k1L2'].join('_');

beforeAll(async () => {
  sandbox = await startStripeSandbox({ now: () => Date.UTC(2026, 2, 1) });
  const onCall = (call: ExternalCall) => calls.push(call);
  stripe = createStripe({ name: 'stripe', baseUrl: sandbox.url, fetch, onCall }, apiKey);
});
afterAll(() => sandbox.close());
afterEach(() => {
  sandbox.faults.clear();
  calls.length = 0;
});

let keys = 0;
const chargeOf = (given: Partial<Charge> = {}): Charge => ({
  amountMinor: 1999,
  currency: 'EUR',
  idempotencyKey: `invoice-${++keys}`,
  paymentMethod: 'pm_card_visa',
  ...given,
});

describe('a charge', () => {
  test('takes the amount, and tells what Stripe calls the payment', async () => {
    const payment = await stripe.charge(chargeOf({ description: 'Invoice 7', metadata: { invoice: '7' } }));
    expect(payment).toEqual({
      id: expect.stringMatching(/^pi_/),
      status: 'succeeded',
      amountMinor: 1999,
      currency: 'EUR',
    });
    expect(sandbox.payments()[0]).toMatchObject({
      amount: 1999,
      currency: 'eur',
      description: 'Invoice 7',
      metadata: { invoice: '7' },
    });
    expect(await stripe.payment(payment.id)).toEqual(payment);
  });

  test('that is asked for twice with one key is made once', async () => {
    const before = sandbox.payments().length;
    const charge = chargeOf();
    const [first, second] = [await stripe.charge(charge), await stripe.charge(charge)];
    expect(second).toEqual(first);
    expect(sandbox.payments().length).toBe(before + 1);
  });

  test.each(['reset', 'half-answer'] as const)(
    'whose answer is lost (%s) is made once when it is asked for again',
    async (kind) => {
      const before = sandbox.payments().length;
      const charge = chargeOf();
      sandbox.faults.set({ kind }, 1);
      await expect(stripe.charge(charge)).rejects.toMatchObject({ code: 'unreachable', retryable: true });
      expect((await stripe.charge(charge)).status).toBe('succeeded');
      expect(sandbox.payments().length).toBe(before + 1);
    },
  );

  test('with the key of another one is refused', async () => {
    const charge = chargeOf();
    await stripe.charge(charge);
    await expect(stripe.charge({ ...charge, amountMinor: 5 })).rejects.toMatchObject({
      code: 'refused',
      reason: 'idempotency_error',
      retryable: false,
    });
  });

  test.each([
    ['pm_card_visa_chargeDeclined', 'generic_decline'],
    ['pm_card_visa_chargeDeclinedInsufficientFunds', 'insufficient_funds'],
  ])('by %s is declined, and says why', async (paymentMethod, reason) => {
    await expect(stripe.charge(chargeOf({ paymentMethod }))).rejects.toMatchObject({
      code: 'declined',
      status: 402,
      reason,
      retryable: false,
    });
  });

  test('that wants its payer to confirm is not taken for a payment', async () => {
    const paymentMethod = 'pm_card_threeDSecure2Required';
    expect((await stripe.charge(chargeOf({ paymentMethod }))).status).toBe('requires_action');
  });

  test.each([
    [{ amountMinor: 0 }, 'amountMinor: expected an integer of at least 1, got 0'],
    [{ amountMinor: 19.99 }, 'amountMinor: expected an integer of at least 1, got 19.99'],
    [{ amountMinor: 100_000_000 }, 'amountMinor: expected at most 99999999 units'],
    [{ currency: 'euro' }, 'currency: expected three capitals, got "euro"'],
    [{ currency: 'KWD', amountMinor: 1005 }, 'amountMinor: expected a multiple of 10 in KWD, got 1005'],
    [{ currency: 'MGA', amountMinor: 123_450 }, 'amountMinor: expected a multiple of 100 in MGA, got 123450'],
    [{ idempotencyKey: '' }, 'idempotencyKey: expected 8 to 255 printable characters, got 0'],
    [{ idempotencyKey: 'a\r\nb: 12345' }, 'idempotencyKey: expected'],
  ])('of %j is not asked for', async (given, message) => {
    const before = sandbox.requests;
    await expect(stripe.charge(chargeOf(given))).rejects.toThrow(message);
    expect(sandbox.requests).toBe(before);
  });

  test.each([
    ['JPY', 500, 500],
    ['KWD', 1230, 1230],
    ['ISK', 500, 50_000],
    ['MGA', 123_400, 1_234],
  ])('in %s is counted as Stripe counts it', async (currency, amountMinor, units) => {
    expect((await stripe.charge(chargeOf({ currency, amountMinor }))).amountMinor).toBe(amountMinor);
    expect(sandbox.payments()[0]?.amount).toBe(units);
  });
});

describe('a refund', () => {
  test('gives back a part or all, once for each key', async () => {
    const { id } = await stripe.charge(chargeOf());
    const part = { amountMinor: 500, currency: 'EUR' };
    const refund = await stripe.refund({ payment: id, part, idempotencyKey: 'refund-part' });
    expect(refund).toEqual({ id: expect.stringMatching(/^re_/), status: 'succeeded', amountMinor: 500 });
    expect(await stripe.refund({ payment: id, part, idempotencyKey: 'refund-part' })).toEqual(refund);
    expect(await stripe.refund({ payment: id, idempotencyKey: 'refund-rest' })).toMatchObject({ amountMinor: 1999 });
  });

  test('of more than was paid, or of nothing that is known, is refused', async () => {
    const { id } = await stripe.charge(chargeOf());
    const part = { amountMinor: 2000, currency: 'EUR' };
    await expect(stripe.refund({ payment: id, part, idempotencyKey: 'refund-too-much' })).rejects.toMatchObject({
      code: 'refused',
    });
    await expect(stripe.refund({ payment: 'pi_x', idempotencyKey: 'refund-none' })).rejects.toMatchObject({
      status: 404,
    });
  });
});

describe('a call', () => {
  test.each([
    [
      { kind: 'status', status: 503 },
      { code: 'unavailable', status: 503, retryable: true },
    ],
    [
      { kind: 'status', status: 400 },
      { code: 'refused', status: 400, retryable: false },
    ],
    [
      { kind: 'rate-limit', retryAfterSeconds: 17 },
      { code: 'rate-limited', retryAfterMs: 17_000, retryable: true },
    ],
  ] as const)('that meets %j rejects with what that means', async (fault, expected) => {
    sandbox.faults.set(fault, 1);
    await expect(stripe.charge(chargeOf())).rejects.toMatchObject({ provider: 'stripe', ...expected });
  });

  test('ends at once when its caller leaves, with the reason of the caller', async () => {
    sandbox.faults.set({ kind: 'hang' }, 1);
    const leave = new AbortController();
    const reason = new Error('the page was closed');
    const pending = stripe.charge(chargeOf({ signal: leave.signal }));
    leave.abort(reason);
    await expect(pending).rejects.toBe(reason);
  });

  test('is told of with the names of its parameters, and without their values', async () => {
    await stripe.payment('pi_nobody').catch(() => {});
    expect(calls).toEqual([
      {
        provider: 'stripe',
        endpoint: '/v1/payment_intents/{id}',
        method: 'GET',
        statusCode: 404,
        latencyMs: expect.any(Number),
        error: 'refused',
      },
    ]);
  });

  test('says neither the key nor what the provider says of it', async () => {
    const echoing = async () =>
      Response.json(
        { error: { type: 'invalid_request_error', message: `Invalid API Key provided: ${apiKey}` } },
        { status: 401 },
      );
    const client = createStripe({ name: 'stripe', baseUrl: 'http://127.0.0.1', fetch: echoing }, apiKey);
    const error = await client.charge(chargeOf()).catch(String);
    expect(error).toContain('stripe: POST /v1/payment_intents was answered with 401');
    expect(error).not.toContain(apiKey);
  });

  test.each(['', 'null', '<html>', '{"id":7}', '{"id":"pi_1","status":"odd","amount":1,"currency":"eur"}'])(
    'that is answered with %j says what it does not understand',
    async (body) => {
      const odd = async () => new Response(body, { status: 200 });
      const client = createStripe({ name: 'stripe', baseUrl: 'http://127.0.0.1', fetch: odd }, apiKey);
      await expect(client.charge(chargeOf())).rejects.toMatchObject({ code: 'unreadable', retryable: false });
    },
  );

  test('cannot be led to another address by its parameters', async () => {
    const asked: unknown[] = [];
    const record = async (input: unknown) => {
      asked.push(input);
      return Response.json({}, { status: 404 });
    };
    const client = createStripe({ name: 'stripe', baseUrl: 'http://127.0.0.1', fetch: record }, apiKey);
    await client.payment('../../v1/refunds?x=').catch(() => {});
    expect(asked).toEqual(['http://127.0.0.1/v1/payment_intents/..%2F..%2Fv1%2Frefunds%3Fx%3D']);
  });
});
