import { expect, test } from 'vitest';
import { durationSeconds, enclosureBytes, httpUrl, publicationTime } from './feed-values.ts';

test.each([
  ['Tue, 03 Feb 2026 12:00:00 GMT', '2026-02-03T12:00:00.000Z'],
  ['Tue, 03 Feb 2026 12:00:00 +0200', '2026-02-03T10:00:00.000Z'],
  ['Tue, 03 Feb 2026 12:00:00 EST', '2026-02-03T17:00:00.000Z'],
  ['3 Feb 2026 12:00:00', '2026-02-03T12:00:00.000Z'],
  ['2026-02-03T12:00:00Z', '2026-02-03T12:00:00.000Z'],
  ['2026-02-03', '2026-02-03T00:00:00.000Z'],
])('reads "%s" as a time', (text, expected) => expect(publicationTime(text)).toBe(Date.parse(expected)));

test.each(['', 'soon', 'Tue, 32 Feb 2026 99:00:00 GMT', '0', 'Thu, 01 Jan 1970 00:00:00 GMT', '9999-01-01'])(
  'reads no time in "%s"',
  (text) => expect(publicationTime(text)).toBeUndefined(),
);

test.each([
  ['1800', 1800],
  ['29:31', 1771],
  ['1:02:03', 3723],
  ['00:00:59.5', 59],
  ['125:00', 7500],
])('reads "%s" as %i seconds', (text, seconds) => expect(durationSeconds(text)).toBe(seconds));

test.each(['', '0', '00:00', '1h', '-5', '1:2:3:4', '12:5', '1e9', '99999999999'])(
  'reads no duration in "%s"',
  (text) => expect(durationSeconds(text)).toBeUndefined(),
);

test('takes the length of an enclosure only where it is one', () => {
  expect(enclosureBytes('24000000')).toBe(24_000_000);
  for (const text of ['', '0', '1', '-5', '24 MB', '1e9', '99999999999999999999'])
    expect(enclosureBytes(text)).toBeUndefined();
});

test('takes addresses of the web only', () => {
  expect(httpUrl('https://a.example/1.mp3?x=1')).toBe('https://a.example/1.mp3?x=1');
  for (const text of [
    '',
    '/1.mp3',
    'ftp://a.example/1',
    'javascript:alert(1)',
    'https://a b/',
    'https://a.example/\0.mp3',
    'https://',
    `http://a/${'x'.repeat(2048)}`,
  ])
    expect(httpUrl(text)).toBeUndefined();
});
