import { describe, expect, test } from 'vitest';
import { formatRateLimit, type HeaderOptions } from '../src/headers.ts';
import { decisionOf, twofoldDecision } from './decisions.ts';

const now = () => 1_700_000_000_000;
const draft10 = (decision = decisionOf()) => formatRateLimit(decision, { legacy: false, now });

describe('formatRateLimit', () => {
  test('tells a decision in both families of headers', () => {
    expect(formatRateLimit(decisionOf(), { now })).toEqual({
      'X-RateLimit-Limit': '100',
      'X-RateLimit-Remaining': '50',
      'X-RateLimit-Reset': '1700000030',
      'RateLimit-Policy': '"default";q=100;w=60',
      RateLimit: '"default";r=50;t=1',
    });
  });

  test('says in Retry-After how long a denial lasts', () => {
    const denied = decisionOf({ allowed: false, retryAfterMs: 1_001 });
    expect(draft10(denied)['Retry-After']).toBe('2');
    expect(draft10(decisionOf())).not.toHaveProperty('Retry-After');
  });

  test('asks nobody to come back whose cost is more than there ever is', () => {
    const never = decisionOf({ allowed: false, retryAfterMs: Infinity });
    expect(draft10(never)).not.toHaveProperty('Retry-After');
  });

  test('tells a key that is blocked for ever in numbers, which a client can read', () => {
    const never = decisionOf(
      { allowed: false, retryAfterMs: Infinity },
      { availableAfterMs: Infinity, resetAfterMs: Infinity },
    );
    expect(formatRateLimit(never, { now })).toMatchObject({
      'X-RateLimit-Reset': '999999999999999',
      RateLimit: '"default";r=50;t=999999999999999',
    });
  });

  test('rounds every time up, so that nobody comes back early', () => {
    const decision = decisionOf({ allowed: false, retryAfterMs: 1 }, { availableAfterMs: 1, resetAfterMs: 1 });
    expect(formatRateLimit(decision, { now })).toMatchObject({
      'X-RateLimit-Reset': '1700000001',
      RateLimit: '"default";r=50;t=1',
      'Retry-After': '1',
    });
    expect(formatRateLimit(decision, { draft: 6 })['RateLimit-Reset']).toBe('1');
  });

  test('lists every policy in draft 10, and speaks of the tightest one elsewhere', () => {
    expect(formatRateLimit(twofoldDecision(), { now })).toEqual({
      'X-RateLimit-Limit': '10',
      'X-RateLimit-Remaining': '2',
      'X-RateLimit-Reset': '1700000001',
      'RateLimit-Policy': '"burst";q=10;w=1, "daily";q=1000;w=86400',
      RateLimit: '"burst";r=2;t=1, "daily";r=900;t=1',
    });
  });

  test('sends the four headers of draft 6 where they are asked for', () => {
    expect(formatRateLimit(twofoldDecision(), { legacy: false, draft: 6 })).toEqual({
      'RateLimit-Limit': '10',
      'RateLimit-Remaining': '2',
      'RateLimit-Reset': '1',
      'RateLimit-Policy': '10;w=1, 1000;w=86400',
    });
  });

  test('sends nothing but Retry-After where no family is asked for', () => {
    const denied = decisionOf({ allowed: false, retryAfterMs: 5_000 });
    expect(formatRateLimit(denied, { legacy: false, draft: false })).toEqual({ 'Retry-After': '5' });
  });

  test('leaves out a window that is not whole seconds long', () => {
    expect(draft10(decisionOf({}, { windowMs: 500 }))['RateLimit-Policy']).toBe('"default";q=100');
    expect(draft10(decisionOf({}, { windowMs: 1_500 }))['RateLimit-Policy']).toBe('"default";q=100');
  });

  test('escapes what a structured string cannot hold', () => {
    const policyOf = (name: string) => draft10(decisionOf({}, { name }))['RateLimit-Policy'];
    expect(policyOf('a "b" \\c')).toBe('"a \\"b\\" \\\\c";q=100;w=60');
    expect(policyOf('né\r\nX-Evil: 1 😀')).toBe('"n%e9%d%aX-Evil: 1 %1f600";q=100;w=60');
    expect(policyOf('\ud83d')).toBe('"%d83d";q=100;w=60');
  });

  test('keeps integers within the 15 digits that a structured integer has', () => {
    const { 'RateLimit-Policy': policy } = draft10(decisionOf({}, { limit: Number.MAX_SAFE_INTEGER }));
    expect(policy).toBe('"default";q=999999999999999;w=60');
  });

  test('reads the wall clock of the platform by default', () => {
    const before = Math.ceil((Date.now() + 30_000) / 1_000);
    const reset = Number(formatRateLimit(decisionOf())['X-RateLimit-Reset']);
    expect(reset).toBeGreaterThanOrEqual(before);
    expect(reset).toBeLessThanOrEqual(before + 5);
  });

  test.each<[object, string]>([
    [{ draft: 7 }, 'RangeError: formatRateLimit: draft must be 10, 6 or false, got 7'],
    [{ draft: true }, 'RangeError: formatRateLimit: draft must be 10, 6 or false, got true'],
    [{ legacy: 1 }, 'TypeError: formatRateLimit: legacy must be a boolean, got 1'],
    [{ now: 5 }, 'TypeError: formatRateLimit: now must be a function, got 5'],
    [{ x: 5 }, 'TypeError: formatRateLimit: unknown option x, expected one of legacy, draft, now'],
  ])('refuses %o', (options, message) => {
    expect(() => formatRateLimit(decisionOf(), options as HeaderOptions)).toThrow(
      expect.objectContaining({ message: message.replace(/^\w+: /, ''), name: message.replace(/:.*/s, '') }),
    );
  });
});
