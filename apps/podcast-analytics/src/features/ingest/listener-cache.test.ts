import { describe, expect, test } from 'vitest';
import { makeHit } from '../../../test/make-hit.ts';
import { listenerOf } from '../../counting/listener.ts';
import { createMonthKey } from '../../counting/month-key.ts';
import { rulesets } from '../../counting/ruleset.ts';
import { createListenerCache } from './listener-cache.ts';

const january = createMonthKey(Buffer.alloc(32, 1));
const february = createMonthKey(Buffer.alloc(32, 2));
const { iab, op3 } = rulesets;

describe('listenerBehind', () => {
  test('names the listener as listenerOf does, the first time and later', () => {
    const listenerBehind = createListenerCache(iab, () => undefined);
    const hit = makeHit();
    expect(listenerBehind(hit, january).listener).toBe(listenerOf(hit, january, iab));
    expect(listenerBehind(hit, january).listener).toBe(listenerOf(hit, january, iab));
  });

  test('names no listener with the key of another month', () => {
    const listenerBehind = createListenerCache(iab, () => undefined);
    const hit = makeHit();
    for (const key of [january, february, january]) {
      expect(listenerBehind(hit, key).listener).toBe(listenerOf(hit, key, iab));
    }
  });

  test('names the listener behind a hashed address as listenerOf does', () => {
    const listenerBehind = createListenerCache(iab, () => undefined);
    const { address: _, ...bare } = makeHit();
    const hits = [makeHit({ address: 'a' }), { ...bare, hashedAddress: 'a' }, makeHit({ address: 'b' })];
    for (const hit of hits) expect(listenerBehind(hit, january).listener).toBe(listenerOf(hit, january, iab));
  });

  test('asks for the country of an address once', () => {
    const asked: string[] = [];
    const listenerBehind = createListenerCache(iab, (address) => {
      asked.push(address);
      return 'DE';
    });
    for (let n = 0; n < 3; n++) expect(listenerBehind(makeHit(), january).country).toBe('DE');
    expect(asked).toEqual(['198.51.100.7']);
  });

  test('tells listeners apart by the page where the ruleset does', () => {
    const [a, b] = [makeHit({ referer: 'https://a.example/' }), makeHit({ referer: 'https://b.example/' })];
    const strict = createListenerCache(op3, () => undefined);
    expect(strict(a, january).listener).not.toBe(strict(b, january).listener);
    const plain = createListenerCache(iab, () => undefined);
    expect(plain(a, january)).toBe(plain(b, january));
  });

  test('knows nobody behind a hit without address', () => {
    const { address: _, ...bare } = makeHit();
    const listenerBehind = createListenerCache(iab, () => 'DE');
    expect(listenerBehind(bare, january)).toEqual({ listener: undefined, country: undefined });
  });
});
