import { describe, expect, test, vi } from 'vitest';
import { createRateLimiter, type RateLimitEvent } from '../src/index.ts';

describe('events', () => {
  test('tell of each call with its decision', () => {
    const events: RateLimitEvent[] = [];
    const limiter = createRateLimiter({
      name: 'api',
      limit: 1,
      windowMs: 1_000,
      onEvent: (event) => events.push(event),
    });
    const decision = limiter.consume('key');
    limiter.tryConsume('key');
    limiter.peek('key');
    expect(events).toMatchObject([
      { type: 'allowed', name: 'api', key: 'key', cost: 1 },
      { type: 'denied', name: 'api', key: 'key', cost: 1, decision: { violated: ['api'] } },
    ]);
    expect(events[0]).toHaveProperty('decision', decision);
    expect(events.length).toBe(2);
  });

  test('name the limiter, where its policies have names of their own', () => {
    const onEvent = vi.fn();
    createRateLimiter({ name: 'api', policies: [{ name: 'burst', limit: 1, windowMs: 1_000 }], onEvent }).consume(
      'key',
    );
    expect(onEvent).toHaveBeenCalledWith(expect.objectContaining({ name: 'api' }));
  });

  test('do not change the decision when the observer throws, and the state is there before it is told', () => {
    const warned = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
    const seen: number[] = [];
    const limiter = createRateLimiter({
      limit: 3,
      windowMs: 60_000,
      onEvent() {
        seen.push(limiter.peek('key').remaining);
        throw new Error('observer');
      },
    });
    expect(limiter.consume('key').allowed).toBe(true);
    expect([seen, warned.mock.calls.length]).toEqual([[2], 1]);
    warned.mockRestore();
  });

  test('tell of a wait that was refused', async () => {
    const events: RateLimitEvent[] = [];
    const limiter = createRateLimiter({ limit: 1, windowMs: 1_000, onEvent: (event) => events.push(event) });
    await limiter.wait('key', { cost: 2 }).catch(() => {});
    expect(events).toMatchObject([{ type: 'denied', cost: 2 }]);
  });
});
