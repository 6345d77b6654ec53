import { expect, test } from 'vitest';
import { createRecoveryCode, hashRecoveryCode } from './recovery-code.ts';

test('is read however it was written down', () => {
  const hash = hashRecoveryCode('10ab-cdef-ghjk-mnpq');
  expect(hash).toBeDefined();
  for (const written of ['10ABCDEFGHJKMNPQ', ' 10ab cdef ghjk mnpq ', 'loab-cdef-ghjk-mnpq', 'IOab-cdef-ghjk-mnpq']) {
    expect(hashRecoveryCode(written), written).toEqual(hash);
  }
});

test.each(['', '123456', '10ab-cdef-ghjk-mnp', '10ab-cdef-ghjk-mnpq-r', '10ab-cdef-ghjk-mnp!'])('is not %j', (given) =>
  expect(hashRecoveryCode(given)).toBeUndefined(),
);

test('is another one each time', () => {
  const codes = Array.from({ length: 100 }, createRecoveryCode);
  expect(new Set(codes).size).toBe(100);
  for (const code of codes) expect(code).toMatch(/^([0-9a-z]{4}-){3}[0-9a-z]{4}$/);
});
