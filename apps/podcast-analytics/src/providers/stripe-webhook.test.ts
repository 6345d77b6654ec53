import { expect, test } from 'vitest';
import { readStripeWebhook, signStripeWebhook, WebhookError } from './stripe-webhook.ts';

const now = Date.UTC(2026, 2, 1);
const secret = 'whsec_of_a_test';
const body = JSON.stringify({
  id: 'evt_1',
  type: 'payment_intent.succeeded',
  created: now / 1000,
  data: { object: { id: 'pi_1', object: 'payment_intent', status: 'succeeded' } },
});
const read = (given: { body?: string; header?: string | undefined; secrets?: string[]; at?: number } = {}) =>
  readStripeWebhook(given.body ?? body, 'header' in given ? given.header : signStripeWebhook(body, secret, now), {
    secrets: given.secrets ?? [secret],
    now: given.at ?? now,
  });

test('a message that Stripe signed is read', () => {
  expect(read()).toMatchObject({ id: 'evt_1', type: 'payment_intent.succeeded', data: { object: { id: 'pi_1' } } });
});

test('the signature is the one that Stripe documents: HMAC-SHA256 over the time, a dot and the body, in hex', () => {
  // Computed with: printf '1772323200.{}' | openssl dgst -sha256 -hmac whsec_of_a_test
  expect(signStripeWebhook('{}', secret, now)).toBe(
    't=1772323200,v1=c634ca93079d36991ccbfd6584e5c1d791063da1f305c96ada887026943b936f',
  );
});

test('one signature of several suffices, by any of the secrets', () => {
  const header = `${signStripeWebhook(body, 'another', now)},v0=00,${signStripeWebhook(body, secret, now).split(',')[1]}`;
  expect(read({ header, secrets: ['the next secret', secret] }).id).toBe('evt_1');
});

test.each([
  ['a changed body', { body: body.replace('succeeded', 'failed') }],
  ['another secret', { secrets: ['whsec_other'] }],
  ['no secret at all', { secrets: [] }],
  ['no header', { header: undefined }],
  ['an empty header', { header: '' }],
  ['no time', { header: signStripeWebhook(body, secret, now).split(',')[1] }],
  ['a time that was changed', { header: signStripeWebhook(body, secret, now).replace(/t=\d/, 't=2') }],
  ['the scheme v0 only', { header: signStripeWebhook(body, secret, now).replace('v1', 'v0') }],
  ['an empty signature', { header: `t=${now / 1000},v1=` }],
  ['half a signature', { header: signStripeWebhook(body, secret, now).slice(0, -32) }],
  ['a message that was sent again later', { at: now + 301_000 }],
  ['a message of the future', { at: now - 301_000 }],
])('%s is no message of Stripe', (_, given) => {
  expect(() => read(given)).toThrow(WebhookError);
});

test.each(['', 'null', '[]', '{"id":1}'])('what is signed and is no event (%j) is refused', (text) => {
  expect(() => read({ body: text, header: signStripeWebhook(text, secret, now) })).toThrow(
    'expected an event of Stripe',
  );
});
