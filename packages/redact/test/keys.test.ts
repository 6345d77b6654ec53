import { describe, expect, test } from 'vitest';
import { createRedactor } from '../src/index.ts';

describe('keys', () => {
  test('take the place of the known ones', () => {
    const redact = createRedactor({ keys: ['shoe size', /^x-internal-/i], values: false });
    expect(redact({ password: 'x', userShoeSize: 43, 'X-Internal-Id': 7, 'id-x-internal-': 1 })).toEqual({
      password: 'x',
      userShoeSize: '[REDACTED]',
      'X-Internal-Id': '[REDACTED]',
      'id-x-internal-': 1,
    });
  });

  test('are added to and taken from the known ones', () => {
    const redact = createRedactor({ keys: { extend: ['codename'], allow: ['csrf token'] } });
    expect(redact({ codename: 'x', csrfToken: 'y', token: 'z' })).toEqual({
      codename: '[REDACTED]',
      csrfToken: 'y',
      token: '[REDACTED]',
    });
  });

  test('of more words decide over those of fewer', () => {
    const redact = createRedactor({ keys: { extend: ['my page token'] } });
    expect(redact({ nextPageToken: 'x', myPageToken: 'y' })).toEqual({ nextPageToken: 'x', myPageToken: '[REDACTED]' });
  });

  test('may be a pattern with a state, which does not matter', () => {
    const redact = createRedactor({ keys: [/secret/g], values: false });
    for (let i = 0; i < 3; i++) expect(redact({ [`secret${i}`]: 'x' })).toEqual({ [`secret${i}`]: '[REDACTED]' });
  });

  test('are judged anew when there were too many to remember', () => {
    const redact = createRedactor({ values: false });
    for (let i = 0; i < 5_000; i++) {
      const name = `field${String.fromCharCode(97 + (i % 26))}${i}`;
      expect(redact({ [name]: 1, [`${name}Password`]: 'x' })).toEqual({ [name]: 1, [`${name}Password`]: '[REDACTED]' });
    }
    const long = `${'x'.repeat(100_000)}Password`;
    expect(redact({ [long]: 'x', [long.slice(1)]: 'y' })).toEqual({
      [long]: '[REDACTED]',
      [long.slice(1)]: '[REDACTED]',
    });
  });

  test.each(['path', 'name', 'key', 'field'])('in a pair are what its %s says', (label) => {
    const redact = createRedactor();
    expect(redact({ [label]: 'db.password', old: 'a', new: 'b' })).toEqual({
      [label]: 'db.password',
      old: '[REDACTED]',
      new: '[REDACTED]',
    });
    const clean = { [label]: 'db.port', old: 1, new: 2 };
    expect(redact(clean)).toBe(clean);
  });

  test('in a pair are what any of its labels says, such as the name of a cookie that has a path as well', () => {
    const redact = createRedactor();
    const cookie = { name: 'session_id', value: 's3cret', domain: 'example.com', path: '/' };
    expect(redact(cookie)).toEqual({ ...cookie, value: '[REDACTED]' });
    const parameter = { Name: '/prod/db/password', Type: 'SecureString', Value: 's3cret' };
    expect(redact(parameter)).toEqual({ ...parameter, Value: '[REDACTED]' });
    const clean = { name: 'theme', value: 'dark', path: '/' };
    expect(redact(clean)).toBe(clean);
  });

  test('are secret again where somebody calls them so who knows that they were allowed', () => {
    const redact = createRedactor({ keys: { extend: ['pageToken'] } });
    expect(redact({ pageToken: 'x', nextToken: 'y' })).toEqual({ pageToken: '[REDACTED]', nextToken: 'y' });
    const allowed = createRedactor({ keys: { allow: ['csrf token'] } });
    expect(allowed({ csrfToken: 'x' })).toEqual({ csrfToken: 'x' });
    expect(allowed.extend({ keys: { extend: ['csrf-token'] } })({ csrfToken: 'x' })).toEqual({
      csrfToken: '[REDACTED]',
    });
    const both = createRedactor({ keys: { extend: [/^x-/, 'csrf token'], allow: ['csrf token'] } });
    expect(both({ csrfToken: 'x' })).toEqual({ csrfToken: 'x' });
  });

  test.each([
    'caféPassword',
    'identitéTOKEN',
    'ÉTATPassword',
    '用户Password',
    '用户password',
    'ｐａｓｓｗｏｒｄ',
    'user\u00a0password',
    'contraseña'.normalize('NFC'),
    'contraseña'.normalize('NFD'),
  ])('are found in %s, whatever its letters and however they are written', (name) => {
    const redact = createRedactor({ keys: { extend: ['contraseña'] } });
    expect(redact({ [name]: 'x' })).toEqual({ [name]: '[REDACTED]' });
  });

  test('are not found within a word of another language', () => {
    const value = { épin: 'x', señorpass: 'y', 密码学: 'z' };
    expect(createRedactor({ values: false })(value)).toBe(value);
  });

  test('in a pair may be given as a list of names', () => {
    expect(createRedactor()({ changes: [{ path: ['users', 0, 'apiKey'], value: 'a', id: 1 }] })).toEqual({
      changes: [{ path: ['users', 0, 'apiKey'], value: '[REDACTED]', id: 1 }],
    });
    const clean = { value: 'a', before: 'b' };
    expect(createRedactor()(clean)).toBe(clean);
    expect(createRedactor({ keys: ['value'] })({ value: 'a' })).toEqual({ value: '[REDACTED]' });
  });
});
