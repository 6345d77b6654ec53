import { createFakeClock } from '@scry/internal/fake-clock';
import { describe, expect, test } from 'vitest';
import { createFlags, type FlagsEvent, type Source } from '../src/index.ts';
import { definitions, document, handSource } from './declared.ts';

describe('a source', () => {
  test('brings documents with versions, and ready resolves with the first', async () => {
    const { source, held } = handSource();
    const flags = createFlags({ definitions, source, now: () => 1_000 });
    const ready = flags.ready();
    held.push?.(JSON.stringify(document), 'etag-1');
    expect(await ready).toEqual({ state: 'ready', version: 'etag-1', loadedAt: 1_000, lastError: undefined });
    expect(flags.value('theme')).toBe('dark');
  });

  test('may push before start returns', async () => {
    const flags = createFlags({ definitions, source: { name: 's', start: (push) => push(document), stop() {} } });
    expect(flags.value('theme')).toBe('dark');
    expect((await flags.ready()).state).toBe('ready');
  });

  test('that fails leaves the last good document in force, and is stale', () => {
    const { source, held } = handSource();
    const flags = createFlags({ definitions, source });
    held.push?.(document, 'v1');
    held.fail?.(new Error('connection lost'));
    expect(flags.status()).toMatchObject({ state: 'stale', version: 'v1', lastError: { message: 'connection lost' } });
    expect(flags.value('theme')).toBe('dark');
    held.push?.(document, 'v2');
    expect(flags.status()).toMatchObject({ state: 'ready', version: 'v2', lastError: undefined });
  });

  test('that never had a document is an error', async () => {
    const { source, held } = handSource();
    const events: FlagsEvent[] = [];
    const flags = createFlags({ definitions, source, onEvent: (event) => events.push(event) });
    const ready = flags.ready();
    const error = new Error('no such file');
    held.fail?.(error);
    expect((await ready).state).toBe('error');
    expect(events).toEqual([{ type: 'source-error', name: 'flags', source: 'hand', error }]);
  });

  test.each<[string, Source['start']]>([
    [
      'throws',
      () => {
        throw new TypeError('thrown');
      },
    ],
    ['rejects', () => Promise.reject(new TypeError('thrown'))],
  ])('that %s at its start has failed', async (_, start) => {
    const flags = createFlags({ definitions, source: { name: 's', start, stop() {} } });
    expect(await flags.ready()).toMatchObject({ state: 'error', lastError: { message: 'thrown' } });
  });

  test('may fail with anything', async () => {
    const flags = createFlags({ definitions, source: { name: 's', start: () => Promise.reject('words'), stop() {} } });
    expect((await flags.ready()).lastError).toMatchObject({ message: 'The source s failed', cause: 'words' });
  });

  test('that brings a bad document changes nothing, and every issue is told', () => {
    const { source, held } = handSource();
    const events: FlagsEvent[] = [];
    const flags = createFlags({ definitions, source, onEvent: (event) => events.push(event) });
    held.push?.(document);
    held.push?.('{"flags":{"a":{"state":"ON"}}}');
    expect(flags.value('theme')).toBe('dark');
    expect(flags.status().state).toBe('stale');
    expect(flags.status().lastError?.message).toBe(
      'The hand is refused: flags.a.state must be ENABLED or DISABLED, got "ON"; ' +
        'flags.a.variants must be an object with at least one variant, got nothing',
    );
    expect(events.at(-2)).toMatchObject({
      type: 'refused',
      source: 'hand',
      issues: [{ path: 'flags.a.state' }, { path: 'flags.a.variants' }],
    });
  });

  test('that was closed is not heard any more, is stopped once, and lets nobody wait', async () => {
    const { source, held } = handSource();
    const flags = createFlags({ definitions, source });
    const ready = flags.ready();
    await flags.close();
    await flags.close();
    expect(held.stopped).toBe(1);
    held.push?.(document);
    held.fail?.(new Error('late'));
    expect([(await ready).state, (await flags.ready()).state]).toEqual(['not-ready', 'not-ready']);
    expect(flags.document()).toBeUndefined();
  });
});

describe('ready', () => {
  test('waits no longer than it is told, and leaves no timer', async () => {
    const clock = createFakeClock();
    const { source, held } = handSource();
    const flags = createFlags({ definitions, source, clock });
    const waiting = flags.ready({ timeoutMs: 100 });
    await clock.advance(100);
    expect((await waiting).state).toBe('not-ready');
    const other = flags.ready({ timeoutMs: 100 });
    held.push?.(document);
    expect((await other).state).toBe('ready');
    expect(clock.pending).toBe(0);
  });

  test('has nothing to wait for without a source', async () => {
    const flags = createFlags({ definitions });
    expect((await flags.ready()).state).toBe('not-ready');
    await flags.close();
  });

  test.each([-1, Number.NaN])('refuses a time of %d', (timeoutMs) => {
    expect(() => createFlags({ definitions }).ready({ timeoutMs })).toThrow(RangeError);
  });
});
