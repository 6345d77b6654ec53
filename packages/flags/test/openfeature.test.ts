// Scenarios of the OpenFeature specification (assets/gherkin: evaluation_v2, evaluation_context), through both SDKs.
import type { JsonValue } from '@openfeature/core';
import {
  AsyncLocalStorageTransactionContextPropagator,
  type EvaluationContext,
  OpenFeature as server,
} from '@openfeature/server-sdk';
import { OpenFeature as web } from '@openfeature/web-sdk';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Override } from '../src/index.ts';
import { ScryProvider, ScryWebProvider } from '../src/openfeature.ts';
import { ask, type Evaluate, flagsWith, newDomain, type Type } from './openfeature-clients.ts';

const sdks: readonly (readonly [string, (flags?: ReturnType<typeof flagsWith>) => Promise<Evaluate>])[] = [
  [
    'server',
    async (flags = flagsWith()) => {
      const domain = newDomain();
      await server.setProviderAndWait(domain, new ScryProvider(flags));
      const client = server.getClient(domain);
      return async (type, key, fallback, context) => ask(client, type)(key, fallback, context);
    },
  ],
  [
    'web',
    async (flags = flagsWith()) => {
      const domain = newDomain();
      await web.setProviderAndWait(domain, new ScryWebProvider(flags));
      const client = web.getClient(domain);
      return async (type, key, fallback, context = {}) => {
        await web.setContext(domain, context);
        return ask(client, type)(key, fallback);
      };
    },
  ],
];

const picture = { showImages: true, title: 'Check out these pics!', imagesPerPage: 100 };
const ballmer = { email: 'ballmer@macrosoft.com' };

describe.each(sdks)('through the %s SDK', (_, connect) => {
  test.each<[string, Type, JsonValue, JsonValue, string]>([
    ['boolean-flag', 'Boolean', false, true, 'on'],
    ['string-flag', 'String', 'bye', 'hi', 'greeting'],
    ['integer-flag', 'Number', 1, 10, 'ten'],
    ['float-flag', 'Number', 0.1, 0.5, 'half'],
    ['object-flag', 'Object', {}, picture, 'template'],
    ['boolean-zero-flag', 'Boolean', true, false, 'zero'],
    ['string-zero-flag', 'String', 'hi', '', 'zero'],
    ['integer-zero-flag', 'Number', 1, 0, 'zero'],
    ['float-zero-flag', 'Number', 0.1, 0, 'zero'],
    ['object-zero-flag', 'Object', { a: 1 }, {}, 'zero'],
  ])(
    '1.4.3, 1.4.5, 1.4.6, 1.4.7: %s has its value, key, variant and reason',
    async (flagKey, type, fallback, value, variant) => {
      const evaluate = await connect();
      expect(await evaluate(type, flagKey, fallback)).toMatchObject({ flagKey, value, variant, reason: 'STATIC' });
    },
  );

  test.each<[string, Type, JsonValue, JsonValue]>([
    ['boolean-targeted-zero-flag', 'Boolean', true, false],
    ['string-targeted-zero-flag', 'String', 'hi', ''],
    ['integer-targeted-zero-flag', 'Number', 1, 0],
    ['float-targeted-zero-flag', 'Number', 0.1, 0],
    ['object-targeted-zero-flag', 'Object', { a: 1 }, {}],
  ])('1.4.7: %s has its reason, by the context', async (key, type, fallback, value) => {
    const evaluate = await connect();
    expect(await evaluate(type, key, fallback, ballmer)).toMatchObject({ value, reason: 'TARGETING_MATCH' });
    for (const context of [{ email: 'ballmer@none.com' }, {}, { email: null }] as never[]) {
      expect(await evaluate(type, key, fallback, context)).toMatchObject({ value, reason: 'DEFAULT' });
    }
  });

  test('1.3.1.1: several attributes decide together', async () => {
    const evaluate = await connect();
    const context = { ...ballmer, role: 'admin', age: 65, customer: false };
    const found = { value: 'INTERNAL', reason: 'TARGETING_MATCH' };
    expect(await evaluate('String', 'context-aware', 'false', context)).toMatchObject(found);
    expect(await evaluate('String', 'context-aware', 'false')).toMatchObject({ value: 'EXTERNAL' });
  });

  test.each<[Type, JsonValue]>([
    ['Boolean', false],
    ['String', 'bye'],
    ['Number', 0.1],
    ['Object', { a: 1 }],
  ])('1.4.8, 1.4.9, 1.4.13: a %s that is not there is the default, with code and message', async (type, value) => {
    const evaluate = await connect();
    for (const key of ['non-existent-flag', 'constructor', '__proto__']) {
      expect(await evaluate(type, key, value)).toMatchObject({
        value,
        reason: 'ERROR',
        errorCode: 'FLAG_NOT_FOUND',
        errorMessage: expect.stringContaining(key),
      });
    }
  });

  test.each<[string, Type, JsonValue]>([
    ['boolean-flag', 'String', 'bye'],
    ['boolean-flag', 'Number', 1],
    ['string-flag', 'Boolean', false],
    ['string-flag', 'Number', 1],
    ['string-flag', 'Object', {}],
    ['wrong-flag', 'Number', 13],
  ])('1.3.4: %s is no %s', async (key, type, value) => {
    const evaluate = await connect();
    expect(await evaluate(type, key, value)).toMatchObject({ value, reason: 'ERROR', errorCode: 'TYPE_MISMATCH' });
  });

  test.each<[string, Type, JsonValue, string]>([
    ['boolean-disabled-flag', 'Boolean', false, 'DISABLED'],
    ['string-disabled-flag', 'String', 'bye', 'DISABLED'],
    ['code-default-flag', 'Object', { own: 1 }, 'DEFAULT'],
  ])("1.4.7: %s leaves the caller's own value, as %s", async (key, type, value, reason) => {
    const evaluate = await connect();
    const found = await evaluate(type, key, value);
    expect(found).toMatchObject({ value, reason });
    expect(found.errorCode).toBeUndefined();
  });

  test('1.4.14: metadata come along, and cannot be changed', async () => {
    const evaluate = await connect();
    const found = await evaluate('Boolean', 'metadata-flag', false);
    expect(found).toMatchObject({ flagMetadata: { string: '1.0.2', integer: 2, float: 0.1, boolean: true } });
  });
});

