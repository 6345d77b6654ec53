// Scenarios of the OpenFeature specification (assets/gherkin: evaluation_v2, evaluation_context, hooks), through both SDKs.
import { type JsonValue, StandardResolutionReasons } from '@openfeature/core';
import {
  AsyncLocalStorageTransactionContextPropagator,
  type EvaluationContext,
  OpenFeature as server,
} from '@openfeature/server-sdk';
import { OpenFeature as web } from '@openfeature/web-sdk';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { createFlags, defineFlags, type FlagDocument, type Override, type Source } from '../src/index.ts';
import { ScryProvider, ScryWebProvider } from '../src/openfeature.ts';
import { openFeatureFlags } from './openfeature-flags.ts';

let domains = 0;
/** Each test has a provider of its own. */
const newDomain = () => `test-${++domains}`;

const flagsWith = (options: { source?: Source | FlagDocument; overrides?: readonly Override[] } = {}) =>
  createFlags({ definitions: defineFlags({}), source: openFeatureFlags, ...options });

type Type = 'Boolean' | 'String' | 'Number' | 'Object';

/** What a client says of a flag, in an SDK. */
type Evaluate = (
  type: Type,
  key: string,
  fallback: JsonValue,
  context?: EvaluationContext,
) => Promise<{ value: unknown; reason?: string; errorCode?: string; errorMessage?: string; variant?: string }>;

type Found = Awaited<ReturnType<Evaluate>>;

/** The method of a client for a type: the types of the four have no call in common. */
function ask(
  client: object,
  type: Type,
): (key: string, fallback: JsonValue, context?: EvaluationContext) => Found | Promise<Found> {
  const method: unknown = Reflect.get(client, `get${type}Details`);
  if (typeof method !== 'function') throw new TypeError(`a client has get${type}Details`);
  return method.bind(client);
}

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

