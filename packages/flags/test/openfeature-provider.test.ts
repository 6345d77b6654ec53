// Scenarios of the OpenFeature specification (assets/gherkin: evaluation_v2, hooks) about the life of a provider.
import { type JsonValue, StandardResolutionReasons } from '@openfeature/core';
import { OpenFeature as server } from '@openfeature/server-sdk';
import { describe, expect, test, vi } from 'vitest';
import { createFlags, defineFlags, type Source } from '../src/index.ts';
import { ScryProvider, ScryWebProvider } from '../src/openfeature.ts';
import { ask, flagsWith, newDomain, type Type } from './openfeature-clients.ts';
import { openFeatureFlags } from './openfeature-flags.ts';

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

  test('of flags without a source is in error when the first document is none', async () => {
    const flags = createFlags({ definitions: defineFlags({}) });
    const provider = new ScryProvider(flags);
    await provider.initialize();
    const told = vi.fn();
    provider.events.addHandler('PROVIDER_ERROR' as never, told);
    flags.update({});
    expect(told).toHaveBeenCalledExactlyOnceWith({
      providerName: '@scry/flags',
      message: expect.stringContaining('refused'),
    });
  });

  test('has no variant for an override', async () => {
    const overrides = [{ name: 'test', get: (key: string) => (key === 'integer-flag' ? 7 : undefined) }];
    const provider = new ScryWebProvider(flagsWith({ overrides }));
    const found = provider.resolveNumberEvaluation('integer-flag', 1, {});
    expect(found).toEqual({ value: 7, reason: 'OVERRIDE', flagMetadata: {} });
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
