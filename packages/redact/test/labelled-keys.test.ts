import { describe, expect, test } from 'vitest';
import { detectors } from '../src/detectors.ts';
import { createTextScanner } from '../src/scan-text.ts';
import { exampleKey, keyFormats } from './example-keys.ts';
import { falseValues } from './false-values.ts';
import { ordinaryLogs } from './ordinary-logs.ts';
import { seeded } from './seeded.ts';

/** How keys get into logs, and of which format those are that only their name tells. */
const contexts = [
  'export PROVIDER_SECRET=‹›',
  '{"level":50,"msg":"refused","headers":{"x-key":"‹›"}}',
  "curl -H 'Authorization: Bearer ‹›' https://api.example/v1",
  'provider:\n  credentials: ‹›\n',
  'Error: the key ‹› is not valid.\n    at connect (/srv/app/index.js:10:5)',
  'GET https://api.example/v1/list?key=‹›&page=2 401',
];
const named = [
  'DD_API_KEY={h32}',
  'CLOUDFLARE_API_TOKEN={w40}',
  'HEROKU_API_KEY={h8}-{h4}-{h4}-{h4}-{h12}',
  'TWILIO_AUTH_TOKEN={h32}',
  '"client_secret": "{w40}"',
  'okta.client.token=00{w40}',
  'OKTA_API_TOKEN=00{w40}',
  'mapbox access_token: sk.{a80}.{a22}',
  'CONFLUENT_API_SECRET={s64}',
  'VERCEL_TOKEN={a24}',
  'SEGMENT_WRITE_KEY={a32}',
  'AMPLITUDE_API_KEY={h32}',
  'TRELLO_KEY={h32}',
  'FASTLY_API_KEY={w32}',
  'ZENDESK_API_TOKEN={a40}',
  'ROLLBAR_ACCESS_TOKEN={h32}',
  'X-Api-Key: {a40}',
  'consumer_secret={a50}',
  'SNYK_TOKEN={h8}-{h4}-{h4}-{h4}-{h12}',
  'intercom access-token = {a60}',
];

const random = seeded(21);
const labelled = Object.values(keyFormats)
  .flat()
  .flatMap((format) => contexts.map((context) => ({ context, key: exampleKey(format, random) })));
const labelledByName = named.map((format) => {
  const text = exampleKey(format, random);
  return { context: text, key: /[\w+/.-]{24,}/.exec(text.slice(text.search(/[=:] ?"?/)))?.[0] ?? '' };
});

describe('the whole pack, on labelled lines', () => {
  const { redact } = createTextScanner(detectors);
  const isFound = ({ context, key }: { context: string; key: string }): boolean =>
    !redact(context.replace('‹›', () => key)).includes(key.slice(-12));

  test('finds every key that its issuer marks, in every context', () => {
    expect(labelled.length).toBeGreaterThan(500);
    expect(labelled.filter((line) => !isFound(line))).toEqual([]);
  });

  test('finds at least 95 % of all keys, those counted in that only a name tells', () => {
    const all = [...labelled, ...labelledByName];
    const found = all.filter(isFound).length;
    expect(found / all.length).toBeGreaterThanOrEqual(0.95);
  });

  test('takes at most 1 % of the lines without a key for one with', () => {
    const lines = [...ordinaryLogs(2_000, 22), ...Object.values(falseValues).flatMap((values) => values.split(' · '))];
    const keysOnly = createTextScanner(detectors.filter(({ id }) => !['card', 'iban', 'ssn', 'email'].includes(id)));
    const wrong = lines.filter((line) => keysOnly.redact(line) !== line);
    expect(wrong.length / lines.length).toBeLessThanOrEqual(0.01);
  });
});
