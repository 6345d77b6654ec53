import type { Charge, PaymentProvider, ProviderPayment } from '../src/features/billing/payment-provider.ts';
import type { StripeEvent } from '../src/features/billing/stripe-event.ts';

/**
 * What becomes of one call on its way. `loses-request`: nothing arrives. `loses-answer`: it is done, and nobody is told. `fails-…`: the
 * provider fails before or after it took the money, and that answer stays with the key.
 */
export const networks = ['answers', 'loses-request', 'loses-answer', 'busy', 'fails-before', 'fails-after'] as const;
export type Network = (typeof networks)[number];

export const methods = ['pm_pays', 'pm_declined', 'pm_slow', 'pm_slow_declined'] as const;

interface Intent extends ProviderPayment {
  readonly amountMinor: number;
  readonly currency: string;
  readonly metadata: Readonly<Record<string, string>>;
}

/** Cards by the name of the payment method: what the bank says at once, and in the end. */
const banks: Readonly<Record<string, readonly [now: string, later: string]>> = {
  pm_pays: ['succeeded', 'succeeded'],
  pm_declined: ['requires_payment_method', 'requires_payment_method'],
  pm_slow: ['processing', 'succeeded'],
  pm_slow_declined: ['processing', 'requires_payment_method'],
};

const keyLastsMs = 24 * 3_600_000;

/** Stripe as its documentation has it: a key stands for the first answer, errors included, for a day. */
export function createFakeStripe(now: () => number, network: () => Network) {
  const intents = new Map<string, Intent>();
  const keys = new Map<string, { at: number; request: string; answer: () => ProviderPayment }>();
  const events: StripeEvent[] = [];

  function change(intent: Intent): void {
    intents.set(intent.id, intent);
    const told = { succeeded: 'succeeded', processing: 'processing', requires_payment_method: 'payment_failed' };
    const type = `payment_intent.${told[intent.status as keyof typeof told]}`; // only those of `banks`
    events.push({ id: `evt_${events.length + 1}`, type, data: { object: intent } });
  }

  function make({ amountMinor, currency, metadata, paymentMethod }: Charge): () => ProviderPayment {
    const [status = ''] = banks[paymentMethod] ?? [];
    const intent = { id: `pi_${intents.size + 1}`, status, amountMinor, currency, metadata };
    change(intent);
    if (status !== 'requires_payment_method') return () => intent;
    return () => {
      throw fault('declined', 'insufficient_funds');
    };
  }

  function charge(given: Charge, how: Network): ProviderPayment {
    const { signal: _, idempotencyKey: key, ...body } = given;
    const request = JSON.stringify(body);
    const kept = keys.get(key);
    if (kept && now() - kept.at < keyLastsMs) {
      if (kept.request !== request) throw fault('refused', 'idempotency_error');
      return kept.answer();
    }
    const broken = () => {
      throw fault('unavailable', 'api_error');
    };
    const answer = how === 'fails-before' ? broken : make(given);
    const said = how === 'fails-after' ? broken : answer;
    keys.set(key, { at: now(), request, answer: said });
    return said();
  }

  async function call<T>(work: (how: Network) => T): Promise<T> {
    const how = network();
    if (how === 'loses-request') throw fault('unreachable');
    if (how === 'busy') throw fault('rate-limited');
    const answer = settled(() => work(how));
    if (how === 'loses-answer') throw fault('unreachable');
    return answer();
  }

  const provider: PaymentProvider = {
    charge: (given) => call((how) => charge(given, how)),
    payment: (id) =>
      call(() => {
        const intent = intents.get(id);
        if (!intent) throw fault('refused', 'resource_missing');
        return intent;
      }),
    findPayment: ({ name, value }) =>
      call(() => [...intents.values()].find(({ metadata }) => metadata[name] === value)),
  };
  return {
    provider,
    events,
    intents: () => [...intents.values()],
    /** The banks that were slow have decided. */
    decide(methodOf: (paymentId: string) => string | undefined): void {
      for (const intent of [...intents.values()].filter(({ status }) => status === 'processing')) {
        const [, status] = banks[methodOf(intent.metadata['payment'] ?? '') ?? ''] ?? [];
        if (status !== undefined) change({ ...intent, status });
      }
    },
  };
}

/** What it came to, to be told later. */
function settled<T>(work: () => T): () => T {
  try {
    const value = work();
    return () => value;
  } catch (error) {
    return () => {
      throw error;
    };
  }
}

function fault(code: string, reason?: string): Error {
  return Object.assign(new Error(`stripe: ${code}`), { code, reason });
}
