import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { readConfig } from '../config.ts';
import { createEvents } from '../platform/events/events.ts';
import { createTelemetry } from '../platform/telemetry.ts';
import { type Breakers, createBreakers } from '../scry/breaker.ts';
import { openProviders, type Providers } from './open-providers.ts';
import { signStripeWebhook } from './stripe-webhook.ts';

const now = () => Date.UTC(2026, 2, 1);
const telemetry = createTelemetry('silent');
let breakers: Breakers;
let providers: Providers;
const calls: unknown[] = [];
const events = createEvents({ logger: telemetry.logger, observe: ({ data }) => calls.push(data) });

const open = (env: NodeJS.ProcessEnv) => {
  breakers = createBreakers(telemetry, { redisUrl: undefined });
  return openProviders({ config: readConfig(env), telemetry, breakers, now, events });
};

describe('without a key', () => {
  beforeAll(async () => {
    providers = await open({});
  });
  afterAll(() => providers.close());
  beforeEach(() => vi.spyOn(Math, 'random').mockReturnValue(0)); // no wait before a retry
  afterEach(() => {
    vi.restoreAllMocks();
    calls.length = 0;
    for (const server of Object.values(providers.sandboxes.servers)) server.faults.clear();
    for (const name of ['stripe', 'sendgrid', 'openai', 'pagerduty']) breakers.provider(name).reset();
  });

  const charge = (idempotencyKey: string) =>
    providers.stripe.charge({ amountMinor: 100, currency: 'EUR', idempotencyKey, paymentMethod: 'pm_card_visa' });
  const mail = () => providers.sendgrid.send({ to: [{ email: 'a@example.com' }], subject: 's', text: 't' });
  const alert = () => providers.pagerduty.trigger({ key: 'k', summary: 's', source: 'h', severity: 'critical' });
  const ask = () => providers.openai.complete({ instructions: 'Be short.', input: 'Downloads rose by 5 %.' });

  test('a sandbox on this machine stands in for each provider', async () => {
    expect((await charge('sandbox-1')).status).toBe('succeeded');
    expect((await mail()).messageId).not.toBe('');
    await alert();
    await providers.pagerduty.resolve('k');
    expect(await ask()).toMatchObject({ text: 'In short: Downloads rose by 5 %.', isComplete: true });
    const { servers } = providers.sandboxes;
    expect(servers.pagerduty?.incidents()).toMatchObject([{ key: 'k', alerts: 1, isOpen: false }]);
    for (const { url } of Object.values(servers)) expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  });

  test.each(['reset', 'half-answer'] as const)(
    'a charge whose answer is lost (%s) is asked for again, and made once',
    async (kind) => {
      const sandbox = providers.sandboxes.servers.stripe;
      const before = sandbox?.payments().length ?? 0;
      sandbox?.faults.set({ kind }, 2);
      expect((await charge(`lost-${kind}`)).status).toBe('succeeded');
      expect(sandbox?.payments().length).toBe(before + 1);
      expect(calls).toMatchObject([{ provider: 'stripe', statusCode: 200, error: undefined }]);
    },
  );

  test('a mail whose answer is lost is not sent again, since nobody can tell whether it was sent', async () => {
    const sandbox = providers.sandboxes.servers.sendgrid;
    const before = sandbox?.mails().length ?? 0;
    sandbox?.faults.set({ kind: 'reset' }, 1);
    await expect(mail()).rejects.toMatchObject({ code: 'unreachable' });
    sandbox?.faults.set({ kind: 'status', status: 503 }, 1);
    await expect(mail()).rejects.toMatchObject({ code: 'unavailable' });
    expect(sandbox?.mails().length).toBe(before + 1);
  });

  test('a mail that was not taken is sent again', async () => {
    const sandbox = providers.sandboxes.servers.sendgrid;
    const before = sandbox?.mails().length ?? 0;
    sandbox?.faults.set({ kind: 'rate-limit', retryAfterSeconds: 0 }, 1);
    await mail();
    expect(sandbox?.mails().length).toBe(before + 1);
  });

  test('a provider that fails is left alone under its own name, and the others go on', async () => {
    const sandbox = providers.sandboxes.servers.stripe;
    const before = sandbox?.requests ?? 0;
    sandbox?.faults.set({ kind: 'status', status: 500 });
    for (const n of [1, 2, 3, 4, 5]) await charge(`down-for-${n}`).catch(() => {});
    await expect(charge('down-for-6')).rejects.toMatchObject({ code: 'unavailable', status: undefined });
    expect(breakers.status().find(({ name }) => name === 'stripe')).toMatchObject({ state: 'open' });
    expect(sandbox?.requests).toBe(before + 5);
    expect(calls.at(-1)).toMatchObject({ provider: 'stripe', statusCode: undefined, error: 'unavailable' });
    await mail();
  });

  test('an answer without end is not read to its end', async () => {
    vi.stubGlobal('fetch', async () => new Response('x'.repeat(1_000_001)));
    await expect(ask()).rejects.toThrow('expected at most 1000000 bytes');
    vi.unstubAllGlobals();
  });

  test('webhooks are those of the sandbox', () => {
    const body = JSON.stringify({
      id: 'e',
      type: 't',
      created: 1,
      data: { object: { id: 'p', object: 'payment_intent' } },
    });
    const signed = signStripeWebhook(body, providers.sandboxes.stripeWebhookSecret, now());
    expect(providers.stripeEvent(body, signed).id).toBe('e');
    expect(() => providers.stripeEvent(body, signStripeWebhook(body, '', now()))).toThrow(
      'none of its signatures fits',
    );
  });
});

describe('with the settings of an installation', () => {
  test('a provider that is off is not called, and nothing stands in for it', async () => {
    const off = await open({
      STRIPE_API_KEY: 'off',
      SENDGRID_API_KEY: 'off',
      OPENAI_API_KEY: 'off',
      PAGERDUTY_ROUTING_KEY: 'off',
    });
    expect(off.sandboxes.servers).toEqual({});
    await expect(off.stripe.payment('pi_1')).rejects.toMatchObject({ code: 'not-configured', retryable: false });
    await off.close();
  });

  test('a key leads to the provider itself, and an address to what stands there', async () => {
    const asked: string[] = [];
    vi.stubGlobal('fetch', async (input: string, init: RequestInit) => {
      asked.push(`${input} ${new Headers(init.headers).get('authorization')}`);
      return Response.json({}, { status: 404 });
    });
    const own = await open({
      STRIPE_API_KEY: 'sk_1',
      SENDGRID_URL: 'http://proxy.example',
      OPENAI_API_KEY: 'off',
      PAGERDUTY_ROUTING_KEY: 'off',
    });
    expect(own.sandboxes.servers).toEqual({});
    await own.stripe.payment('pi_1').catch(() => {});
    await own.sendgrid.send({ to: [{ email: 'a@example.com' }], subject: 's', text: 't' }).catch(() => {});
    expect(asked).toEqual([
      'https://api.stripe.com/v1/payment_intents/pi_1 Bearer sk_1',
      'http://proxy.example/v3/mail/send Bearer sandbox',
    ]);
    vi.unstubAllGlobals();
    await own.close();
  });
});
