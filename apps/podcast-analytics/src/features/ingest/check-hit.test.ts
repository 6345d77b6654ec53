import { expect, test } from 'vitest';
import { makeHit, noon } from '../../../test/make-hit.ts';
import type { Hit } from '../../counting/hit.ts';
import { checkHit } from './check-hit.ts';

const day = 86_400_000;

test.each<[string, Partial<Hit>]>([
  ['a day in the future', { time: noon + day }],
  ['the year 2000', { time: Date.UTC(2000, 0, 1) }],
  ['the longest user agent', { userAgent: 'x'.repeat(4096) }],
  ['Tor’s country', { country: 'T1' }],
])('accepts %s', (_, overrides) => {
  expect(checkHit(makeHit(overrides), noon)).toBeUndefined();
});

test.each<[Partial<Hit>, string]>([
  [{ time: Number.NaN }, 'time: expected a date and time, got none that can be read'],
  [{ time: 1.5 }, 'time: expected a date and time, got none that can be read'],
  [{ time: Date.UTC(1999, 11, 31) }, 'time: expected a date from 2000 on, got 1999-12-31T00:00:00.000Z'],
  [{ time: noon + day + 1 }, 'time: expected no date in the future, got 2026-02-04T12:00:00.001Z'],
  [{ time: Number.MAX_SAFE_INTEGER }, 'time: expected no date in the future, got 9007199254740991'],
  [{ method: '' }, 'method: expected one such as GET, got none'],
  [{ url: '' }, 'url: expected one, got none'],
  [{ status: 99 }, 'status: expected 100 to 999, got 99'],
  [{ status: Number.NaN }, 'status: expected 100 to 999, got NaN'],
  [{ status: 200.5 }, 'status: expected 100 to 999, got 200.5'],
  [{ bytesSent: Number('9'.repeat(20)) }, 'bytesSent: expected a whole number of bytes, got 100000000000000000000'],
  [{ bytesSent: Number('9'.repeat(400)) }, 'bytesSent: expected a whole number of bytes, got Infinity'],
  [{ bytesSent: 1.5 }, 'bytesSent: expected a whole number of bytes, got 1.5'],
  [{ bytesSent: -1 }, 'bytesSent: expected a whole number of bytes, got -1'],
  [{ userAgent: 'x'.repeat(4097) }, 'userAgent: expected at most 4,096 characters, got 4,097'],
  [{ url: `https://a.example/\0` }, 'url: expected text, got a NUL character'],
  [{ country: 'd!' }, 'country: expected a code such as DE, got "d!"'],
])('refuses %o', (overrides, message) => {
  expect(checkHit(makeHit(overrides), noon)).toBe(message);
});
