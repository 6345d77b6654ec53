import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { parseRetryAfter } from '../src/index.ts';
import { requestedDelay } from '../src/retry-after.ts';

const now = Date.UTC(2026, 10, 21, 12, 0, 0);

// Where local time is not GMT, a date that is read as local time is hours off.
beforeAll(() => void vi.stubEnv('TZ', 'America/New_York'));
afterAll(() => void vi.unstubAllEnvs());

describe('parseRetryAfter', () => {
  test.each<[string, number]>([
    ['0', 0],
    ['120', 120_000],
    [' 7 ', 7_000],
    ['1.25', 1_250],
    ['2147483648', 2_147_483_648_000],
  ])('reads the seconds %s', (value, ms) => {
    expect(parseRetryAfter(value, now)).toBe(ms);
  });

  test.each(['Sat, 21 Nov 2026 12:00:30 GMT', 'Saturday, 21-Nov-26 12:00:30 GMT', 'Sat Nov 21 12:00:30 2026'])(
    'reads the date %s',
    (value) => {
      expect(parseRetryAfter(value, now)).toBe(30_000);
    },
  );

  test('reads a date in the past as no wait', () => {
    expect(parseRetryAfter('Sun, 06 Nov 1994 08:49:37 GMT', now)).toBe(0);
  });

  test('takes the wall clock for the present unless told', () => {
    const inAMinute = new Date(Date.now() + 60_000).toUTCString();
    expect(parseRetryAfter(inAMinute)).toBeGreaterThan(58_000);
    expect(parseRetryAfter(inAMinute)).toBeLessThanOrEqual(60_000);
  });

  test.each([
    '',
    ' ',
    '-5',
    '+5',
    '1e3',
    '0x10',
    'soon',
    '5 s',
    'NaN',
    'Infinity',
    '2026-11-21T12:00:30Z',
    'Sat, nonsense',
    'on Sat, 21 Nov 2026 12:00:30 GMT',
    '1.',
    null,
    undefined,
  ])('refuses %o', (value) => {
    expect(parseRetryAfter(value, now)).toBeUndefined();
  });

  test('is undefined or a number >= 0 for any text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const ms = parseRetryAfter(text, now);
        expect(ms === undefined || ms >= 0).toBe(true);
      }),
    );
  });
});

describe('requestedDelay', () => {
  test.each<[string, object]>([
    ['the headers of fetch', { headers: new Headers({ 'Retry-After': '7' }) }],
    ['a record of headers', { headers: { 'retry-after': '7' } }],
    ['a record with the name as it is written', { headers: { 'Retry-After': '7' } }],
    ['a record with a number', { headers: { 'retry-after': 7 } }],
    ['the headers of the response', { response: { headers: new Headers({ 'retry-after': '7' }) } }],
    ['retryAfterMs', { retryAfterMs: 7_000 }],
    ['the longer of the two', { retryAfterMs: 5, headers: { 'retry-after': '7' } }],
  ])('reads %s', (_, outcome) => {
    expect(requestedDelay(outcome)).toBe(7_000);
  });

  test('is endless when an error asks for that', () => {
    expect(requestedDelay({ retryAfterMs: Infinity })).toBe(Infinity);
  });

  test.each([
    {},
    { retryAfterMs: -5 },
    { retryAfterMs: Number.NaN },
    { retryAfterMs: '5' },
    { headers: {} },
    { response: {} },
    undefined,
    null,
    5,
  ])('is nothing for %o', (outcome) => {
    expect(requestedDelay(outcome)).toBe(0);
  });

  test('is nothing for a value that throws when it is read', () => {
    const hostile = {
      get headers() {
        throw new Error('read');
      },
    };
    expect(requestedDelay(hostile)).toBe(0);
  });
});
