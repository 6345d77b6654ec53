/** Payments by Stripe, as https://docs.stripe.com/api describes it. */
import * as z from 'zod';
import { createProviderClient, type ProviderConnection, type Refusal } from './provider-client.ts';
import { amountOfStripe, stripeAmount } from './stripe-amount.ts';

/** The version whose formats these are; Stripe keeps it for whoever names it. */
const apiVersion = '2024-06-20';

export interface Charge {
  /** In minor units of the currency, by ISO 4217. */
  readonly amountMinor: number;
  /** Three capitals. */
  readonly currency: string;
  /** The same for every try of one payment, and of no other: with it Stripe charges once, however often it is asked. */
  readonly idempotencyKey: string;
  /** Such as `pm_card_visa`. */
  readonly paymentMethod: string;
  readonly customer?: string;
  readonly description?: string;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

export interface Payment {
  /** Such as `pi_3MtwBw…`. */
  readonly id: string;
  readonly status: PaymentStatus;
  readonly amountMinor: number;
  readonly currency: string;
}

const paymentStatuses = [
  'succeeded',
  'processing',
  'requires_action',
  'requires_capture',
  'requires_confirmation',
  'requires_payment_method',
  'canceled',
] as const;
export type PaymentStatus = (typeof paymentStatuses)[number];

export interface RefundOrder extends Pick<Charge, 'idempotencyKey' | 'signal'> {
  /** The id of the payment. */
  readonly payment: string;
  /** All of it where nothing is named. */
  readonly part?: Pick<Charge, 'amountMinor' | 'currency'>;
}

export interface Refund {
  readonly id: string;
  readonly status: string;
  readonly amountMinor: number;
}

export interface Stripe {
  /** Takes money. Rejects with a {@link ProviderError}: `declined` where the payer's bank says no. */
  charge(charge: Charge): Promise<Payment>;
  refund(order: RefundOrder): Promise<Refund>;
  /** A payment as it is now. */
  payment(id: string, signal?: AbortSignal): Promise<Payment>;
  /** The payment that was charged with this in its metadata. A new one may take a minute until it is found. */
  findPayment(
    metadata: { readonly name: string; readonly value: string },
    signal?: AbortSignal,
  ): Promise<Payment | undefined>;
}

const payment = z
  .object({ id: z.string(), status: z.enum(paymentStatuses), amount: z.int(), currency: z.string() })
  .transform(({ id, status, amount, currency }): Payment => {
    return { id, status, amountMinor: amountOfStripe(amount, currency), currency: currency.toUpperCase() };
  });

const found = z.object({ data: z.array(payment).max(1) }).transform(({ data }) => data[0]);

const refund = z
  .object({ id: z.string(), status: z.string(), amount: z.int(), currency: z.string() })
  .transform(({ id, status, amount, currency }): Refund => {
    return { id, status, amountMinor: amountOfStripe(amount, currency) };
  });

const refusal = z
  .object({
    error: z.object({
      type: z.string(),
      code: z.string().optional(),
      decline_code: z.string().optional(),
      message: z.string().optional(),
    }),
  })
  .transform(({ error: { type, code, decline_code, message } }): Refusal => {
    const declined = type === 'card_error' ? ({ code: 'declined' } as const) : {};
    return { ...declined, reason: decline_code ?? code ?? type, message };
  });

/** The connection's `fetch` may send every request again: each POST has its idempotency key. */
export function createStripe(connection: ProviderConnection, apiKey: string): Stripe {
  const send = createProviderClient(connection);
  const headers = { authorization: `Bearer ${apiKey}`, 'stripe-version': apiVersion };
  const post = (idempotencyKey: string, form: Readonly<Record<string, string | undefined>>) => ({
    method: 'POST' as const,
    headers: { ...headers, 'idempotency-key': checkKey(idempotencyKey), 'content-type': formType },
    body: encodeForm(form),
    refusal,
  });
  return {
    async charge({ amountMinor, currency, idempotencyKey, paymentMethod, customer, description, metadata, signal }) {
      const { body } = await send({
        endpoint: '/v1/payment_intents',
        ...post(idempotencyKey, {
          amount: String(stripeAmount(amountMinor, currency)),
          currency: currency.toLowerCase(),
          payment_method: paymentMethod,
          confirm: 'true',
          'automatic_payment_methods[enabled]': 'true',
          'automatic_payment_methods[allow_redirects]': 'never', // nobody is there who could be led to another page
          customer,
          description,
          ...Object.fromEntries(Object.entries(metadata ?? {}).map(([name, value]) => [`metadata[${name}]`, value])),
        }),
        answer: payment,
        signal,
      });
      return body;
    },
    async refund({ payment: id, part, idempotencyKey, signal }) {
      const form = { payment_intent: id, amount: part && String(stripeAmount(part.amountMinor, part.currency)) };
      const request = post(idempotencyKey, form);
      return (await send({ endpoint: '/v1/refunds', ...request, answer: refund, signal })).body;
    },
    async payment(id, signal) {
      const endpoint = '/v1/payment_intents/{id}';
      const { body } = await send({
        method: 'GET',
        endpoint,
        params: { id },
        headers,
        answer: payment,
        refusal,
        signal,
      });
      return body;
    },
    async findPayment({ name, value }, signal) {
      const { body } = await send({
        method: 'GET',
        endpoint: '/v1/payment_intents/search?limit=1&query={query}',
        params: { query: `metadata['${checkWord(name)}']:'${checkWord(value)}'` },
        headers,
        answer: found,
        refusal,
        signal,
      });
      return body;
    },
  };
}

/** What needs no quoting in Stripe's search language. */
function checkWord(word: string): string {
  if (/^[\w-]{1,100}$/.test(word)) return word;
  throw new RangeError(`metadata: expected letters, digits, _ and -, got ${word.length} characters`);
}

const formType = 'application/x-www-form-urlencoded';

/** Stripe takes 255 characters. Without a key a second try would be a second charge. */
function checkKey(key: string): string {
  if (/^[\x21-\x7e]{8,255}$/.test(key)) return key;
  throw new RangeError(`idempotencyKey: expected 8 to 255 printable characters, got ${key.length}`);
}

function encodeForm(fields: Readonly<Record<string, string | undefined>>): string {
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) form.append(name, value);
  return form.toString();
}
