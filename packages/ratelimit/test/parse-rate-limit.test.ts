import { describe, expect, test } from 'vitest';
import { formatRateLimit, type HeaderSource, parseRateLimit } from '../src/headers.ts';
import { decisionOf, twofoldDecision } from './decisions.ts';

const nowMs = 1_700_000_000_000;
const parse = (headers: HeaderSource) => parseRateLimit(headers, nowMs);

describe('parseRateLimit', () => {
  test('reads what formatRateLimit tells', () => {
    const headers = formatRateLimit(decisionOf({ allowed: false, retryAfterMs: 700 }), { now: () => nowMs });
    expect(parse(headers)).toEqual({
      policy: 'default',
      limit: 100,
      remaining: 50,
      windowMs: 60_000,
      availableAfterMs: 1_000,
      resetAfterMs: 30_000,
      retryAfterMs: 1_000,
      policies: [{ name: 'default', limit: 100, windowMs: 60_000, remaining: 50, availableAfterMs: 1_000 }],
    });
  });

  test('finds the tightest of several policies', () => {
    const headers = formatRateLimit(twofoldDecision(), { legacy: false });
    expect(parse(headers)).toMatchObject({ policy: 'burst', limit: 10, remaining: 2, policies: { length: 2 } });
    expect(parse({ ratelimit: '"a";r=0;t=5, "b";r=0;t=60, "c";r=0;t=9' })).toMatchObject({ policy: 'b' });
    expect(parse({ ratelimit: '"a";r=3, "b";r=1, "c";r=1;t=2, "d";r=1' })).toMatchObject({ policy: 'c' });
    expect(parse({ 'ratelimit-policy': '"a";q=3, "b";q=1', ratelimit: '"b";r=1' })).toMatchObject({ policy: 'b' });
    expect(parse({ 'ratelimit-policy': '"a";q=3, "b";q=1' })).toMatchObject({ policy: 'a' });
  });

  test('reads the headers of draft 6, and the older ones', () => {
    const draft6 = { 'ratelimit-limit': '100', 'ratelimit-remaining': '7', 'ratelimit-reset': '30' };
    const legacy = { 'x-ratelimit-limit': '50', 'x-ratelimit-remaining': '3', 'x-ratelimit-reset': '1700000010' };
    expect(parse(draft6)).toEqual({ limit: 100, remaining: 7, resetAfterMs: 30_000, policies: [] });
    expect(parse(legacy)).toEqual({ limit: 50, remaining: 3, resetAfterMs: 10_000, policies: [] });
    expect(parse({ ...legacy, ...draft6 })).toEqual(parse(draft6));
    expect(parse({ 'x-ratelimit-reset': '1600000000' })).toEqual({ resetAfterMs: 0, policies: [] });
  });

  test('takes the headers of fetch, of Node, and a record in any case', () => {
    const expected = { limit: 5, policies: [] };
    expect(parse(new Headers({ 'X-RateLimit-Limit': '5' }))).toEqual(expected);
    expect(parse({ 'x-ratelimit-limit': ['5'], 'set-cookie': ['a=b', 'c=d'] })).toEqual(expected);
    expect(parse({ 'X-RateLimit-Limit': 5, get: 'no function' })).toEqual(expected);
    expect(parse({ ratelimit: ['"a";r=1', '"b";r=0'] })?.policies).toHaveLength(2);
  });

  test.each([
    ['5', 5_000],
    ['Tue, 14 Nov 2023 22:13:30 GMT', 10_000],
    ['Tue, 14 Nov 2023 22:13:10 GMT', 0],
    ['-5', undefined],
    ['soon', undefined],
    ['no day GMT', undefined],
    ['5 s', undefined],
  ])('reads Retry-After %j', (value, retryAfterMs) => {
    expect(parse({ 'retry-after': value })?.retryAfterMs).toBe(retryAfterMs);
  });

  test('knows nothing of a response without these headers', () => {
    expect(parse({})).toBeUndefined();
    expect(parse(new Headers())).toBeUndefined();
    expect(parseRateLimit({ 'x-ratelimit-reset': 'soon', 'x-ratelimit-limit': '-1', date: 'x' })).toBeUndefined();
  });

  test.each([
    'limit=100, remaining=5',
    '"a"',
    '"a";r=-1',
    '"a";r=1.5',
    '"a";r="1"',
    '"a";r=1,',
    '"a";r=1, b;r=1',
    '"a;r=1',
    '"a\\x";r=1',
    '"é";r=1',
    '"a";r=1;',
    '"a";r=1;T=5',
    '"a";r=1;t=',
    '"a";r=1 "b";r=2',
    '"a";r=1, "b"',
    '"a";r=1234567890123456',
    '("a" "b");r=1',
    '',
    ',',
  ])('ignores the malformed RateLimit %j as a whole', (value) => {
    expect(parse({ ratelimit: value })).toBeUndefined();
    expect(parse({ ratelimit: value, 'ratelimit-limit': '9' })).toEqual({ limit: 9, policies: [] });
  });

  test('takes parameters that it does not know, of every type', () => {
    const value =
      ' "a";  r=1;t=2;pk=:cHsdsRa894==:;qu="content-\\"bytes";x;y=?0;z=@1700000000;d=1.5;*t=tok/en:x \t,\t"b";r=3 ';
    expect(parse({ ratelimit: value })).toEqual({
      policy: 'a',
      remaining: 1,
      availableAfterMs: 2_000,
      policies: [
        { name: 'a', remaining: 1, availableAfterMs: 2_000 },
        { name: 'b', remaining: 3 },
      ],
    });
  });

  test('unescapes the name of a policy', () => {
    expect(parse({ ratelimit: '"a \\"b\\" \\\\c";r=1' })?.policy).toBe('a "b" \\c');
    expect(parse({ ratelimit: '"__proto__";r=1' })?.policies).toEqual([{ name: '__proto__', remaining: 1 }]);
  });
});