describe('a provider', () => {
  /** A source that speaks when a test says so. */
  function spoken() {
    let start: Source['start'] = () => {};
    const handed = new Promise<Parameters<Source['start']>>((resolve) => {
      start = (...given) => resolve(given);
    });
    const source: Source = { name: 'spoken', start: (...given) => start(...given), stop() {} };
    return { source, handed };
  }

  test('1.7.6: that is not ready answers with the default', async () => {
    const { source, handed } = spoken();
    const domain = newDomain();
    const ready = server.setProviderAndWait(domain, new ScryProvider(flagsWith({ source })));
    const client = server.getClient(domain);
    expect(client.providerStatus).toBe('NOT_READY');
    const answer = { value: false, reason: 'ERROR', errorCode: 'PROVIDER_NOT_READY' };
    expect(await client.getBooleanDetails('boolean-flag', false)).toMatchObject(answer);
    const [push] = await handed;
    push(openFeatureFlags);
    await ready;
    expect(client.providerStatus).toBe('READY');
    expect(await client.getBooleanValue('boolean-flag', false)).toBe(true);
  });

  test('1.7.4: whose source fails is in error, recovers, goes stale and recovers again', async () => {
    const { source, handed } = spoken();
    const domain = newDomain();
    const flags = flagsWith({ source });
    const ready = server.setProviderAndWait(domain, new ScryProvider(flags));
    const client = server.getClient(domain);
    const events: string[] = [];
    for (const event of [
      'PROVIDER_READY',
      'PROVIDER_ERROR',
      'PROVIDER_STALE',
      'PROVIDER_CONFIGURATION_CHANGED',
    ] as const) {
      client.addHandler(event as never, (details) =>
        events.push(`${event} ${details?.message ?? details?.['flagsChanged']}`),
      );
    }
    const [push, fail] = await handed;
    fail(new Error('offline'));
    await expect(ready).rejects.toThrow('offline');
    expect(client.providerStatus).toBe('ERROR');

    push({ flags: { a: { state: 'ENABLED', variants: { x: 1 }, defaultVariant: 'x' } } });
    await vi.waitFor(() => expect(client.providerStatus).toBe('READY'));
    fail(new Error('away'));
    fail(new Error('still away'));
    await vi.waitFor(() => expect(client.providerStatus).toBe('STALE'));
    expect(await client.getNumberValue('a', 0)).toBe(1);
    push('{}');
    push({ flags: {} });
    await vi.waitFor(() => expect(client.providerStatus).toBe('READY'));
    expect(events).toEqual([
      'PROVIDER_ERROR offline',
      'PROVIDER_READY undefined',
      'PROVIDER_CONFIGURATION_CHANGED a',
      'PROVIDER_STALE away',
      'PROVIDER_READY undefined',
      'PROVIDER_CONFIGURATION_CHANGED a',
    ]);
  });

  test('1.7.5, 1.7.7: whose source says that it is fatal is fatal', async () => {
    const { source, handed } = spoken();
    const domain = newDomain();
    const ready = server.setProviderAndWait(domain, new ScryProvider(flagsWith({ source })));
    const [, fail] = await handed;
    fail(Object.assign(new Error('wrong key'), { code: 'PROVIDER_FATAL' }));
    await expect(ready).rejects.toThrow('wrong key');
    const client = server.getClient(domain);
    expect(client.providerStatus).toBe('FATAL');
    expect(await client.getBooleanDetails('boolean-flag', false)).toMatchObject({ errorCode: 'PROVIDER_FATAL' });
  });

  test('in error that goes on failing says nothing more', async () => {
    const { source, handed } = spoken();
    const provider = new ScryProvider(flagsWith({ source }));
    const told = vi.fn();
    const initialised = provider.initialize();
    const [push, fail] = await handed;
    fail(new Error('offline'));
    await expect(initialised).rejects.toThrow('offline');
    provider.events.addHandler('PROVIDER_ERROR' as never, told);
    fail(new Error('offline'));
    push('{}');
    expect(told).not.toHaveBeenCalled();
  });

  test('says nothing after it was closed, and leaves the flags open', async () => {
    const flags = flagsWith();
    const provider = new ScryWebProvider(flags);
    await provider.initialize();
    const told = vi.fn();
    provider.events.addHandler('PROVIDER_CONFIGURATION_CHANGED' as never, told);
    flags.update({ flags: {} });
    expect(told).toHaveBeenCalledExactlyOnceWith({
      providerName: '@scry/flags',
      flagsChanged: Object.keys(openFeatureFlags.flags),
    });
    await provider.onClose();
    flags.update(openFeatureFlags);
    expect(told).toHaveBeenCalledOnce();
    expect(flags.evaluate('boolean-flag').value).toBe(true);
  });

  test('has handlers that can be taken away, one by one or all', () => {
    const { events } = new ScryProvider(flagsWith());
    const [ready, stale] = ['PROVIDER_READY', 'PROVIDER_STALE'] as never[] as [never, never];
    const [a, b] = [vi.fn(), vi.fn()];
    events.removeHandler(ready, a);
    for (const each of [a, b]) events.addHandler(ready, each);
    events.addHandler(stale, a);
    events.removeHandler(ready, a);
    expect(events.getHandlers(ready)).toEqual([b]);
    events.removeAllHandlers(ready);
    expect([events.getHandlers(ready), events.getHandlers(stale)]).toEqual([[], [a]]);
    events.removeAllHandlers();
    expect(events.getHandlers(stale)).toEqual([]);
    expect(events.setLogger(console)).toBe(events);
  });

  test('is known by its name', () => {
    expect(new ScryProvider(flagsWith())).toMatchObject({ metadata: { name: '@scry/flags' }, runsOn: 'server' });
    expect(new ScryWebProvider(flagsWith())).toMatchObject({ metadata: { name: '@scry/flags' }, runsOn: 'client' });
  });
});

describe('hooks are told what was found', () => {
  test.each<[string, Type, JsonValue, object]>([
    ['boolean-flag', 'Boolean', false, { value: true, variant: 'on', reason: StandardResolutionReasons.STATIC }],
    ['missing-flag', 'String', 'uh-oh', { value: 'uh-oh', reason: 'ERROR', errorCode: 'FLAG_NOT_FOUND' }],
    ['wrong-flag', 'Number', 13, { value: 13, reason: 'ERROR', errorCode: 'TYPE_MISMATCH' }],
  ])('of %s', async (flagKey, type, fallback, expected) => {
    const domain = newDomain();
    await server.setProviderAndWait(domain, new ScryProvider(flagsWith()));
    const hook = { before: vi.fn(), after: vi.fn(), error: vi.fn(), finally: vi.fn() };
    const client = server.getClient(domain).addHooks(hook);
    await ask(client, type)(flagKey, fallback);
    expect(hook.before).toHaveBeenCalledOnce();
    expect(hook[Object.hasOwn(expected, 'errorCode') ? 'error' : 'after']).toHaveBeenCalledOnce();
    expect(hook.finally.mock.calls[0]?.[1]).toMatchObject({ flagKey, ...expected });
  });
});
