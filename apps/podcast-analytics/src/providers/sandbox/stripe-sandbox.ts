import { createHash, randomUUID } from 'node:crypto';
import { createBoundedList } from '../bounded-list.ts';
import { type SandboxAnswer, type SandboxRequest, type SandboxServer, startSandboxServer } from './sandbox-server.ts';

/** A payment as Stripe shows it. */
export interface SandboxPayment {
  readonly id: string;
  readonly object: 'payment_intent';
  readonly amount: number;
  readonly currency: string;
  readonly status: 'succeeded' | 'requires_action' | 'requires_payment_method';
  readonly created: number;
  readonly description: string | null;
  readonly metadata: Readonly<Record<string, string>>;
}

export interface StripeSandbox extends SandboxServer {
  /** What was taken or refused, the newest first: each once, however often it was asked for. */
  payments(): readonly SandboxPayment[];
}

/** What the payment methods that Stripe has for tests do; all others pay. */
const declines: Readonly<Record<string, string>> = {
  pm_card_visa_chargeDeclined: 'generic_decline',
  pm_card_visa_chargeDeclinedInsufficientFunds: 'insufficient_funds',
  pm_card_chargeDeclinedExpiredCard: 'expired_card',
};

/** Speaks the part of Stripe's API that the platform uses, and remembers idempotency keys as Stripe does. */
export async function startStripeSandbox({ now, port }: { now: () => number; port?: number }): Promise<StripeSandbox> {
  const payments = createBoundedList<SandboxPayment>(10_000);
  const answered = new Map<string, { readonly asked: string; readonly answer: SandboxAnswer }>();

  /** The first answer to a key is the answer to all that come later. */
  function once(request: SandboxRequest, work: () => SandboxAnswer): SandboxAnswer {
    const key = request.headers['idempotency-key'];
    if (key === undefined) return work();
    const asked = createHash('sha256').update(`${request.path} ${request.body}`).digest('hex');
    const before = answered.get(key);
    if (before?.asked === asked) {
      return { ...before.answer, headers: { ...before.answer.headers, 'idempotent-replayed': 'true' } };
    }
    if (before)
      return refuse(
        400,
        'idempotency_error',
        'Keys for idempotent requests can only be used with the same parameters.',
      );
    const answer = work();
    answered.set(key, { asked, answer });
    return answer;
  }

  function pay(form: URLSearchParams): SandboxAnswer {
    const amount = Number(form.get('amount'));
    const currency = form.get('currency') ?? '';
    const method = form.get('payment_method') ?? '';
    if (!Number.isSafeInteger(amount) || amount < 1)
      return refuse(400, 'parameter_invalid_integer', 'Invalid integer: amount');
    if (!/^[a-z]{3}$/.test(currency)) return refuse(400, 'parameter_missing', 'Missing required param: currency.');
    const metadata = [...form].flatMap(([name, value]) => {
      const key = /^metadata\[(.+)\]$/.exec(name)?.[1];
      return key === undefined ? [] : [[key, value]];
    });
    const decline = declines[method];
    const payment: SandboxPayment = {
      id: `pi_${randomUUID().replaceAll('-', '')}`,
      object: 'payment_intent',
      amount,
      currency,
      status: decline
        ? 'requires_payment_method'
        : method === 'pm_card_threeDSecure2Required'
          ? 'requires_action'
          : 'succeeded',
      created: Math.floor(now() / 1000),
      description: form.get('description'),
      metadata: Object.fromEntries(metadata),
    };
    payments.add(payment);
    return decline ? declined(decline, payment) : { status: 200, body: payment };
  }

  function giveBack(form: URLSearchParams): SandboxAnswer {
    const payment = payments.all().find(({ id }) => id === form.get('payment_intent'));
    if (!payment) return refuse(404, 'resource_missing', 'No such payment_intent');
    const amount = form.get('amount') === null ? payment.amount : Number(form.get('amount'));
    if (!(amount >= 1 && amount <= payment.amount))
      return refuse(400, 'charge_already_refunded', 'The amount is larger than the charge.');
    const { currency, id: payment_intent } = payment;
    const id = `re_${randomUUID().replaceAll('-', '')}`;
    return { status: 200, body: { id, object: 'refund', status: 'succeeded', amount, currency, payment_intent } };
  }

  /** Of Stripe's search language, what the platform asks in. */
  function search(query: string): SandboxAnswer {
    const [, name = '', value] = /^metadata\['([\w-]+)'\]:'([\w-]+)'$/.exec(query) ?? [];
    if (value === undefined)
      return refuse(400, 'invalid_search', `We were unable to parse your search query: ${query}`);
    const data = payments.all().filter(({ metadata }) => metadata[name] === value);
    return { status: 200, body: { object: 'search_result', data: data.slice(0, 1), has_more: data.length > 1 } };
  }

  function answer(request: SandboxRequest): SandboxAnswer {
    const { method, path, query, headers, body } = request;
    if (!/^Bearer \S+$/.test(headers['authorization'] ?? ''))
      return refuse(401, undefined, 'You did not provide an API key.');
    if (method === 'POST' && path === '/v1/payment_intents') return once(request, () => pay(new URLSearchParams(body)));
    if (method === 'POST' && path === '/v1/refunds') return once(request, () => giveBack(new URLSearchParams(body)));
    if (method === 'GET' && path === '/v1/payment_intents/search') return search(query.get('query') ?? '');
    const [, id] = /^\/v1\/payment_intents\/([^/]+)$/.exec(path) ?? [];
    const payment = payments.all().find((each) => each.id === id);
    if (method === 'GET' && payment) return { status: 200, body: payment };
    return refuse(404, 'resource_missing', `Unrecognized request URL (${method}: ${path}).`);
  }

  const server = await startSandboxServer({ answer, problem: problemOf, port });
  return Object.assign(server, { payments: () => payments.all() });
}

function problemOf(status: number) {
  return { error: { type: 'api_error', message: `The sandbox was told to answer with ${status}.` } };
}

function refuse(status: number, code: string | undefined, message: string): SandboxAnswer {
  const type = code === 'idempotency_error' ? code : 'invalid_request_error';
  return { status, body: { error: { type, ...(code && { code }), message } } };
}

function declined(decline_code: string, payment_intent: SandboxPayment): SandboxAnswer {
  const message = 'Your card was declined.';
  return {
    status: 402,
    body: { error: { type: 'card_error', code: 'card_declined', decline_code, message, payment_intent } },
  };
}
