import { describe, expect, test } from 'vitest';
import { createBreaker, createBreakerRegistry } from '../src/index.ts';

describe('a registry', () => {
  test('makes one breaker for each key, named after it', async () => {
    const registry = createBreakerRegistry(() => ({ failureThreshold: 1 }));
    const breaker = registry.get('api.example');
    expect(registry.get('api.example')).toBe(breaker);
    breaker.forceOpen();
    await expect(breaker.run(() => 1)).rejects.toMatchObject({ breaker: 'api.example' });
    expect(registry.get('other.example').state).toBe('closed');
    expect(registry.size).toBe(2);
  });

  test('drops the closed breaker that was not asked for the longest', () => {
    const registry = createBreakerRegistry(() => ({}), { maxBreakers: 3 });
    const [open, old] = [registry.get('open'), registry.get('old')];
    open.forceOpen();
    const used = registry.get('used');
    registry.get('old');
    registry.get('new');
    expect(registry.get('open')).toBe(open);
    expect(registry.get('old')).toBe(old);
    expect(registry.get('used')).not.toBe(used);
  });

  test('full of open breakers drops the one that was not asked for the longest', () => {
    const registry = createBreakerRegistry(() => ({}), { maxBreakers: 2 });
    const [first, second] = [registry.get('first'), registry.get('second')];
    first.forceOpen();
    second.forceOpen();
    registry.get('third');
    expect(registry.get('second')).toBe(second);
    expect(registry.size).toBe(2);
    expect(registry.get('first')).not.toBe(first);
  });

  test('keeps a thousand by default', () => {
    const registry = createBreakerRegistry(() => ({}));
    for (let key = 0; key < 1_001; key++) registry.get(String(key));
    expect(registry.size).toBe(1_000);
  });

  test.each(['__proto__', 'constructor', 'toString'])('takes %s for a key like any other', (key) => {
    const registry = createBreakerRegistry(() => ({}));
    registry.get(key).forceOpen();
    expect(Object.keys(registry.snapshot())).toEqual([key]);
    expect(Object.values(JSON.parse(JSON.stringify(registry.snapshot())))).toMatchObject([{ state: 'forced-open' }]);
  });

  test('gives snapshots that breakers can begin with', () => {
    const registry = createBreakerRegistry(() => ({ failureThreshold: 1 }));
    registry.get('api').tryAcquire()?.failure();
    const { api } = registry.snapshot();
    expect(createBreaker({ ...(api && { initial: api }) }).state).toBe('open');
  });

  test('makes nothing where the options of a key are wrong', () => {
    const registry = createBreakerRegistry(() => ({ failureThreshold: 0 }));
    expect(() => registry.get('api')).toThrow('failureThreshold');
    expect(registry.size).toBe(0);
  });
});