describe('3.2.3: a context', () => {
  const levels = ['API', 'Transaction', 'Client', 'Invocation', 'Before Hooks'] as const;
  server.setTransactionContextPropagator(new AsyncLocalStorageTransactionContextPropagator());

  /** What the flags see when each level has the context given for it. */
  async function merged(given: Partial<Record<(typeof levels)[number], EvaluationContext>>) {
    let seen: object = {};
    const spy: Override = {
      name: 'spy',
      get(_key, context) {
        seen = context;
        return undefined;
      },
    };
    const domain = newDomain();
    await server.setProviderAndWait(domain, new ScryProvider(flagsWith({ overrides: [spy] })));
    server.setContext(given.API ?? {});
    onTestFinished(() => {
      server.setContext({});
    });
    const client = server.getClient(domain).setContext(given.Client ?? {});
    client.addHooks({ before: () => given['Before Hooks'] ?? {} });
    await new Promise<void>((resolve) => {
      server.setTransactionContext(given.Transaction ?? {}, async () => {
        await client.getBooleanValue('boolean-flag', false, given.Invocation ?? {});
        resolve();
      });
    });
    return seen;
  }

  test.each(levels)('of the level %s reaches the flags', async (level) => {
    expect(await merged({ [level]: { key: 'value' } })).toMatchObject({ key: 'value' });
  });

  test('of each level reaches the flags', async () => {
    const all = Object.fromEntries(levels.map((level) => [level, { [level]: `${level} value` }]));
    expect(await merged(all)).toMatchObject(Object.fromEntries(levels.map((level) => [level, `${level} value`])));
  });

  test.each(levels)('of the level %s overwrites those before it', async (level) => {
    const upTo = levels.slice(0, levels.indexOf(level) + 1);
    const all = Object.fromEntries(upTo.map((each) => [each, { key: each }]));
    expect(await merged(all)).toMatchObject({ key: level });
  });

  test.each<[string, string | number | boolean]>([
    ['targetingKey', 'user-123'],
    ['user_active', true],
    ['user_email', 'user@example.com'],
    ['user_age', 25],
  ])('3.1.1, 3.1.2: may have %s', async (key, value) => {
    expect(await merged({ Invocation: { [key]: value } })).toMatchObject({ [key]: value });
  });

  test('3.1.1: may lack a targeting key', async () => {
    expect(await merged({ Invocation: { a: 1 } })).not.toHaveProperty('targetingKey');
  });
});
