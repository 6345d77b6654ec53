import { expect, test } from 'vitest';
import { enrolmentUri, stepOfCode, writtenSecret } from './totp.ts';

const secret = Buffer.from('12345678901234567890');

test.each([
  [59, '287082'],
  [1_111_111_109, '081804'],
  [1_111_111_111, '050471'],
  [1_234_567_890, '005924'],
  [2_000_000_000, '279037'],
  [20_000_000_000, '353130'],
])('takes the code of RFC 6238, appendix B, at %i s', (seconds, code) => {
  expect(stepOfCode(secret, code, seconds * 1000)).toBe(Math.floor(seconds / 30));
});

test('takes a code one step early and one step late, and tells which step it is', () => {
  const code = '050471'; // of step 37037037, from 1111111110 s on
  const step = 37_037_037;
  const at = (offset: number) => stepOfCode(secret, code, (step * 30 + offset) * 1000);
  expect([-31, -30, 0, 29, 59, 60].map(at)).toEqual([undefined, step, step, step, step, undefined]);
});

test.each(['', '05047', '0504710', '05047a', '-50471', '050471;', '٠٥٠٤٧١'])('takes %j for no code', (code) => {
  expect(stepOfCode(secret, code, 1_111_111_111_000)).toBeUndefined();
});

test('takes a code as authenticators show it', () => {
  expect(stepOfCode(secret, ' 050 471 ', 1_111_111_111_000)).toBe(37_037_037);
});

test('tells an authenticator all that it asks for', () => {
  const uri = new URL(enrolmentUri(secret, 'ann@example.com'));
  expect(uri.protocol + uri.host).toBe('otpauth:totp');
  expect(decodeURIComponent(uri.pathname)).toBe('/Podcast analytics:ann@example.com');
  expect(Object.fromEntries(uri.searchParams)).toEqual({
    issuer: 'Podcast analytics',
    secret: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ',
    algorithm: 'SHA1',
    digits: '6',
    period: '30',
  });
  expect(writtenSecret(secret)).toBe('GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ');
});
