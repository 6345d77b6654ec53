import { describe, expect, test } from 'vitest';
import { eq } from '../src/build.ts';
import type { FlagDocument, JsonObject } from '../src/index.ts';
import { empty, json, served } from './served-flags.ts';

describe('OFREP', () => {
  const flags: FlagDocument = {
    flags: {
      plain: { state: 'ENABLED', variants: { on: true, off: false }, defaultVariant: 'on', metadata: { team: 'web' } },
      pro: {
        state: 'ENABLED',
        variants: { a: { most: 1 }, b: { most: 9 } },
        defaultVariant: 'a',
        targeting: { if: [eq('plan', 'pro'), 'b', null] },
      },
      'odd/key ä': { state: 'ENABLED', variants: { x: 'text' }, defaultVariant: 'x' },
      off: { state: 'DISABLED', variants: { x: 1 }, defaultVariant: 'x' },
      code: { state: 'ENABLED', variants: { x: 1 } },
      broken: { state: 'ENABLED', variants: { x: 1 }, defaultVariant: 'x', targeting: { oh: [] } as JsonObject },
      stray: { state: 'ENABLED', variants: { x: 1 }, defaultVariant: 'x', targeting: { cat: ['no', 'where'] } },
    },
    metadata: { scryBucketing: 'v2' },
  };
  const metadata = { scryBucketing: 'v2' };
  const one = async (key: string, body: unknown = { context: { targetingKey: 'u1' } }) => {
    const response = await served({}, flags).ask(`/ofrep/v1/evaluate/flags/${key}`, json('POST', body));
    return [response.status, await response.json()];
  };

  test.each([
    ['plain', { value: true, variant: 'on', reason: 'STATIC', metadata: { ...metadata, team: 'web' } }],
    ['pro', { value: { most: 1 }, variant: 'a', reason: 'DEFAULT', metadata }],
    ['odd/key ä', { value: 'text', variant: 'x', reason: 'STATIC', metadata }],
  ])('evaluates %s', async (key, expected) => {
    expect(await one(encodeURIComponent(key))).toEqual([200, { key, ...expected }]);
  });

  test('evaluates by the context, and without one', async () => {
    const found = { key: 'pro', value: { most: 9 }, variant: 'b', reason: 'TARGETING_MATCH', metadata };
    expect(await one('pro', { context: { plan: 'pro' } })).toEqual([200, found]);
    expect(await one('plain', {})).toMatchObject([200, { value: true }]);
  });

  test.each([
    ['off', 'DISABLED'],
    ['code', 'DEFAULT'],
  ])("leaves the value of %s to the caller's own default", async (key, reason) => {
    const [status, body] = await one(key);
    expect(status).toBe(200);
    expect(body).toMatchObject({ key, reason });
    expect(body).not.toHaveProperty('value');
  });

  test.each([
    ['none', 404, 'FLAG_NOT_FOUND'],
    ['constructor', 404, 'FLAG_NOT_FOUND'],
    ['__proto__', 404, 'FLAG_NOT_FOUND'],
    ['broken', 400, 'PARSE_ERROR'],
    ['stray', 400, 'GENERAL'],
  ])('answers for %s with %d', async (key, status, errorCode) => {
    expect(await one(key)).toEqual([status, { key, errorCode, errorDetails: expect.any(String) }]);
  });

  test.each([
    ['{', 400, 'PARSE_ERROR'],
    ['[]', 400, 'PARSE_ERROR'],
    ['null', 400, 'PARSE_ERROR'],
    [{ context: 5 }, 400, 'INVALID_CONTEXT'],
    [{ context: null }, 400, 'INVALID_CONTEXT'],
    [{ context: [] }, 400, 'INVALID_CONTEXT'],
  ])('refuses %j', async (body, status, errorCode) => {
    const refusal = { errorCode, errorDetails: expect.any(String) };
    expect(await one('plain', body)).toEqual([status, { key: 'plain', ...refusal }]);
    const bulk = await served({}, flags).ask('/ofrep/v1/evaluate/flags', json('POST', body));
    expect([bulk.status, await bulk.json()]).toEqual([status, refusal]);
  });

  test('evaluates all flags at once, with an ETag', async () => {
    const { ask } = served({}, flags);
    const all = (plan: string, etag = '') =>
      ask('/ofrep/v1/evaluate/flags', json('POST', { context: { plan } }, { 'if-none-match': etag }));
    const response = await all('pro');
    // The protocol's shape, which the lines below look at.
    const body = (await response.json()) as { flags: { key: string }[] };
    expect(response.status).toBe(200);
    expect(body).toMatchObject({ metadata });
    expect(body.flags.map(({ key }) => key)).toEqual(Object.keys(flags.flags));
    expect(body.flags.find(({ key }) => key === 'pro')).toMatchObject({ variant: 'b' });
    expect(body.flags.find(({ key }) => key === 'broken')).toMatchObject({ errorCode: 'PARSE_ERROR' });
    const etag = response.headers.get('etag') ?? '';
    expect((await all('pro', etag)).status).toBe(304);
    expect((await all('free', etag)).status).toBe(200);
  });

  test('has no metadata where the document has none', async () => {
    const bare = served({}, { flags: {} });
    const response = await bare.ask('/ofrep/v1/evaluate/flags', json('POST', {}));
    expect(await response.json()).toEqual({ flags: [] });
  });

  test('answers 500 before there is a document', async () => {
    for (const path of ['/ofrep/v1/evaluate/flags', '/ofrep/v1/evaluate/flags/a']) {
      const response = await empty()(path, json('POST', {}));
      expect(response.status).toBe(500);
      expect(await response.json()).toMatchObject({ errorDetails: 'there is no flag document yet' });
    }
  });
});
